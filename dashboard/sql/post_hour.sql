-- Posts of all channels by weekday and hour of the reporting zone.
SELECT
    day_of_week, min(day_name_en) AS day_name_en, min(day_name_fa) AS day_name_fa, hour,
    CAST(sum(post_count) AS BIGINT) AS post_count
FROM mart.post_frequency_hourly_profile
WHERE day_of_week > 0 AND hour >= 0
GROUP BY day_of_week, hour
ORDER BY day_of_week, hour
