-- Runs, newest first.
SELECT
    run_id, started_at, finished_at, status, release_id, code_version, config_hash, new_dump_count,
    parsed_dump_count, refused_file_count, error,
    date_diff('second', started_at, finished_at) AS duration_seconds
FROM dq.run
ORDER BY started_at DESC, run_id DESC
LIMIT 200
