-- table: core.dim_channel
-- kind: freshness
-- dimension: timeliness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: dumps of a channel keep coming at the pace at which they came
-- evaluated: (SELECT count(*) FROM dq.freshness WHERE is_overdue IS NOT NULL)
SELECT CAST(channel_key AS VARCHAR) AS example_value
FROM dq.freshness
WHERE is_overdue AND channel_key > 0
