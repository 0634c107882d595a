-- The books of the newest run that kept books, all dumps together.
SELECT
    stage,
    count(*) AS dump_count,
    CAST(sum(byte_count) AS BIGINT) AS byte_count,
    CAST(sum(accounted_byte_count) AS BIGINT) AS accounted_byte_count,
    CAST(sum(record_count) AS BIGINT) AS record_count,
    CAST(sum(observation_count) AS BIGINT) AS observation_count,
    CAST(sum(service_count) AS BIGINT) AS service_count,
    CAST(sum(artifact_count) AS BIGINT) AS artifact_count,
    CAST(sum(quarantined_count) AS BIGINT) AS quarantined_count,
    CAST(sum(waived_count) AS BIGINT) AS waived_count,
    CAST(sum(post_count) AS BIGINT) AS post_count,
    CAST(sum(abs(residual)) AS BIGINT) AS residual,
    CAST(sum(abs(byte_residual)) AS BIGINT) AS byte_residual
FROM dq.latest_ledger
GROUP BY stage
