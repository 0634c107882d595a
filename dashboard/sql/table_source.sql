-- What each table and view is made from, and by which file.
SELECT table_schema, table_name, made_by, string_agg(source_name, ', ' ORDER BY source_name) AS source_names
FROM meta.table_source
GROUP BY table_schema, table_name, made_by
ORDER BY table_schema, table_name
