-- One row per dump and field that its parser does not know: the source's format has moved on.
-- dump_key: Dump.
-- file_name: Name under which the dump was handed over.
-- dump_format: Format as detected by content.
-- parser_version: Adapter and version that parsed it.
-- captured_at: When the dump was taken, UTC, NULL if nothing says so.
-- field_path: The unknown field.
-- record_count: Records that have it.
-- example_value: One value of it, NULL where the parser keeps none.
-- first_dump_key: Dump of the same format that has it first, by time of capture.
SELECT
    finding.dump_key,
    dump.file_name,
    dump.dump_format,
    dump.parser_version,
    dump.captured_at,
    finding.subject AS field_path,
    finding.failed_count AS record_count,
    finding.example_value,
    first_value(finding.dump_key) OVER (
        PARTITION BY dump.dump_format, finding.subject ORDER BY dump.captured_at NULLS LAST, finding.dump_key
    ) AS first_dump_key
FROM dq.finding AS finding
JOIN core.dim_dump AS dump ON dump.dump_key = finding.dump_key
WHERE finding.finding = 'unknown_field'
