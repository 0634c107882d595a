-- table: core.fact_post_observation
-- column: copy_kind
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: each post has exactly one appearance that is its original
-- evaluated: (SELECT count(*) FROM core.fact_post)
WITH counted AS (
    SELECT post_key, count(*) FILTER (WHERE copy_kind = 'original') AS original_count
    FROM core.fact_post_observation
    GROUP BY post_key
)

SELECT CAST(post.post_key AS VARCHAR) AS example_value
FROM core.fact_post AS post
LEFT JOIN counted ON counted.post_key = post.post_key
WHERE coalesce(counted.original_count, 0) <> 1
