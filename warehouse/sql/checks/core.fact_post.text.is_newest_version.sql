-- table: core.fact_post
-- column: text
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the text of a post is that of its newest version
-- evaluated: (SELECT count(*) FROM core.fact_post)
-- Texts are compared by digest, so that the join need not hold all of them.
WITH newest AS (
    SELECT post_key, max(version_number) AS version_number
    FROM core.fact_post_version
    GROUP BY post_key
),

held AS (
    SELECT post_key, version_number, hash(text) AS digest
    FROM core.fact_post_version
)

SELECT CAST(post.post_key AS VARCHAR) AS example_value
FROM core.fact_post AS post
LEFT JOIN newest ON newest.post_key = post.post_key
LEFT JOIN held ON held.post_key = newest.post_key AND held.version_number = newest.version_number
WHERE held.digest IS DISTINCT FROM hash(post.text)
