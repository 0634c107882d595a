-- table: core.dim_dump
-- column: channel_key
-- kind: bound
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: a dump of one channel holds no few posts of another
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
-- A collection of many channels has none that nine tenths of its posts belong to.
WITH counted AS (
    SELECT observation.dump_key, post.channel_key, count(*) AS post_count
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post ON post.post_key = observation.post_key
    GROUP BY observation.dump_key, post.channel_key
)

SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM counted
GROUP BY dump_key
HAVING count(*) > 1 AND sum(post_count) >= 20 AND max(post_count) >= 0.9 * sum(post_count)
