-- table: core.dim_dump
-- column: dump_format
-- kind: bound
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump whose format has message ids gives them
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0 AND dump_format <> 'plain_text')
SELECT CAST(dump.dump_key AS VARCHAR) AS example_value
FROM core.dim_dump AS dump
JOIN core.fact_post_observation AS observation ON observation.dump_key = dump.dump_key
JOIN core.fact_post AS post ON post.post_key = observation.post_key
WHERE dump.dump_format <> 'plain_text'
GROUP BY dump.dump_key
HAVING 2 * count(post.message_id) < count(*)
