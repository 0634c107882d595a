-- Per table and dimension of one run: how many checks, how many of them failed or did not run.
SELECT
    table_name,
    dimension,
    count(*) AS check_count,
    count(*) FILTER (WHERE status = 'failed' AND severity = 'error') AS error_count,
    count(*) FILTER (WHERE status = 'failed' AND severity = 'warning') AS warning_count,
    count(*) FILTER (WHERE status = 'not_run') AS not_run_count
FROM dq.check_result
WHERE run_id = $run_id
GROUP BY table_name, dimension
ORDER BY table_name, dimension
