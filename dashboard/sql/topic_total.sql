-- Topics with the most posts over all time, undated posts included.
SELECT
    topic.topic_key, topic.topic_label, topic.topic_kind, count(*) AS post_count
FROM core.fact_post_topic AS assigned
JOIN core.dim_topic AS topic ON topic.topic_key = assigned.topic_key
WHERE topic.is_current
GROUP BY topic.topic_key, topic.topic_label, topic.topic_kind
ORDER BY post_count DESC, topic.topic_key
LIMIT 25
