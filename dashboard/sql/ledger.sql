-- One row per dump: its books at both stages, what does not add up first.
WITH book_of_dump AS (
    SELECT
        book.dump_key,
        min(book.file_name) AS file_name,
        any_value(dump.dump_format) AS dump_format,
        max(book.byte_count) AS byte_count,
        max(book.accounted_byte_count) AS accounted_byte_count,
        max(book.record_count) FILTER (WHERE book.stage = 'parsed') AS record_count,
        max(book.observation_count) FILTER (WHERE book.stage = 'parsed') AS observation_count,
        max(book.service_count) FILTER (WHERE book.stage = 'parsed') AS service_count,
        max(book.artifact_count) FILTER (WHERE book.stage = 'parsed') AS artifact_count,
        max(book.quarantined_count) FILTER (WHERE book.stage = 'parsed') AS quarantined_count,
        max(book.observation_count) FILTER (WHERE book.stage = 'core') AS loaded_count,
        max(book.quarantined_count) FILTER (WHERE book.stage = 'core') AS late_quarantined_count,
        CAST(sum(book.waived_count) AS BIGINT) AS waived_count,
        max(book.post_count) FILTER (WHERE book.stage = 'core') AS post_count,
        CAST(sum(abs(book.residual)) AS BIGINT) AS residual,
        CAST(sum(abs(book.byte_residual)) AS BIGINT) AS byte_residual
    FROM dq.latest_ledger AS book
    LEFT JOIN core.dim_dump AS dump ON dump.dump_key = book.dump_key
    GROUP BY book.dump_key
)

SELECT *
FROM book_of_dump
ORDER BY residual + coalesce(byte_residual, 0) DESC, quarantined_count DESC, file_name, dump_key
LIMIT 1000
