-- table: core.dim_topic
-- column: topic_name
-- dimension: validity
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: a keyphrase has a letter and is in at least two posts: one repeated text is no topic
-- evaluated: (SELECT count(*) FROM core.dim_topic)
WITH spoken AS (
    SELECT topic_key, count(*) AS post_count
    FROM core.fact_post_topic
    GROUP BY topic_key
)

SELECT CAST(topic.topic_key AS VARCHAR) AS example_value
FROM core.dim_topic AS topic
LEFT JOIN spoken ON spoken.topic_key = topic.topic_key
WHERE topic.topic_kind = 'keyphrase'
    AND (coalesce(spoken.post_count, 0) < 2 OR NOT regexp_matches(topic.topic_name, '\p{L}'))
