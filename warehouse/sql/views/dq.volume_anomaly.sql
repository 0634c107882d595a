-- One row per channel and covered day: its posts against what the same weekday had before.
-- Counts are compared as 2·sqrt(n + 3/8) (Anscombe 1948), where chance alone gives a deviation of 1 whatever the
-- level. The band is median ± 4.5 robust deviations of the covered same weekdays among the twelve before the day,
-- which is itself no part of it; a robust deviation is 1.4826 × MAD of these or of the 84 days before, whichever is
-- greater, at least 1. Channels post in bursts: a day is high only if it also has half as many posts again as any of
-- the 84 days before, low only if it has less than half of what nine of ten days of the baseline have. Public
-- holidays and days beside an uncovered one, which may be covered in part, are no baseline and are never called low.
-- On channels without fault (`benchmarks/false_alarms.py`: 1 to 80 posts a day, weekly rhythm, bursts, growth)
-- 1 of 10,000 days is called an anomaly, a low one.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- date_key: Day in the reporting zone.
-- full_date: The day.
-- day_name_en: English name of the weekday.
-- post_count: Posts of the day.
-- baseline_day_count: Days before it that the band rests on, at most 12.
-- baseline_median: Their median; NULL while there are fewer than 8.
-- expected_low: Lower end of the band, not below 0; NULL while there are fewer than 8.
-- expected_high: Upper end of the band; NULL while there are fewer than 8.
-- direction: high above the band, low below it, else NULL.
-- is_anomaly: True for a high day of 10 posts or more where the median is 1 or more, or a low one where it is
--   5 or more.
-- is_holiday: True on public holidays, as far as core.dim_date knows them.
-- is_edge: True beside a day that no dump covers.
WITH calendar AS (
    -- The second part gives the column to a calendar that does not have it.
    SELECT * FROM core.dim_date
    UNION ALL BY NAME
    SELECT CAST(NULL AS BOOLEAN) AS is_holiday WHERE FALSE
),

counted AS (
    SELECT
        daily.channel_key,
        daily.channel_name,
        daily.date_key,
        daily.full_date,
        day.day_name_en,
        day.day_of_week,
        daily.post_count,
        2 * sqrt(daily.post_count + 0.375) AS level,
        coalesce(day.is_holiday, FALSE) AS is_holiday,
        lag(daily.full_date) OVER following IS DISTINCT FROM daily.full_date - 1
            OR lead(daily.full_date) OVER following IS DISTINCT FROM daily.full_date + 1 AS is_edge
    FROM mart.post_frequency_daily AS daily
    JOIN calendar AS day ON day.date_key = daily.date_key
    WHERE daily.date_key > 0
    WINDOW following AS (PARTITION BY daily.channel_key ORDER BY daily.full_date)
),

based AS (
    SELECT
        *,
        count(CASE WHEN NOT is_holiday AND NOT is_edge THEN level END) OVER earlier AS baseline_day_count,
        median(CASE WHEN NOT is_holiday AND NOT is_edge THEN level END) OVER earlier AS middle,
        mad(CASE WHEN NOT is_holiday AND NOT is_edge THEN level END) OVER earlier AS spread,
        quantile_cont(CASE WHEN NOT is_holiday AND NOT is_edge THEN post_count END, 0.1) OVER earlier AS usual_low,
        mad(CASE WHEN NOT is_holiday AND NOT is_edge THEN level END) OVER twelve_weeks AS common_spread,
        max(post_count) OVER twelve_weeks AS earlier_max
    FROM counted
    WINDOW earlier AS (
        PARTITION BY channel_key, day_of_week ORDER BY date_key ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING
    ), twelve_weeks AS (
        PARTITION BY channel_key ORDER BY date_key ROWS BETWEEN 84 PRECEDING AND 1 PRECEDING
    )
),

banded AS (
    SELECT
        * EXCLUDE (middle, spread, common_spread),
        CASE WHEN baseline_day_count >= 8 THEN CAST(middle AS DOUBLE) END AS middle,
        4.5 * greatest(1.0, 1.4826 * CAST(greatest(spread, common_spread) AS DOUBLE)) AS width
    FROM based
),

judged AS (
    SELECT
        *,
        greatest(0.0, power(middle / 2, 2) - 0.375) AS baseline_median,
        greatest(0.0, power(greatest(0.0, middle - width) / 2, 2) - 0.375) AS expected_low,
        power((middle + width) / 2, 2) - 0.375 AS expected_high
    FROM banded
),

directed AS (
    SELECT
        *,
        CASE
            WHEN post_count >= 10 AND baseline_median >= 1 AND level > middle + width AND post_count > 1.5 * earlier_max THEN 'high'
            WHEN baseline_median >= 5 AND level < middle - width AND post_count < 0.5 * usual_low AND NOT is_holiday AND NOT is_edge THEN 'low'
        END AS direction
    FROM judged
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
    expected_low,
    expected_high,
    direction,
    direction IS NOT NULL AS is_anomaly,
    is_holiday,
    is_edge
FROM directed
