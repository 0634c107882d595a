-- table: core.dim_channel
-- kind: freshness
-- dimension: timeliness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a channel was not silent for longer than is its habit when it was last captured
-- evaluated: (SELECT count(*) FROM dq.freshness WHERE is_late IS NOT NULL)
SELECT CAST(channel_key AS VARCHAR) AS example_value
FROM dq.freshness
WHERE is_late AND channel_key > 0
