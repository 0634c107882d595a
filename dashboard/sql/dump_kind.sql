-- Per dump and kind of record: how many, and how many bytes they take.
SELECT
    dump_key, record_kind, artifact_kind, count(*) AS record_count,
    CAST(sum(byte_end - byte_start) AS BIGINT) AS byte_count
FROM dq.span
GROUP BY dump_key, record_kind, artifact_kind
ORDER BY dump_key, record_count DESC, record_kind, artifact_kind
