-- table: core.dim_topic
-- column: parent_topic_key
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the parent of a topic is a topic of the same kind and version, and no topic is its own ancestor
-- evaluated: (SELECT count(*) FROM core.dim_topic)
WITH RECURSIVE ancestor AS (
    SELECT topic_key, parent_topic_key
    FROM core.dim_topic
    WHERE parent_topic_key > 0
    UNION
    SELECT ancestor.topic_key, parent.parent_topic_key
    FROM ancestor
    JOIN core.dim_topic AS parent ON parent.topic_key = ancestor.parent_topic_key
    WHERE parent.parent_topic_key > 0
)

SELECT CAST(topic.topic_key AS VARCHAR) AS example_value
FROM core.dim_topic AS topic
JOIN core.dim_topic AS parent ON parent.topic_key = topic.parent_topic_key
WHERE topic.parent_topic_key > 0
    AND (parent.topic_kind <> topic.topic_kind OR parent.topic_version <> topic.topic_version)
UNION ALL
SELECT CAST(topic_key AS VARCHAR)
FROM ancestor
WHERE topic_key = parent_topic_key
