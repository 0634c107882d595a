-- table: dq.span
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: no byte of a file belongs to two records
-- evaluated: (SELECT count(*) FROM dq.span WHERE byte_start < byte_end)
-- A dump that is a folder, which its name shows by a slash at the end, has byte positions per file, and its files
-- one after the other: a record that starts at byte 0 opens the next file. What this cannot tell from a file, the
-- same record twice from byte 0 on, leaves a residual of bytes in dq.ledger.
WITH filed AS (
    SELECT
        span.dump_key,
        span.record_index,
        span.byte_start,
        span.byte_end,
        CASE WHEN ends_with(dump.file_name, '/') THEN count(*) FILTER (WHERE span.byte_start = 0) OVER (
            PARTITION BY span.dump_key ORDER BY span.record_index ROWS UNBOUNDED PRECEDING
        ) ELSE 0 END AS file_number
    FROM dq.span AS span
    LEFT JOIN core.dim_dump AS dump ON dump.dump_key = span.dump_key
    WHERE span.byte_start < span.byte_end
),

reached AS (
    SELECT
        dump_key,
        record_index,
        byte_start,
        max(byte_end) OVER (
            PARTITION BY dump_key, file_number ORDER BY byte_start, byte_end, record_index
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_end
    FROM filed
)

SELECT concat_ws('/', dump_key, record_index) AS example_value
FROM reached
WHERE byte_start < earlier_end
