-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: the posts of a text dump could be told apart
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT DISTINCT CAST(dump_key AS VARCHAR) AS example_value
FROM dq.finding
WHERE finding = 'no_structure_inferred'
