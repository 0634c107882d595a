-- When was each channel silent for longest?
-- Only within days that its dumps cover without a break: what no dump covers is no silence.
SELECT
    channel_name,
    longest_silence_started_at_local,
    longest_silence_ended_at_local,
    longest_silence_seconds // 3600 AS hour_count,
    post_count
FROM mart.posting_cadence
WHERE longest_silence_seconds IS NOT NULL
ORDER BY longest_silence_seconds DESC, channel_key
LIMIT 10
