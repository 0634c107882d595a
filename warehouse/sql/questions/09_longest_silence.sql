-- When was each channel silent for longest?
-- Only days that the dumps cover: what no dump covers is no silence.
WITH marked AS (
    SELECT
        channel_key,
        channel_name,
        full_date,
        full_date - CAST(row_number() OVER (PARTITION BY channel_key ORDER BY full_date) AS INTEGER) AS island
    FROM mart.post_frequency_daily
    WHERE date_key > 0 AND post_count = 0
)

SELECT channel_name, min(full_date) AS first_day, max(full_date) AS last_day, count(*) AS day_count
FROM marked
GROUP BY channel_key, channel_name, island
QUALIFY row_number() OVER (PARTITION BY channel_key ORDER BY count(*) DESC, island) = 1
ORDER BY day_count DESC, channel_key
LIMIT 10
