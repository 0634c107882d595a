-- Topics of the newest month that has any, emerging ones first, then by posts.
WITH newest AS (
    SELECT max(month_key) AS month_key FROM mart.topic_trend_monthly WHERE post_count > 0 AND month_key > 0
)

SELECT
    trend.topic_key, trend.month_key, trend.topic_label, trend.topic_kind, trend.post_count,
    trend.total_post_count, trend.share, trend.share_low, trend.share_high, trend.change, trend.trend_score,
    trend.is_emerging
FROM mart.topic_trend_monthly AS trend
JOIN newest ON newest.month_key = trend.month_key
WHERE trend.post_count > 0
ORDER BY coalesce(trend.is_emerging, FALSE) DESC, trend.post_count DESC, trend.topic_key
LIMIT 25
