-- table: mart.topic_trend_channel_jalali_monthly
-- column: post_count
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts and different contents per channel, topic and Jalali month are those of core.fact_post_topic
-- evaluated: (SELECT count(*) FROM mart.topic_trend_channel_jalali_monthly)
WITH spoken AS (
    SELECT
        daily.channel_key,
        daily.topic_key,
        coalesce(day.jalali_month_key, 0) AS jalali_month_key,
        sum(daily.post_count) AS post_count,
        sum(daily.single_content_count) + count(DISTINCT daily.repeated_content_key) AS distinct_content_count
    FROM mart.topic_daily AS daily
    LEFT JOIN core.dim_date AS day ON day.date_key = daily.date_key
    GROUP BY ALL
)

SELECT concat_ws('/', channel_key, topic_key, jalali_month_key) AS example_value
FROM spoken
FULL JOIN mart.topic_trend_channel_jalali_monthly AS shown USING (channel_key, topic_key, jalali_month_key)
WHERE coalesce(spoken.post_count, 0) <> coalesce(shown.post_count, 0)
    OR coalesce(spoken.distinct_content_count, 0) <> coalesce(shown.distinct_content_count, 0)
