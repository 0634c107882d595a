-- table: dq.quarantine
-- column: status
-- kind: bound
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no record is in quarantine
-- evaluated: (SELECT count(*) FROM dq.quarantine)
SELECT CAST(quarantine_id AS VARCHAR) AS example_value
FROM dq.quarantine
WHERE status = 'open'
