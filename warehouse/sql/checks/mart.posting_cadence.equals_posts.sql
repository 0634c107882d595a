-- table: mart.posting_cadence
-- dimension: conservation
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: posts and dated posts per channel are those of core.fact_post
-- evaluated: (SELECT count(*) FROM mart.posting_cadence)
WITH posted AS (
    SELECT channel_key, count(*) AS post_count, count(*) FILTER (WHERE date_key > 0) AS dated_post_count
    FROM core.fact_post
    GROUP BY channel_key
)

SELECT CAST(channel_key AS VARCHAR) AS example_value
FROM posted
FULL JOIN mart.posting_cadence AS shown USING (channel_key)
WHERE posted.post_count IS DISTINCT FROM shown.post_count
    OR posted.dated_post_count IS DISTINCT FROM shown.dated_post_count
