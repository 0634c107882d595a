-- Posts per channel and covered day. A dump covers, per channel, the days from its first to its last dated post.
WITH dump_span AS (
    SELECT
        observation.dump_key,
        post.channel_key,
        min(day.full_date) AS first_date,
        max(day.full_date) AS last_date
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post ON post.post_key = observation.post_key
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    WHERE post.date_key > 0
    GROUP BY observation.dump_key, post.channel_key
),

-- Each span counts only from the day after those of the spans before it, so no day comes twice.
fresh_span AS (
    SELECT
        channel_key,
        last_date,
        greatest(first_date, coalesce(max(last_date) OVER earlier + 1, first_date)) AS first_date
    FROM dump_span
    WINDOW earlier AS (
        PARTITION BY channel_key ORDER BY first_date, last_date, dump_key
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

shown_day AS (
    SELECT fresh_span.channel_key, day.date_key
    FROM fresh_span
    JOIN core.dim_date AS day ON day.full_date BETWEEN fresh_span.first_date AND fresh_span.last_date
    UNION ALL
    SELECT DISTINCT channel_key, 0
    FROM core.fact_post
    WHERE date_key = 0
),

counted AS (
    SELECT
        channel_key,
        date_key,
        count(*) AS post_count,
        count(*) FILTER (WHERE NOT is_forward AND post_key = repost_group_key) AS original_post_count,
        count(*) FILTER (WHERE is_forward) AS forward_count_posts,
        sum(word_count) AS word_count,
        count(*) FILTER (WHERE NOT is_forward AND post_key <> repost_group_key) AS repost_post_count
    FROM core.fact_post
    GROUP BY channel_key, date_key
),

shown AS (
    SELECT
        shown_day.channel_key,
        channel.channel_name,
        shown_day.date_key,
        day.full_date,
        day.jalali_date,
        CAST(coalesce(counted.post_count, 0) AS BIGINT) AS post_count,
        CAST(coalesce(counted.original_post_count, 0) AS BIGINT) AS original_post_count,
        CAST(coalesce(counted.forward_count_posts, 0) AS BIGINT) AS forward_count_posts,
        CAST(coalesce(counted.word_count, 0) AS BIGINT) AS word_count,
        CAST(coalesce(counted.repost_post_count, 0) AS BIGINT) AS repost_post_count
    FROM shown_day
    JOIN core.dim_channel AS channel ON channel.channel_key = shown_day.channel_key
    JOIN core.dim_date AS day ON day.date_key = shown_day.date_key
    LEFT JOIN counted
        ON counted.channel_key = shown_day.channel_key AND counted.date_key = shown_day.date_key
)

-- A mean is over whole windows only, for an uncovered day in it would count as silence: the row six before this
-- one must be the day six before.
SELECT
    *,
    CASE WHEN lag(full_date, 6) OVER by_day = full_date - 6
        THEN CAST(sum(post_count) OVER seven_days AS DOUBLE) / 7 END AS mean_post_count_7_days,
    CASE WHEN lag(full_date, 27) OVER by_day = full_date - 27
        THEN CAST(sum(post_count) OVER four_weeks AS DOUBLE) / 28 END AS mean_post_count_28_days
FROM shown
WINDOW
    by_day AS (PARTITION BY channel_key ORDER BY full_date),
    seven_days AS (PARTITION BY channel_key ORDER BY full_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW),
    four_weeks AS (PARTITION BY channel_key ORDER BY full_date ROWS BETWEEN 27 PRECEDING AND CURRENT ROW)
