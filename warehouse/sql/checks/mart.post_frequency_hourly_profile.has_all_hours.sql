-- table: mart.post_frequency_hourly_profile
-- dimension: completeness
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: a channel with posts of known hour has all 168 hours of the week
-- evaluated: (SELECT count(DISTINCT channel_key) FROM mart.post_frequency_hourly_profile)
SELECT CAST(channel_key AS VARCHAR) AS example_value
FROM mart.post_frequency_hourly_profile
WHERE hour >= 0
GROUP BY channel_key
HAVING count(*) <> 168
