-- Who repeats whom?
-- A post repeats another channel when the first post that says the same is of that channel.
SELECT source.channel_name AS first_said_by, repeater.channel_name AS repeated_by, flow.post_count
FROM (
    SELECT original.channel_key AS source_key, post.channel_key AS repeater_key, count(*) AS post_count
    FROM core.fact_post AS post
    JOIN core.fact_post AS original ON original.post_key = post.repost_group_key
    WHERE post.post_key <> post.repost_group_key AND original.channel_key <> post.channel_key
    GROUP BY ALL
) AS flow
JOIN core.dim_channel AS source ON source.channel_key = flow.source_key
JOIN core.dim_channel AS repeater ON repeater.channel_key = flow.repeater_key
ORDER BY flow.post_count DESC, flow.source_key, flow.repeater_key
LIMIT 10
