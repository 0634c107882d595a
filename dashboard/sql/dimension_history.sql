-- Per quality dimension and run: rows evaluated and failed, checks that failed or did not run; newest 60 runs.
WITH run AS (
    SELECT run_id, max(checked_at) AS ended_at, row_number() OVER (ORDER BY max(checked_at) DESC, run_id DESC) AS age
    FROM dq.check_result
    GROUP BY run_id
    QUALIFY age <= 60
)

SELECT
    result.dimension,
    run.ended_at,
    count(*) AS check_count,
    count(*) FILTER (WHERE result.status = 'failed') AS failed_check_count,
    count(*) FILTER (WHERE result.status = 'not_run') AS not_run_check_count,
    CAST(sum(result.evaluated_count) AS BIGINT) AS evaluated_count,
    CAST(sum(result.failed_count) AS BIGINT) AS failed_count
FROM dq.check_result AS result
JOIN run ON run.run_id = result.run_id
GROUP BY result.dimension, run.ended_at, run.age
ORDER BY result.dimension, run.age DESC
