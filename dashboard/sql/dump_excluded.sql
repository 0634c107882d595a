-- The first records of each dump and kind that are not posts; their text is fetched once they are chosen.
WITH first AS (
    SELECT dump_key, record_index
    FROM dq.excluded_record
    WHERE record_kind <> 'quarantined'
    QUALIFY row_number() OVER (PARTITION BY dump_key, record_kind, artifact_kind ORDER BY record_index) <= 3
)

SELECT
    record.dump_key, record.record_index, record.record_kind, record.artifact_kind, record.record_locator,
    record.byte_start, record.byte_end, left(record.raw_text, 240) AS raw_text
FROM dq.excluded_record AS record
JOIN first ON first.dump_key = record.dump_key AND first.record_index = record.record_index
ORDER BY record.dump_key, record.record_kind, record.artifact_kind, record.record_index
