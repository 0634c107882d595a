-- Posts per channel, weekday and hour of the reporting zone. Weekday 0 and hour -1 hold the posts whose hour is
-- unknown: those with no date, and those with no more than a day.
WITH timed AS (
    SELECT
        post.channel_key,
        CASE WHEN known.hour IS NULL THEN 0 ELSE day.day_of_week END AS day_of_week,
        coalesce(known.hour, -1) AS hour,
        post.is_forward,
        post.post_key = post.repost_group_key AS is_first
    FROM core.fact_post AS post
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    CROSS JOIN LATERAL (
        SELECT CASE WHEN post.posted_precision IN ('second', 'minute')
            THEN CAST(date_part('hour', post.posted_at_local) AS INTEGER) END AS hour
    ) AS known
),

counted AS (
    SELECT
        channel_key,
        day_of_week,
        hour,
        count(*) AS post_count,
        count(*) FILTER (WHERE NOT is_forward AND is_first) AS original_post_count,
        count(*) FILTER (WHERE is_forward) AS forward_count_posts,
        count(*) FILTER (WHERE NOT is_forward AND NOT is_first) AS repost_post_count
    FROM timed
    GROUP BY channel_key, day_of_week, hour
),

known_total AS (
    SELECT channel_key, CAST(sum(post_count) AS BIGINT) AS post_count
    FROM counted
    WHERE hour >= 0
    GROUP BY channel_key
),

weekday AS (
    SELECT DISTINCT day_of_week, day_name_en, day_name_fa
    FROM core.dim_date
    WHERE day_of_week IS NOT NULL
),

cell AS (
    SELECT
        known_total.channel_key,
        weekday.day_of_week,
        weekday.day_name_en,
        weekday.day_name_fa,
        CAST(hours.hour AS INTEGER) AS hour,
        known_total.post_count AS known_count
    FROM known_total
    CROSS JOIN weekday
    CROSS JOIN range(24) AS hours (hour)
    UNION ALL
    SELECT channel_key, 0, NULL, NULL, -1, NULL
    FROM counted
    WHERE hour = -1
)

SELECT
    cell.channel_key,
    channel.channel_name,
    cell.day_of_week,
    cell.day_name_en,
    cell.day_name_fa,
    cell.hour,
    CAST(coalesce(counted.post_count, 0) AS BIGINT) AS post_count,
    CAST(coalesce(counted.original_post_count, 0) AS BIGINT) AS original_post_count,
    CAST(coalesce(counted.post_count, 0) / cell.known_count AS DOUBLE) AS share,
    CAST(coalesce(counted.forward_count_posts, 0) AS BIGINT) AS forward_count_posts,
    CAST(coalesce(counted.repost_post_count, 0) AS BIGINT) AS repost_post_count
FROM cell
JOIN core.dim_channel AS channel ON channel.channel_key = cell.channel_key
LEFT JOIN counted
    ON counted.channel_key = cell.channel_key
    AND counted.day_of_week = cell.day_of_week
    AND counted.hour = cell.hour
