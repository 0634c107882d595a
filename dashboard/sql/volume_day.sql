-- The newest 120 covered days of each channel with their band; long silent channels show their own last days.
SELECT channel_key, full_date, day_name_en, post_count, expected_low, expected_high, direction, is_anomaly
FROM dq.volume_anomaly
QUALIFY row_number() OVER (PARTITION BY channel_key ORDER BY full_date DESC) <= 120
ORDER BY channel_key, full_date
