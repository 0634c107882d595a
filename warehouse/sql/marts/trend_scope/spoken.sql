-- Posts of each topic by channel and day, read once for all trends. To count different contents over days, those with
-- several posts must be told apart and have rows of their own; the others, which are most, stand together under NULL.
CREATE OR REPLACE TEMP TABLE spoken_day AS
WITH content AS (
    SELECT repost_group_key, count(*) > 1 AS is_repeated
    FROM core.fact_post
    GROUP BY repost_group_key
),

post AS (
    SELECT
        post_key,
        channel_key,
        date_key,
        CASE WHEN content.is_repeated THEN repost_group_key END AS repeated_group_key
    FROM core.fact_post
    JOIN content USING (repost_group_key)
)

SELECT
    post.channel_key,
    post_topic.topic_key,
    post.date_key,
    post.repeated_group_key,
    count(*) AS post_count
FROM core.fact_post_topic AS post_topic
JOIN post ON post.post_key = post_topic.post_key
GROUP BY ALL;

-- Whether a topic is of the part that is computed: memory would not hold the windows of all of them at once.
CREATE OR REPLACE TEMP MACRO is_in_trend_part(topic_key) AS
    abs(topic_key) % coalesce(getvariable('trend_parts'), 1) = coalesce(getvariable('trend_part'), 0);
