-- Posts of all channels by month, the newest 60 months.
SELECT month_key, CAST(sum(post_count) AS BIGINT) AS post_count
FROM mart.post_frequency_monthly
WHERE month_key > 0
GROUP BY month_key
ORDER BY month_key DESC
LIMIT 60
