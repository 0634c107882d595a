-- table: core.fact_post
-- column: char_count
-- kind: anomaly
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: posts of a channel are about as long as in the months before
-- evaluated: (SELECT count(*) FROM dq.profile_shift WHERE measure = 'text_length' AND baseline_median IS NOT NULL)
SELECT concat_ws('/', channel_key, month_key) AS example_value
FROM dq.profile_shift
WHERE measure = 'text_length' AND is_shift
