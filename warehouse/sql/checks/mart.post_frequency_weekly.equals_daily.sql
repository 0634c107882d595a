-- table: mart.post_frequency_weekly
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: days, posts, originals, forwards, reposts and words per channel and week are the sums of the daily rows
-- evaluated: (SELECT count(*) FROM mart.post_frequency_weekly)
WITH summed AS (
    SELECT
        daily.channel_key,
        coalesce(CAST(strftime(day.week_start_date, '%Y%m%d') AS BIGINT), 0) AS week_start_date_key,
        count(*) FILTER (WHERE daily.date_key > 0) AS covered_day_count,
        sum(daily.post_count) AS post_count,
        sum(daily.original_post_count) AS original_post_count,
        sum(daily.forward_count_posts) AS forward_count_posts,
        sum(daily.repost_post_count) AS repost_post_count,
        sum(daily.word_count) AS word_count
    FROM mart.post_frequency_daily AS daily
    LEFT JOIN core.dim_date AS day ON day.date_key = daily.date_key
    GROUP BY ALL
)

SELECT concat_ws('/', channel_key, week_start_date_key) AS example_value
FROM summed
FULL JOIN mart.post_frequency_weekly AS shown USING (channel_key, week_start_date_key)
WHERE summed.covered_day_count IS DISTINCT FROM shown.covered_day_count
    OR summed.post_count IS DISTINCT FROM shown.post_count
    OR summed.original_post_count IS DISTINCT FROM shown.original_post_count
    OR summed.forward_count_posts IS DISTINCT FROM shown.forward_count_posts
    OR summed.repost_post_count IS DISTINCT FROM shown.repost_post_count
    OR summed.word_count IS DISTINCT FROM shown.word_count
