-- Trend of each topic by Gregorian month, channel by channel. Measures and rows: _topic_trend.sql.
-- trend_score and fading_score: the month against the 12 months before it.
WITH period AS (
    SELECT DISTINCT
        coalesce(month_key, 0) AS month_key,
        year,
        month,
        number
    FROM numbered_day('month')
    WHERE date_key >= 0
)

SELECT
    trend.channel_key,
    channel.channel_name,
    topic_key,
    topic_label,
    topic_kind,
    post_count,
    total_post_count,
    share,
    share_low,
    share_high,
    change,
    trend_score,
    is_emerging,
    period.month_key,
    period.year,
    period.month,
    distinct_content_count,
    total_distinct_content_count,
    distinct_share,
    moving_share,
    year_ratio,
    fading_score,
    is_fading,
    window_post_count,
    window_total_post_count,
    baseline_post_count,
    baseline_total_post_count,
    baseline_quality
FROM topic_trend('month', true, 1, 0, 12, 12) AS trend
JOIN period ON period.number IS NOT DISTINCT FROM trend.number
JOIN core.dim_channel AS channel ON channel.channel_key = trend.channel_key
