-- table: dq.finding
-- column: finding
-- kind: schema_drift
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump has only fields that its parser knows
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT DISTINCT CAST(dump_key AS VARCHAR) AS example_value
FROM dq.finding
WHERE finding = 'unknown_field'
