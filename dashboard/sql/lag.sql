-- How many channels have been silent for how long, by class of days.
SELECT
    CASE
        WHEN days_since_last_post IS NULL THEN 'no dated post'
        WHEN days_since_last_post <= 1 THEN 'up to 1 day'
        WHEN days_since_last_post <= 7 THEN '2 to 7 days'
        WHEN days_since_last_post <= 30 THEN '8 to 30 days'
        WHEN days_since_last_post <= 365 THEN '31 to 365 days'
        ELSE 'over a year'
    END AS silence,
    count(*) AS channel_count,
    count(*) FILTER (WHERE is_late) AS late_count
FROM dq.freshness
GROUP BY silence
ORDER BY min(days_since_last_post) NULLS LAST
