-- table: mart.topic_trend_weekly
-- column: post_count
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts and different contents per topic and week are those of core.fact_post_topic
-- evaluated: (SELECT count(*) FROM mart.topic_trend_weekly)
WITH week AS (
    SELECT date_key, CAST(strftime(week_start_date, '%Y%m%d') AS BIGINT) AS week_start_date_key
    FROM core.dim_date
),

spoken AS (
    SELECT
        daily.topic_key,
        coalesce(week.week_start_date_key, 0) AS week_start_date_key,
        sum(daily.post_count) AS post_count,
        sum(daily.single_content_count) + count(DISTINCT daily.repeated_content_key) AS distinct_content_count
    FROM mart.topic_daily AS daily
    LEFT JOIN week ON week.date_key = daily.date_key
    GROUP BY ALL
)

SELECT concat_ws('/', topic_key, week_start_date_key) AS example_value
FROM spoken
FULL JOIN mart.topic_trend_weekly AS shown USING (topic_key, week_start_date_key)
WHERE coalesce(spoken.post_count, 0) <> coalesce(shown.post_count, 0)
    OR coalesce(spoken.distinct_content_count, 0) <> coalesce(shown.distinct_content_count, 0)
