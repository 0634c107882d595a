-- table: core.fact_post
-- column: repost_group_key
-- kind: anomaly
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a channel repeats itself no more than in the months before
-- evaluated: (SELECT count(*) FROM dq.profile_shift WHERE measure = 'repeat_share' AND baseline_median IS NOT NULL)
SELECT concat_ws('/', channel_key, month_key) AS example_value
FROM dq.profile_shift
WHERE measure = 'repeat_share' AND is_shift
