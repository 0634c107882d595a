-- Which topics lead the newest Jalali month, and how sure is their share?
-- share_low and share_high are Wilson's 95 % interval: topics whose intervals overlap are not ranked by it.
SELECT topic_label, post_count, total_post_count, share, share_low, share_high, distinct_content_count
FROM mart.topic_trend_jalali_monthly
WHERE jalali_month_key = (SELECT max(jalali_month_key) FROM mart.topic_trend_jalali_monthly)
ORDER BY post_count DESC, topic_key
LIMIT 10
