-- table: core.fact_post_observation
-- column: post_key
-- kind: anomaly
-- dimension: uniqueness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump does not repeat itself more than other dumps do
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM dq.duplicate_rate
WHERE is_jump
