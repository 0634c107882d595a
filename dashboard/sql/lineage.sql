-- Where columns come from: the row of every format, and last what becomes of them whatever the format.
SELECT table_schema, table_name, column_name, dump_format, rule
FROM meta.lineage
ORDER BY table_schema, table_name, column_name, dump_format = 'any', dump_format
