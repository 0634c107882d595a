-- Kinds of findings over all dumps.
SELECT
    finding, count(DISTINCT dump_key) AS dump_count, count(*) AS subject_count,
    CAST(sum(failed_count) AS BIGINT) AS record_count, min(subject) AS example_subject
FROM dq.finding
GROUP BY finding
ORDER BY record_count DESC, finding
LIMIT 100
