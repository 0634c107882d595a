-- Topics that are emerging or fading in the newest complete period, ranked: a few rows of mart.topic_trend_*.
-- Complete: the dumps reach to the end of the period, those of the channel, or of any for all channels (key -1).
WITH covered AS (
    SELECT daily.channel_key, day.full_date, day.week_start_date, day.month_key, day.jalali_month_key
    FROM mart.post_frequency_daily AS daily
    JOIN core.dim_date AS day ON day.date_key = daily.date_key
    WHERE daily.date_key > 0
    UNION ALL
    SELECT -1, day.full_date, day.week_start_date, day.month_key, day.jalali_month_key
    FROM core.dim_date AS day
    WHERE day.date_key IN (SELECT date_key FROM mart.post_frequency_daily WHERE date_key > 0)
),

-- The day after the last covered one begins a period that is not complete; all before it are.
last_day AS (
    SELECT reached.channel_key, day.week_start_date, day.month_key, day.jalali_month_key
    FROM (SELECT channel_key, max(full_date) + 1 AS next_date FROM covered GROUP BY channel_key) AS reached
    JOIN core.dim_date AS day ON day.full_date = reached.next_date
),

newest AS (
    SELECT
        covered.channel_key,
        CAST(strftime(max(covered.week_start_date) FILTER (
            WHERE covered.week_start_date < last_day.week_start_date
        ), '%Y%m%d') AS BIGINT) AS week,
        max(covered.month_key) FILTER (WHERE covered.month_key < last_day.month_key) AS month,
        max(covered.jalali_month_key) FILTER (
            WHERE covered.jalali_month_key < last_day.jalali_month_key
        ) AS jalali_month
    FROM covered
    JOIN last_day ON last_day.channel_key = covered.channel_key
    GROUP BY covered.channel_key
),

newest_period AS (
    SELECT channel_key, 'week' AS axis, week AS period_key FROM newest
    UNION ALL
    SELECT channel_key, 'month', month FROM newest
    UNION ALL
    SELECT channel_key, 'jalali_month', jalali_month FROM newest
),

flagged AS (
    SELECT
        'week' AS axis, week_start_date_key AS period_key, -1 AS channel_key, 'all channels' AS channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_weekly
    WHERE is_emerging OR is_fading
    UNION ALL
    SELECT
        'month' AS axis, month_key AS period_key, -1 AS channel_key, 'all channels' AS channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_monthly
    WHERE is_emerging OR is_fading
    UNION ALL
    SELECT
        'jalali_month' AS axis, jalali_month_key AS period_key, -1 AS channel_key, 'all channels' AS channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_jalali_monthly
    WHERE is_emerging OR is_fading
    UNION ALL
    SELECT
        'week' AS axis, week_start_date_key AS period_key, channel_key, channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_channel_weekly
    WHERE is_emerging OR is_fading
    UNION ALL
    SELECT
        'month' AS axis, month_key AS period_key, channel_key, channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_channel_monthly
    WHERE is_emerging OR is_fading
    UNION ALL
    SELECT
        'jalali_month' AS axis, jalali_month_key AS period_key, channel_key, channel_name, topic_key, topic_label, topic_kind,
        post_count, total_post_count, share, share_low, share_high, year_ratio,
        trend_score, is_emerging, fading_score, is_fading, window_post_count, window_total_post_count,
        baseline_post_count, baseline_total_post_count, baseline_quality
    FROM mart.topic_trend_channel_jalali_monthly
    WHERE is_emerging OR is_fading
)

SELECT
    flagged.axis,
    CAST(flagged.period_key AS BIGINT) AS period_key,
    CAST(flagged.channel_key AS BIGINT) AS channel_key,
    flagged.channel_name,
    CASE WHEN is_emerging THEN 'emerging' ELSE 'fading' END AS direction,
    row_number() OVER (
        PARTITION BY flagged.axis, flagged.channel_key, is_emerging
        ORDER BY CASE WHEN is_emerging THEN trend_score ELSE fading_score END DESC, window_post_count DESC, topic_key
    ) AS direction_rank,
    topic_key,
    topic_label,
    topic_kind,
    CASE WHEN is_emerging THEN trend_score ELSE fading_score END AS score,
    post_count,
    total_post_count,
    share,
    share_low,
    share_high,
    year_ratio,
    window_post_count,
    window_total_post_count,
    baseline_post_count,
    baseline_total_post_count,
    baseline_quality
FROM flagged
JOIN newest_period
    ON newest_period.axis = flagged.axis AND newest_period.channel_key = flagged.channel_key
    AND newest_period.period_key = flagged.period_key
