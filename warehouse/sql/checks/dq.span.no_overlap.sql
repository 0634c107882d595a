-- table: dq.span
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: no byte of a dump belongs to two records
-- evaluated: (SELECT count(*) FROM dq.span WHERE byte_start < byte_end)
WITH reached AS (
    SELECT
        dump_key,
        record_index,
        byte_start,
        max(byte_end) OVER (
            PARTITION BY dump_key ORDER BY byte_start, byte_end, record_index
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_end
    FROM dq.span
    WHERE byte_start < byte_end
)

SELECT concat_ws('/', dump_key, record_index) AS example_value
FROM reached
WHERE byte_start < earlier_end
