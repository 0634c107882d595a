-- table: core.fact_post
-- column: series_part
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: every part of a series is there
-- evaluated: (SELECT count(*) FROM core.fact_post WHERE series_total IS NOT NULL)
SELECT DISTINCT CAST(post_key AS VARCHAR) AS example_value
FROM dq.series_gap
