-- Changes of checks against the run before that had them, newest first; a check seen first is a change when it fails.
WITH run AS (
    SELECT run_id, max(checked_at) AS ended_at, row_number() OVER (ORDER BY max(checked_at), run_id) AS seq
    FROM dq.check_result
    GROUP BY run_id
),

stepped AS (
    SELECT
        result.run_id,
        result.check_id,
        result.severity,
        result.rule_in_words,
        result.failed_count,
        result.evaluated_count,
        result.status,
        run.seq,
        run.ended_at,
        lag(result.status) OVER (PARTITION BY result.check_id ORDER BY run.seq) AS status_before,
        lag(result.failed_count) OVER (PARTITION BY result.check_id ORDER BY run.seq) AS failed_before
    FROM dq.check_result AS result
    JOIN run ON run.run_id = result.run_id
)

SELECT
    run_id, check_id, severity, rule_in_words, failed_count, evaluated_count, status, ended_at, status_before,
    failed_before,
    CASE
        WHEN status = 'passed' THEN 'fixed'
        WHEN coalesce(status_before, 'passed') = 'passed' THEN 'new'
        ELSE 'continuing'
    END AS change
FROM stepped
WHERE (status <> 'passed' OR status_before <> 'passed')
    AND (seq >= (SELECT max(seq) - 1 FROM run) OR status IS DISTINCT FROM status_before)
ORDER BY seq DESC, severity, check_id
LIMIT 400
