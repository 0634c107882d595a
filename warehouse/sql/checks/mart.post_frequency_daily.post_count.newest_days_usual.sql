-- table: mart.post_frequency_daily
-- column: post_count
-- kind: volume
-- dimension: timeliness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: in its newest 14 covered days a channel posts about as often as on the same weekday before
-- evaluated: (SELECT count(*) FROM dq.volume_anomaly WHERE baseline_median >= 1)
SELECT concat_ws('/', channel_key, date_key, direction) AS example_value
FROM (
    SELECT *, row_number() OVER (PARTITION BY channel_key ORDER BY date_key DESC) AS age
    FROM dq.volume_anomaly
)
WHERE is_anomaly AND age <= 14
