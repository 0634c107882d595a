-- Channels with the most posts.
SELECT
    channel_key, min(channel_name) AS channel_name, CAST(sum(post_count) AS BIGINT) AS post_count,
    CAST(sum(original_post_count) AS BIGINT) AS original_post_count
FROM mart.post_frequency_monthly
GROUP BY channel_key
ORDER BY post_count DESC, channel_key
LIMIT 20
