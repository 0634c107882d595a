-- Posts per channel and week, Saturday to Friday: the sums of the daily rows.
WITH summed AS (
    SELECT
        daily.channel_key,
        daily.channel_name,
        week.date_key AS week_start_date_key,
        week.full_date AS week_start_date,
        week.jalali_date AS week_start_jalali_date,
        count(*) FILTER (WHERE daily.date_key > 0) AS covered_day_count,
        CAST(sum(daily.post_count) AS BIGINT) AS post_count,
        CAST(sum(daily.original_post_count) AS BIGINT) AS original_post_count,
        CAST(sum(daily.forward_count_posts) AS BIGINT) AS forward_count_posts,
        CAST(sum(daily.word_count) AS BIGINT) AS word_count,
        CAST(sum(daily.repost_post_count) AS BIGINT) AS repost_post_count
    FROM mart.post_frequency_daily AS daily
    JOIN core.dim_date AS day ON day.date_key = daily.date_key
    JOIN core.dim_date AS week
        ON week.date_key = coalesce(CAST(strftime(day.week_start_date, '%Y%m%d') AS BIGINT), 0)
    GROUP BY daily.channel_key, daily.channel_name, week.date_key, week.full_date, week.jalali_date
)

SELECT
    *,
    CASE WHEN week_start_date_key > 0 AND sum(covered_day_count) OVER four_weeks = 28
        THEN CAST(sum(post_count) OVER four_weeks AS DOUBLE) / 4 END AS mean_post_count_4_weeks
FROM summed
WINDOW four_weeks AS (
    PARTITION BY channel_key ORDER BY week_start_date
    RANGE BETWEEN INTERVAL 21 DAY PRECEDING AND CURRENT ROW
)
