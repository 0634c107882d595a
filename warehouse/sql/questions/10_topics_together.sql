-- Which topics are spoken of together more than chance explains?
-- By G², the evidence; lift says how much more often than by chance. Reposts count once.
SELECT topic_label, other_topic_label, distinct_content_count, expected_content_count, lift, npmi, g2
FROM mart.topic_cooccurrence
WHERE lift > 1
ORDER BY g2 DESC, topic_key, other_topic_key
LIMIT 10
