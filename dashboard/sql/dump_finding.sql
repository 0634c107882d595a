-- What was noticed about each dump, the most frequent first.
SELECT dump_key, finding, subject, failed_count, example_value
FROM dq.finding
QUALIFY row_number() OVER (PARTITION BY dump_key ORDER BY failed_count DESC, finding, subject) <= 12
ORDER BY dump_key, failed_count DESC, finding, subject
