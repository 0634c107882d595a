-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: uniqueness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a message id stands once in a dump
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT concat_ws('/', dump_key, finding) AS example_value
FROM dq.finding
WHERE finding = 'message_id_repeated'
