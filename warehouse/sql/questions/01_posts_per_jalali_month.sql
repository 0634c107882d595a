-- How often does each channel post, by Jalali month?
-- Covered and empty is 0; a month that no dump covers has no row. Undated posts stand under key 0.
SELECT channel_name, jalali_month_key, jalali_month_name_fa, post_count, covered_day_count
FROM mart.post_frequency_jalali_monthly
ORDER BY channel_name, jalali_month_key DESC
LIMIT 10
