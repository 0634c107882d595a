-- Fields that parsers do not know, by format, with the dump that had them first.
SELECT
    drift.dump_format, drift.field_path, count(*) AS dump_count,
    CAST(sum(drift.record_count) AS BIGINT) AS record_count,
    min(drift.captured_at) AS first_captured_at,
    max(drift.captured_at) AS last_captured_at,
    any_value(drift.first_dump_key) AS first_dump_key,
    any_value(first_dump.file_name) AS first_file_name,
    any_value(drift.example_value) AS example_value
FROM dq.schema_drift AS drift
LEFT JOIN core.dim_dump AS first_dump ON first_dump.dump_key = drift.first_dump_key
GROUP BY drift.dump_format, drift.field_path
ORDER BY record_count DESC, drift.dump_format, drift.field_path
LIMIT 300
