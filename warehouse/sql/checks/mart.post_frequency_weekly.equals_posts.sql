-- table: mart.post_frequency_weekly
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts, originals, forwards, reposts and words per channel and week are those of core.fact_post
-- evaluated: (SELECT count(*) FROM mart.post_frequency_weekly)
WITH posted AS (
    SELECT
        post.channel_key,
        coalesce(CAST(strftime(day.week_start_date, '%Y%m%d') AS BIGINT), 0) AS week_start_date_key,
        count(*) AS post_count,
        count(*) FILTER (WHERE NOT post.is_forward AND post.post_key = post.repost_group_key)
            AS original_post_count,
        count(*) FILTER (WHERE post.is_forward) AS forward_count_posts,
        count(*) FILTER (WHERE NOT post.is_forward AND post.post_key <> post.repost_group_key)
            AS repost_post_count,
        sum(post.word_count) AS word_count
    FROM core.fact_post AS post
    LEFT JOIN core.dim_date AS day ON day.date_key = post.date_key
    GROUP BY ALL
)

SELECT concat_ws('/', channel_key, week_start_date_key) AS example_value
FROM posted
FULL JOIN mart.post_frequency_weekly AS shown USING (channel_key, week_start_date_key)
WHERE coalesce(posted.post_count, 0) <> coalesce(shown.post_count, 0)
    OR coalesce(posted.original_post_count, 0) <> coalesce(shown.original_post_count, 0)
    OR coalesce(posted.forward_count_posts, 0) <> coalesce(shown.forward_count_posts, 0)
    OR coalesce(posted.repost_post_count, 0) <> coalesce(shown.repost_post_count, 0)
    OR coalesce(posted.word_count, 0) <> coalesce(shown.word_count, 0)
