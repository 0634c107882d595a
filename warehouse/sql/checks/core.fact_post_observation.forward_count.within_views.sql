-- table: core.fact_post_observation
-- column: forward_count
-- kind: cross_table
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: in no dump is one of 20 posts forwarded more often than it is seen
-- evaluated: (SELECT count(DISTINCT dump_key) FROM core.fact_post_observation WHERE forward_count IS NOT NULL AND view_count IS NOT NULL)
SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM core.fact_post_observation
WHERE forward_count IS NOT NULL AND view_count IS NOT NULL
GROUP BY dump_key
HAVING count(*) FILTER (WHERE forward_count > view_count) > 0.05 * count(*)
