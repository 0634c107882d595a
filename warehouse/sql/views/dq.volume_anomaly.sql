-- One row per channel and covered day: its posts against what the same weekday had before.
-- The band is median ± 3 robust deviations of the eight covered same weekdays before the day, which is itself
-- no part of it; a robust deviation is 1.4826 x MAD (the standard deviation, were the counts normal), at least 1.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- date_key: Day in the reporting zone.
-- full_date: The day.
-- day_name_en: English name of the weekday.
-- post_count: Posts of the day.
-- baseline_day_count: Covered same weekdays before the day that the band rests on, at most 8.
-- baseline_median: Their median; NULL while there are fewer than 8.
-- expected_low: Lower end of the band, not below 0; NULL while there are fewer than 8.
-- expected_high: Upper end of the band; NULL while there are fewer than 8.
-- direction: high above the band, low below it, else NULL.
-- is_anomaly: True outside the band, where the day or the median has 5 posts or more.
WITH based AS (
    SELECT
        daily.channel_key,
        daily.channel_name,
        daily.date_key,
        daily.full_date,
        day.day_name_en,
        daily.post_count,
        count(*) OVER earlier AS baseline_day_count,
        median(daily.post_count) OVER earlier AS baseline_median,
        mad(daily.post_count) OVER earlier AS baseline_mad
    FROM mart.post_frequency_daily AS daily
    JOIN core.dim_date AS day ON day.date_key = daily.date_key
    WHERE daily.date_key > 0
    WINDOW earlier AS (
        PARTITION BY daily.channel_key, day.day_of_week ORDER BY daily.date_key
        ROWS BETWEEN 8 PRECEDING AND 1 PRECEDING
    )
),

banded AS (
    SELECT
        channel_key,
        channel_name,
        date_key,
        full_date,
        day_name_en,
        post_count,
        baseline_day_count,
        CASE WHEN baseline_day_count = 8 THEN CAST(baseline_median AS DOUBLE) END AS baseline_median,
        CASE WHEN baseline_day_count = 8
            THEN 3 * greatest(1.0, 1.4826 * CAST(baseline_mad AS DOUBLE)) END AS width
    FROM based
),

judged AS (
    SELECT
        *,
        CASE
            WHEN greatest(post_count, baseline_median) < 5 THEN NULL
            WHEN post_count > baseline_median + width THEN 'high'
            WHEN post_count < baseline_median - width THEN 'low'
        END AS direction
    FROM banded
)

SELECT
    channel_key,
    channel_name,
    date_key,
    full_date,
    day_name_en,
    post_count,
    baseline_day_count,
    baseline_median,
    CASE WHEN width IS NOT NULL THEN greatest(0.0, baseline_median - width) END AS expected_low,
    baseline_median + width AS expected_high,
    direction,
    direction IS NOT NULL AS is_anomaly
FROM judged
