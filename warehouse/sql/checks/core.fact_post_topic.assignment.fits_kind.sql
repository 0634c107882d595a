-- table: core.fact_post_topic
-- column: assignment
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: a hashtag is assigned by the hashtag, a topic of the taxonomy by rule, a keyphrase by the model, each with evidence
-- evaluated: (SELECT count(*) FROM core.fact_post_topic)
SELECT CAST(spoken.post_key AS VARCHAR) || '/' || CAST(spoken.topic_key AS VARCHAR) AS example_value
FROM core.fact_post_topic AS spoken
JOIN core.dim_topic AS topic ON topic.topic_key = spoken.topic_key
WHERE spoken.evidence = ''
    OR spoken.assignment IS DISTINCT FROM CASE topic.topic_kind
        WHEN 'hashtag' THEN 'hashtag'
        WHEN 'taxonomy' THEN 'rule'
        WHEN 'keyphrase' THEN 'model'
    END
