-- table: core.fact_post
-- column: language
-- kind: anomaly
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: the share of a channel's main language is that of the months before
-- evaluated: (SELECT count(*) FROM dq.profile_shift WHERE measure = 'language_share' AND baseline_median IS NOT NULL)
SELECT concat_ws('/', channel_key, month_key) AS example_value
FROM dq.profile_shift
WHERE measure = 'language_share' AND is_shift
