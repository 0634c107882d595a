-- table: core.fact_post
-- column: version_count
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the number of versions is that of core.fact_post_revision
-- evaluated: (SELECT count(*) FROM core.fact_post)
WITH counted AS (
    SELECT post_key, count(*) AS row_count
    FROM core.fact_post_revision
    GROUP BY post_key
)

SELECT CAST(post.post_key AS VARCHAR) AS example_value
FROM core.fact_post AS post
LEFT JOIN counted ON counted.post_key = post.post_key
WHERE post.version_count IS DISTINCT FROM coalesce(counted.row_count, 0)
