-- Channels with posts: how long silent, how many ids missing; late ones first.
WITH gap AS (
    SELECT
        channel_key, CAST(sum(missing_count) AS BIGINT) AS missing_count, count(*) AS gap_count,
        max(missing_count) AS longest_gap
    FROM dq.message_id_gap
    GROUP BY channel_key
)

SELECT
    fresh.channel_key, fresh.channel_name, channel.handle, fresh.post_count, fresh.dated_post_count,
    fresh.last_post_date, fresh.last_captured_at, fresh.as_of_date, fresh.days_since_last_post,
    fresh.median_gap_days, fresh.usual_gap_days, fresh.is_late, gap.missing_count, gap.gap_count, gap.longest_gap
FROM dq.freshness AS fresh
JOIN core.dim_channel AS channel ON channel.channel_key = fresh.channel_key
LEFT JOIN gap ON gap.channel_key = fresh.channel_key
ORDER BY coalesce(fresh.is_late, FALSE) DESC, fresh.post_count DESC, fresh.channel_key
LIMIT 500
