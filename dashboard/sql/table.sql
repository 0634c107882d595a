-- Published tables and views.
SELECT table_schema, table_name, table_kind, grain, comment, primary_key, row_count
FROM meta.table
ORDER BY table_schema, table_kind, table_name
