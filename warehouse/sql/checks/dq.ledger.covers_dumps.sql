-- table: dq.ledger
-- kind: conservation
-- dimension: completeness
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the books of the newest run hold both stages of every dump
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump.dump_key AS VARCHAR) AS example_value
FROM core.dim_dump AS dump
LEFT JOIN dq.latest_ledger AS ledger ON ledger.dump_key = dump.dump_key
WHERE dump.dump_key > 0
GROUP BY dump.dump_key
HAVING count(DISTINCT ledger.stage) < 2
