-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: every dump could be parsed to its end
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM dq.finding
WHERE finding = 'parser_error'
