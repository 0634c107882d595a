-- table: core.dim_dump
-- column: quarantined_count
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: pipeline
-- rule: at most half of the records of a dump are in quarantine
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM core.dim_dump
WHERE dump_key > 0 AND 2 * quarantined_count > record_count
