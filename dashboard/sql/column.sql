-- Their columns.
SELECT table_schema, table_name, column_name, data_type, is_nullable, comment
FROM meta.column
ORDER BY table_schema, table_name, ordinal_position
