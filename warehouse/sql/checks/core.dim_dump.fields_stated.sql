-- table: core.dim_dump
-- kind: schema_drift
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump states the fields that earlier dumps of its channel and format state
-- evaluated: (SELECT count(DISTINCT dump_key) FROM dq.field_drift WHERE earlier_dump_count >= 2)
SELECT concat_ws('/', dump_key, field) AS example_value
FROM dq.field_drift
WHERE is_lost
