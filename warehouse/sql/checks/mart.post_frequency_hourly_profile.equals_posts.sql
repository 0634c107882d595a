-- table: mart.post_frequency_hourly_profile
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts, originals, forwards and reposts per channel are those of core.fact_post, posts of unknown hour apart
-- evaluated: (SELECT count(*) FROM mart.post_frequency_hourly_profile)
WITH posted AS (
    SELECT
        channel_key,
        posted_precision IN ('second', 'minute') AS is_hour_known,
        count(*) AS post_count,
        count(*) FILTER (WHERE NOT is_forward AND post_key = repost_group_key) AS original_post_count,
        count(*) FILTER (WHERE is_forward) AS forward_count_posts,
        count(*) FILTER (WHERE NOT is_forward AND post_key <> repost_group_key) AS repost_post_count
    FROM core.fact_post
    GROUP BY ALL
),

profiled AS (
    SELECT
        channel_key,
        hour >= 0 AS is_hour_known,
        sum(post_count) AS post_count,
        sum(original_post_count) AS original_post_count,
        sum(forward_count_posts) AS forward_count_posts,
        sum(repost_post_count) AS repost_post_count
    FROM mart.post_frequency_hourly_profile
    GROUP BY ALL
)

SELECT CAST(channel_key AS VARCHAR) AS example_value
FROM posted
FULL JOIN profiled AS shown USING (channel_key, is_hour_known)
WHERE coalesce(posted.post_count, 0) <> coalesce(shown.post_count, 0)
    OR coalesce(posted.original_post_count, 0) <> coalesce(shown.original_post_count, 0)
    OR coalesce(posted.forward_count_posts, 0) <> coalesce(shown.forward_count_posts, 0)
    OR coalesce(posted.repost_post_count, 0) <> coalesce(shown.repost_post_count, 0)
