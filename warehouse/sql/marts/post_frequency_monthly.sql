-- Posts per channel and Gregorian month: the sums of the daily rows.
SELECT
    daily.channel_key,
    daily.channel_name,
    coalesce(day.month_key, 0) AS month_key,
    day.year,
    day.month,
    count(*) FILTER (WHERE daily.date_key > 0) AS covered_day_count,
    CAST(sum(daily.post_count) AS BIGINT) AS post_count,
    CAST(sum(daily.original_post_count) AS BIGINT) AS original_post_count,
    CAST(sum(daily.forward_count_posts) AS BIGINT) AS forward_count_posts,
    CAST(sum(daily.word_count) AS BIGINT) AS word_count,
    CAST(sum(daily.repost_post_count) AS BIGINT) AS repost_post_count
FROM mart.post_frequency_daily AS daily
JOIN core.dim_date AS day ON day.date_key = daily.date_key
GROUP BY daily.channel_key, daily.channel_name, day.month_key, day.year, day.month
