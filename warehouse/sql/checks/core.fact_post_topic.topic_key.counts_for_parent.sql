-- table: core.fact_post_topic
-- column: topic_key
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: a post of a topic is also one of the topic's parent
-- evaluated: (SELECT count(*) FROM core.fact_post_topic)
WITH held AS (
    SELECT post_key, topic_key
    FROM core.fact_post_topic
    WHERE topic_key IN (SELECT parent_topic_key FROM core.dim_topic WHERE parent_topic_key > 0)
)

SELECT CAST(child.post_key AS VARCHAR) || '/' || CAST(child.topic_key AS VARCHAR) AS example_value
FROM core.fact_post_topic AS child
JOIN core.dim_topic AS topic ON topic.topic_key = child.topic_key AND topic.parent_topic_key > 0
ANTI JOIN held ON held.post_key = child.post_key AND held.topic_key = topic.parent_topic_key
