-- table: dq.ledger
-- column: residual
-- kind: conservation
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: every record of a dump is a post, a service record, an artifact or in quarantine
-- evaluated: (SELECT count(*) FROM dq.latest_ledger)
SELECT concat_ws('/', dump_key, stage) AS example_value
FROM dq.latest_ledger
WHERE residual <> 0
