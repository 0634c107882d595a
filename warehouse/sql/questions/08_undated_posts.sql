-- How many posts have no date?
-- They are in no period, so say this beside every chart.
SELECT
    channel_name,
    CAST(sum(post_count) FILTER (WHERE date_key = 0) AS BIGINT) AS undated_post_count,
    CAST(sum(post_count) AS BIGINT) AS post_count
FROM mart.post_frequency_daily
GROUP BY channel_key, channel_name
HAVING undated_post_count > 0
ORDER BY undated_post_count DESC, channel_key
LIMIT 10
