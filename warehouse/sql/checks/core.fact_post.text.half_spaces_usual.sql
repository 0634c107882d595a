-- table: core.fact_post
-- column: text
-- kind: anomaly
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: Persian posts of a channel have half-spaces as in the months before
-- evaluated: (SELECT count(*) FROM dq.profile_shift WHERE measure = 'half_space_share' AND baseline_median IS NOT NULL)
SELECT concat_ws('/', channel_key, month_key) AS example_value
FROM dq.profile_shift
WHERE measure = 'half_space_share' AND is_shift
