-- Dumps with the most duplicates.
SELECT
    dump_key, file_name, observation_count, original_count, exact_copy_count, titleless_copy_count,
    edited_version_count, duplicate_count, duplicate_rate
FROM dq.duplicate_rate
WHERE duplicate_count + edited_version_count > 0
ORDER BY duplicate_count DESC, file_name, dump_key
LIMIT 100
