-- How did the most frequent topic go, week by week?
-- moving_share pools four weeks; year_ratio is against the week 52 weeks before.
SELECT week_start_jalali_date, post_count, share, share_low, share_high, moving_share, year_ratio, trend_score
FROM mart.topic_trend_weekly
WHERE topic_key = (
    SELECT topic_key
    FROM mart.topic_trend_jalali_monthly
    GROUP BY topic_key
    ORDER BY sum(post_count) DESC, topic_key
    LIMIT 1
)
ORDER BY week_start_date_key DESC
LIMIT 10
