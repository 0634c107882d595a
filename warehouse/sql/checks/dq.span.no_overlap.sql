-- table: dq.span
-- kind: conservation
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: no byte of a file belongs to two records
-- evaluated: (SELECT count(*) FROM dq.span WHERE byte_start < byte_end)
-- A dump that is a folder, which its name shows by a slash at the end, has byte positions per file, and its files
-- one after the other: a record that starts at byte 0 opens the next file. What this cannot tell from a file, the
-- same record twice from byte 0 on, leaves a residual of bytes in dq.ledger.
-- Neighbours suffice: if two spans overlap, two that begin one after the other do.
WITH folder AS (
    SELECT dump_key FROM core.dim_dump WHERE ends_with(file_name, '/')
),

filed AS (
    SELECT dump_key, record_index, byte_start, byte_end, 0 AS file_number
    FROM dq.span ANTI JOIN folder USING (dump_key)
    UNION ALL
    SELECT
        dump_key, record_index, byte_start, byte_end,
        count(*) FILTER (WHERE byte_start = 0) OVER (
            PARTITION BY dump_key ORDER BY record_index ROWS UNBOUNDED PRECEDING
        ) AS file_number
    FROM dq.span SEMI JOIN folder USING (dump_key)
    WHERE byte_start < byte_end
),

neighbours AS (
    SELECT
        dump_key,
        record_index,
        byte_start,
        lag(byte_end) OVER (
            PARTITION BY dump_key, file_number ORDER BY byte_start, byte_end, record_index
        ) AS earlier_end
    FROM filed
    WHERE byte_start < byte_end
)

SELECT concat_ws('/', dump_key, record_index) AS example_value
FROM neighbours
WHERE byte_start < earlier_end
