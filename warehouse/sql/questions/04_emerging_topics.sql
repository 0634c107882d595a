-- What is emerging or fading in the newest complete week or month?
-- In each channel and over all channels; among many topics some rise by chance, so read from the top.
SELECT axis, period_key, channel_name, direction, topic_label, score, window_post_count, baseline_post_count
FROM mart.topic_emerging
ORDER BY score DESC, axis, channel_key, topic_key
LIMIT 10
