-- table: core.fact_post
-- column: message_id
-- kind: volume
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no unusually long stretch of message ids is missing
-- evaluated: (SELECT count(*) FROM core.fact_post WHERE message_id IS NOT NULL AND channel_key > 0)
SELECT concat_ws('/', channel_key, after_message_id, before_message_id) AS example_value
FROM dq.message_id_gap
WHERE is_unusual
