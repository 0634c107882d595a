-- table: mart.post_frequency_daily
-- column: post_count
-- kind: volume
-- dimension: completeness
-- severity: warning
-- threshold: 0.0002
-- owner: curation
-- rule: a channel posts about as often as on the same weekday before; 2 of 10,000 days by chance are let pass
-- evaluated: (SELECT count(*) FROM dq.volume_anomaly WHERE baseline_median >= 1)
SELECT concat_ws('/', channel_key, date_key, direction) AS example_value
FROM dq.volume_anomaly
WHERE is_anomaly
