-- Posts of all channels per Gregorian month: the sums of the channels' rows.
-- A day that several channels cover is one covered day.
WITH covered AS (
    SELECT
        day.month_key,
        count(*) AS covered_day_count
    FROM mart.post_frequency_overall_daily AS daily
    JOIN core.dim_date AS day ON day.date_key = daily.date_key
    WHERE daily.date_key > 0
    GROUP BY day.month_key
)

SELECT
    channel.month_key,
    channel.year,
    channel.month,
    coalesce(covered.covered_day_count, 0) AS covered_day_count,
    count(*) FILTER (WHERE channel.covered_day_count > 0) AS covered_channel_count,
    count(*) FILTER (WHERE channel.post_count > 0) AS active_channel_count,
    CAST(sum(channel.post_count) AS BIGINT) AS post_count,
    CAST(sum(channel.original_post_count) AS BIGINT) AS original_post_count,
    CAST(sum(channel.forward_count_posts) AS BIGINT) AS forward_count_posts,
    CAST(sum(channel.repost_post_count) AS BIGINT) AS repost_post_count,
    CAST(sum(channel.word_count) AS BIGINT) AS word_count
FROM mart.post_frequency_monthly AS channel
LEFT JOIN covered ON covered.month_key = channel.month_key
GROUP BY channel.month_key, channel.year, channel.month, covered.covered_day_count
