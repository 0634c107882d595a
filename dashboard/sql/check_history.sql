-- Per check its statuses over the newest 60 runs, oldest first, one letter each; - where a run had no such check.
-- failing_since: first run of the unbroken series of runs that it did not pass, NULL if it passed last.
WITH run AS (
    SELECT run_id, max(checked_at) AS ended_at, row_number() OVER (ORDER BY max(checked_at) DESC, run_id DESC) AS age
    FROM dq.check_result
    GROUP BY run_id
    QUALIFY age <= 60
),

result AS (
    SELECT result.check_id, result.status, run.age, run.ended_at
    FROM dq.check_result AS result
    JOIN run ON run.run_id = result.run_id
),

last_pass AS (
    SELECT check_id, min(age) FILTER (WHERE status = 'passed') AS age
    FROM result
    GROUP BY check_id
),

spelled AS (
    SELECT named.check_id, string_agg(coalesce(left(result.status, 1), '-'), '' ORDER BY run.age DESC) AS codes
    FROM (SELECT DISTINCT check_id FROM result) AS named
    CROSS JOIN run
    LEFT JOIN result ON result.check_id = named.check_id AND result.age = run.age
    GROUP BY named.check_id
)

SELECT
    spelled.check_id,
    spelled.codes,
    min(result.ended_at) FILTER (WHERE result.age < coalesce(last_pass.age, 1000000)) AS failing_since
FROM spelled
JOIN last_pass ON last_pass.check_id = spelled.check_id
JOIN result ON result.check_id = spelled.check_id
GROUP BY spelled.check_id, spelled.codes
