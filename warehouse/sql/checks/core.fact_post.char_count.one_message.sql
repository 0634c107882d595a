-- table: core.fact_post
-- column: char_count
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no text is twice as long as the 4,096 characters that a message may have
-- evaluated: (SELECT count(*) FROM core.fact_post)
SELECT CAST(post_key AS VARCHAR) AS example_value
FROM core.fact_post
WHERE char_count > 8192
