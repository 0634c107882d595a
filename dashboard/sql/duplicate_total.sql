-- Appearances by what they are to their post.
SELECT copy_kind, count(*) AS observation_count, count(DISTINCT dump_key) AS dump_count
FROM core.fact_post_observation
GROUP BY copy_kind
ORDER BY observation_count DESC
