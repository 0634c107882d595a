-- Posts of all channels per week, Saturday to Friday: the sums of the channels' rows.
-- A day that several channels cover is one covered day.
WITH covered AS (
    SELECT
        day.week_start_date,
        count(*) AS covered_day_count
    FROM mart.post_frequency_overall_daily AS daily
    JOIN core.dim_date AS day ON day.date_key = daily.date_key
    WHERE daily.date_key > 0
    GROUP BY day.week_start_date
),

summed AS (
    SELECT
        channel.week_start_date_key,
        channel.week_start_date,
        channel.week_start_jalali_date,
        coalesce(covered.covered_day_count, 0) AS covered_day_count,
        count(*) FILTER (WHERE channel.covered_day_count > 0) AS covered_channel_count,
        count(*) FILTER (WHERE channel.post_count > 0) AS active_channel_count,
        CAST(sum(channel.post_count) AS BIGINT) AS post_count,
        CAST(sum(channel.original_post_count) AS BIGINT) AS original_post_count,
        CAST(sum(channel.forward_count_posts) AS BIGINT) AS forward_count_posts,
        CAST(sum(channel.repost_post_count) AS BIGINT) AS repost_post_count,
        CAST(sum(channel.word_count) AS BIGINT) AS word_count
    FROM mart.post_frequency_weekly AS channel
    LEFT JOIN covered ON covered.week_start_date = channel.week_start_date
    GROUP BY
        channel.week_start_date_key, channel.week_start_date, channel.week_start_jalali_date,
        covered.covered_day_count
)

SELECT
    *,
    CASE WHEN week_start_date_key > 0 AND sum(covered_day_count) OVER four_weeks = 28
        THEN CAST(sum(post_count) OVER four_weeks AS DOUBLE) / 4 END AS mean_post_count_4_weeks
FROM summed
WINDOW four_weeks AS (
    ORDER BY week_start_date RANGE BETWEEN INTERVAL 21 DAY PRECEDING AND CURRENT ROW
)
