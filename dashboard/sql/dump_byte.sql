-- Per dump of one file with byte positions and per 1/90 of its length: what most bytes there became.
-- One quarantined byte is enough to show: that is what one looks for.
WITH sized AS (
    SELECT span.dump_key, max(span.byte_end) AS byte_count
    FROM dq.span AS span
    JOIN core.dim_dump AS dump ON dump.dump_key = span.dump_key
    WHERE span.byte_end IS NOT NULL
    GROUP BY span.dump_key, dump.byte_count
    HAVING max(span.byte_end) = dump.byte_count AND min(span.byte_start) = 0 AND count(*) > 1
)

SELECT
    span.dump_key,
    CAST(span.byte_start * 90 // sized.byte_count AS INTEGER) AS stretch,
    CASE
        WHEN bool_or(span.record_kind = 'quarantined') THEN 'quarantined'
        ELSE arg_max(span.record_kind, span.byte_end - span.byte_start)
    END AS record_kind
FROM dq.span AS span
JOIN sized ON sized.dump_key = span.dump_key
GROUP BY span.dump_key, stretch
