-- table: core.fact_post_revision
-- column: superseded_text
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: every text of a post is held but for the newest, which is that of the post
-- evaluated: (SELECT count(*) FROM core.fact_post_revision)
WITH held AS (
    SELECT
        post_key,
        version_number,
        superseded_text IS NOT NULL AS is_held,
        max(version_number) OVER (PARTITION BY post_key) AS newest
    FROM core.fact_post_revision
)

SELECT concat_ws('/', held.post_key, held.version_number) AS example_value
FROM held
ANTI JOIN core.fact_post AS post
    ON post.post_key = held.post_key AND held.is_held = (held.version_number < held.newest)
