-- Quarantined records of one reason as they came, so that pages keep their place when more come.
SELECT
    quarantine_id, dump_key, file_name, record_index, record_locator, byte_start, byte_end, reason,
    rule_in_words, column_name, left(failure_case, 300) AS failure_case, left(raw_text, $length) AS raw_text,
    length(raw_text) AS char_count, status, first_run_id, first_seen_at, code_version
FROM dq.quarantine
WHERE reason = $reason
ORDER BY first_seen_at, quarantine_id
LIMIT $count
