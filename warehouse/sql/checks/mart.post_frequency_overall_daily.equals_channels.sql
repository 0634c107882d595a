-- table: mart.post_frequency_overall_daily
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: channels, posts, originals, forwards, reposts and words per day are the sums over the channels
-- evaluated: (SELECT count(*) FROM mart.post_frequency_overall_daily)
WITH summed AS (
    SELECT
        channel.date_key,
        count(DISTINCT channel.channel_key) FILTER (WHERE channel.date_key > 0) AS covered_channel_count,
        count(DISTINCT channel.channel_key) FILTER (WHERE channel.post_count > 0) AS active_channel_count,
        sum(channel.post_count) AS post_count,
        sum(channel.original_post_count) AS original_post_count,
        sum(channel.forward_count_posts) AS forward_count_posts,
        sum(channel.repost_post_count) AS repost_post_count,
        sum(channel.word_count) AS word_count
    FROM mart.post_frequency_daily AS channel
    GROUP BY ALL
)

SELECT CAST(date_key AS VARCHAR) AS example_value
FROM summed
FULL JOIN mart.post_frequency_overall_daily AS shown USING (date_key)
WHERE summed.covered_channel_count IS DISTINCT FROM shown.covered_channel_count
    OR summed.active_channel_count IS DISTINCT FROM shown.active_channel_count
    OR summed.post_count IS DISTINCT FROM shown.post_count
    OR summed.original_post_count IS DISTINCT FROM shown.original_post_count
    OR summed.forward_count_posts IS DISTINCT FROM shown.forward_count_posts
    OR summed.repost_post_count IS DISTINCT FROM shown.repost_post_count
    OR summed.word_count IS DISTINCT FROM shown.word_count
