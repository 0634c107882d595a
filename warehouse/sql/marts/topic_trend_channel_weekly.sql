-- Trend of each topic by week, Saturday to Friday, channel by channel. Measures and rows: _topic_trend.sql.
-- trend_score and fading_score: the last three weeks against the 52 before them, five between left out; chosen in TRENDS.md.
WITH period AS (
    SELECT DISTINCT
        date_key AS week_start_date_key,
        full_date AS week_start_date,
        jalali_date AS week_start_jalali_date,
        number
    FROM numbered_day('week')
    WHERE date_key = 0 OR full_date = week_start_date
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
    period.week_start_date_key,
    period.week_start_date,
    period.week_start_jalali_date,
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
FROM topic_trend('week', true, 3, 5, 52, 52) AS trend
JOIN period ON period.number IS NOT DISTINCT FROM trend.number
JOIN core.dim_channel AS channel ON channel.channel_key = trend.channel_key
