-- table: dq.ledger
-- column: byte_residual
-- kind: conservation
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: every byte of a text dump belongs to exactly one record
-- evaluated: (SELECT count(*) FROM dq.latest_ledger WHERE byte_residual IS NOT NULL)
SELECT concat_ws('/', dump_key, stage) AS example_value
FROM dq.latest_ledger
WHERE byte_residual <> 0
