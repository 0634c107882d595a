-- Posts of all channels per day that a dump of any channel covers: the sums of the channels' rows.
WITH summed AS (
    SELECT
        channel.date_key,
        channel.full_date,
        channel.jalali_date,
        count(*) FILTER (WHERE channel.date_key > 0) AS covered_channel_count,
        count(*) FILTER (WHERE channel.post_count > 0) AS active_channel_count,
        CAST(sum(channel.post_count) AS BIGINT) AS post_count,
        CAST(sum(channel.original_post_count) AS BIGINT) AS original_post_count,
        CAST(sum(channel.forward_count_posts) AS BIGINT) AS forward_count_posts,
        CAST(sum(channel.repost_post_count) AS BIGINT) AS repost_post_count,
        CAST(sum(channel.word_count) AS BIGINT) AS word_count
    FROM mart.post_frequency_daily AS channel
    GROUP BY channel.date_key, channel.full_date, channel.jalali_date
)

-- A mean is over whole windows only, for an uncovered day in it would count as silence: the row six before this
-- one must be the day six before.
SELECT
    *,
    CASE WHEN lag(full_date, 6) OVER by_day = full_date - 6
        THEN CAST(sum(post_count) OVER seven_days AS DOUBLE) / 7 END AS mean_post_count_7_days,
    CASE WHEN lag(full_date, 27) OVER by_day = full_date - 27
        THEN CAST(sum(post_count) OVER four_weeks AS DOUBLE) / 28 END AS mean_post_count_28_days
FROM summed
WINDOW
    by_day AS (ORDER BY full_date),
    seven_days AS (ORDER BY full_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW),
    four_weeks AS (ORDER BY full_date ROWS BETWEEN 27 PRECEDING AND CURRENT ROW)
