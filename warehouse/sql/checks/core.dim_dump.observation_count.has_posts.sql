-- table: core.dim_dump
-- column: observation_count
-- kind: bound
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump holds a post
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump.dump_key AS VARCHAR) AS example_value
FROM core.dim_dump AS dump
ANTI JOIN core.fact_post_observation AS observation ON observation.dump_key = dump.dump_key
WHERE dump.dump_key > 0
