-- table: core.fact_post
-- column: date_key
-- kind: bound
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: the day of a post is known
-- evaluated: (SELECT count(*) FROM core.fact_post)
SELECT CAST(post_key AS VARCHAR) AS example_value
FROM core.fact_post
WHERE date_key = 0
