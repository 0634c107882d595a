-- table: mart.topic_cooccurrence
-- column: distinct_content_count
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: contents of a pair are among those of either topic, and these among all
-- evaluated: (SELECT count(*) FROM mart.topic_cooccurrence)
SELECT concat_ws('/', topic_key, other_topic_key) AS example_value
FROM mart.topic_cooccurrence
WHERE distinct_content_count > least(topic_content_count, other_topic_content_count)
    OR greatest(topic_content_count, other_topic_content_count) > total_content_count
    OR total_content_count <> (SELECT count(DISTINCT repost_group_key) FROM core.fact_post)
