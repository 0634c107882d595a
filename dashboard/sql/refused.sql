-- Files that were handed over and are no dumps, newest first.
SELECT file_name, byte_count, reason, first_seen_at
FROM dq.refused_file
ORDER BY first_seen_at DESC, file_name
LIMIT 300
