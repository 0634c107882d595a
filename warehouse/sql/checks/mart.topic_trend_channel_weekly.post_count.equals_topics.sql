-- table: mart.topic_trend_channel_weekly
-- column: post_count
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts and different contents per channel, topic and week are those of core.fact_post_topic
-- evaluated: (SELECT count(*) FROM mart.topic_trend_channel_weekly)
WITH spoken AS (
    SELECT
        post.channel_key,
        post_topic.topic_key,
        coalesce(CAST(strftime(day.week_start_date, '%Y%m%d') AS BIGINT), 0) AS week_start_date_key,
        count(*) AS post_count,
        count(DISTINCT post.repost_group_key) AS distinct_content_count
    FROM core.fact_post_topic AS post_topic
    LEFT JOIN core.fact_post AS post ON post.post_key = post_topic.post_key
    LEFT JOIN core.dim_date AS day ON day.date_key = post.date_key
    GROUP BY ALL
)

SELECT concat_ws('/', channel_key, topic_key, week_start_date_key) AS example_value
FROM spoken
FULL JOIN mart.topic_trend_channel_weekly AS shown USING (channel_key, topic_key, week_start_date_key)
WHERE coalesce(spoken.post_count, 0) <> coalesce(shown.post_count, 0)
    OR coalesce(spoken.distinct_content_count, 0) <> coalesce(shown.distinct_content_count, 0)
