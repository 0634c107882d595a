-- Foreign keys.
SELECT table_schema, table_name, column_name, referenced_schema, referenced_table, referenced_column
FROM meta.relationship
ORDER BY table_schema, table_name, column_name
