-- The newest 120 covered days of each channel with their band; long silent channels show their own last days.
-- Days off are those of Iran, for channels in its languages: others keep other days.
SELECT
    volume.channel_key, volume.full_date, volume.day_name_en, volume.post_count, volume.expected_low,
    volume.expected_high, volume.direction, volume.is_anomaly,
    CASE WHEN volume.is_holiday THEN day.holiday_name_en END AS holiday_name,
    coalesce(day.is_weekend, FALSE) AS is_weekend,
    channel.primary_language IN ('fa', 'azb') AS keeps_days_off
FROM dq.volume_anomaly AS volume
JOIN core.dim_date AS day ON day.date_key = volume.date_key
JOIN core.dim_channel AS channel ON channel.channel_key = volume.channel_key
QUALIFY row_number() OVER (PARTITION BY volume.channel_key ORDER BY volume.full_date DESC) <= 120
ORDER BY volume.channel_key, volume.full_date
