-- Trend of each topic by Jalali month, channel by channel. Measures and rows: _topic_trend.sql.
-- trend_score and fading_score: the month against the 12 months before it.
WITH period AS (
    SELECT DISTINCT
        coalesce(jalali_month_key, 0) AS jalali_month_key,
        jalali_year,
        jalali_month,
        jalali_month_name_fa,
        number
    FROM numbered_day('jalali_month')
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
    period.jalali_month_key,
    period.jalali_year,
    period.jalali_month,
    period.jalali_month_name_fa,
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
FROM topic_trend('jalali_month', true, 1, 0, 12, 12) AS trend
JOIN period ON period.number IS NOT DISTINCT FROM trend.number
JOIN core.dim_channel AS channel ON channel.channel_key = trend.channel_key
