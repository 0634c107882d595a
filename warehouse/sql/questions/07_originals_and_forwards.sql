-- How much of what a channel posts is its own?
-- Original: no forward, and the first post that says it. Undated posts are counted, too.
SELECT
    channel_name,
    CAST(sum(post_count) AS BIGINT) AS post_count,
    CAST(sum(original_post_count) AS BIGINT) AS original_post_count,
    CAST(sum(forward_count_posts) AS BIGINT) AS forward_count_posts,
    sum(original_post_count) / sum(post_count) AS original_share
FROM mart.post_frequency_monthly
GROUP BY channel_key, channel_name
HAVING sum(post_count) > 0
ORDER BY post_count DESC, channel_key
LIMIT 10
