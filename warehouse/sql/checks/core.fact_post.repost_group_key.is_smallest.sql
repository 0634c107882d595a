-- table: core.fact_post
-- column: repost_group_key
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: a repost group is called after the smallest key of its posts
-- evaluated: (SELECT count(*) FROM core.fact_post)
WITH smallest AS (
    SELECT repost_group_key, min(post_key) AS post_key
    FROM core.fact_post
    GROUP BY repost_group_key
)

SELECT CAST(post.post_key AS VARCHAR) AS example_value
FROM core.fact_post AS post
LEFT JOIN smallest ON smallest.repost_group_key = post.repost_group_key
WHERE post.repost_group_key IS DISTINCT FROM smallest.post_key
