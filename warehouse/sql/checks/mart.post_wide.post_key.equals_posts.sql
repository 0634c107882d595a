-- table: mart.post_wide
-- column: post_key
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the posts are those of core.fact_post
-- evaluated: (SELECT count(*) FROM core.fact_post)
SELECT CAST(post_key AS VARCHAR) AS example_value
FROM core.fact_post AS post
FULL JOIN mart.post_wide AS shown USING (post_key)
WHERE post.post_key IS NULL OR shown.post_key IS NULL
