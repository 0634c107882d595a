-- table: core.fact_post
-- column: posted_at
-- kind: cross_table
-- dimension: timeliness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no post is younger than a dump that holds it, nor than the day on which that was handed over
-- evaluated: (SELECT count(*) FROM core.fact_post WHERE posted_at IS NOT NULL)
SELECT DISTINCT CAST(post.post_key AS VARCHAR) AS example_value
FROM core.fact_post_observation AS observation
JOIN core.fact_post AS post ON post.post_key = observation.post_key
JOIN core.dim_dump AS dump ON dump.dump_key = observation.dump_key
WHERE post.posted_at > least(observation.captured_at, dump.staged_at + INTERVAL 1 DAY)
