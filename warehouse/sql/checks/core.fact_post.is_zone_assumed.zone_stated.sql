-- table: core.fact_post
-- column: is_zone_assumed
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: the time zone of a post is stated, not assumed
-- evaluated: (SELECT count(*) FROM core.fact_post)
SELECT CAST(post_key AS VARCHAR) AS example_value
FROM core.fact_post
WHERE is_zone_assumed
