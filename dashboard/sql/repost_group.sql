-- The largest groups of posts that say the same or nearly the same; details only of those that are shown.
WITH largest AS (
    SELECT repost_group_key, count(*) AS post_count
    FROM core.fact_post
    GROUP BY repost_group_key
    HAVING count(*) > 1
    ORDER BY post_count DESC, repost_group_key
    LIMIT 30
),

detail AS (
    SELECT
        post.repost_group_key,
        count(DISTINCT post.channel_key) AS channel_count,
        min(post.posted_at) AS first_posted_at,
        max(post.posted_at) AS last_posted_at
    FROM core.fact_post AS post
    JOIN largest ON largest.repost_group_key = post.repost_group_key
    GROUP BY post.repost_group_key
)

SELECT
    largest.repost_group_key, largest.post_count, detail.channel_count, detail.first_posted_at,
    detail.last_posted_at, first.channel_key, channel.channel_name, left(first.text, 200) AS text
FROM largest
JOIN detail ON detail.repost_group_key = largest.repost_group_key
JOIN core.fact_post AS first ON first.post_key = largest.repost_group_key
LEFT JOIN core.dim_channel AS channel ON channel.channel_key = first.channel_key
ORDER BY largest.post_count DESC, largest.repost_group_key
