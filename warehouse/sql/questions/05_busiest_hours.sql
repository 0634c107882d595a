-- When in the week does a channel post?
-- Hours are those of the reporting zone; posts of which only the day is known are left out.
SELECT channel_name, day_name_fa, hour, post_count, share
FROM mart.post_frequency_hourly_profile
WHERE day_of_week > 0
ORDER BY post_count DESC, channel_key, day_of_week, hour
LIMIT 10
