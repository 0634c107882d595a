-- One row per channel with posts: how long it has been silent, and whether that is unusual for it.
-- Silence is counted up to the newest day the warehouse knows of, a post or a capture, so the answer is the
-- same whenever it is asked. A gap is the number of days from one posting day to the next.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- post_count: Posts of the channel.
-- dated_post_count: Posts of the channel whose day is known.
-- last_post_date: Day of its newest dated post, reporting zone; NULL without one.
-- last_captured_at: Newest capture of a dump that holds the channel, UTC; NULL if no dump states one.
-- as_of_date: Newest post or capture in the whole warehouse.
-- days_since_last_post: Days from last_post_date to as_of_date.
-- median_gap_days: Median gap between posting days; NULL with fewer than two.
-- usual_gap_days: 95 of 100 gaps are no longer than this.
-- is_late: True where the silence is longer than three median gaps and longer than usual_gap_days;
--   NULL with fewer than five gaps, which say nothing about habits.
WITH posting_day AS (
    SELECT DISTINCT post.channel_key, day.full_date
    FROM core.fact_post AS post
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    WHERE day.full_date IS NOT NULL
),

stepped AS (
    SELECT
        channel_key,
        full_date,
        date_diff('day', lag(full_date) OVER (PARTITION BY channel_key ORDER BY full_date), full_date) AS gap
    FROM posting_day
),

habit AS (
    SELECT
        channel_key,
        max(full_date) AS last_post_date,
        count(gap) AS gap_count,
        CAST(median(gap) AS DOUBLE) AS median_gap_days,
        CAST(quantile_cont(gap, 0.95) AS DOUBLE) AS usual_gap_days
    FROM stepped
    GROUP BY channel_key
),

seen AS (
    SELECT post.channel_key, max(observation.captured_at) AS last_captured_at
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post ON post.post_key = observation.post_key
    GROUP BY post.channel_key
),

counted AS (
    SELECT
        channel_key,
        count(*) AS post_count,
        count(*) FILTER (WHERE date_key > 0) AS dated_post_count
    FROM core.fact_post
    GROUP BY channel_key
),

as_of AS (
    SELECT greatest(
        (SELECT max(full_date) FROM posting_day),
        (SELECT CAST(max(captured_at) AS DATE) FROM core.dim_dump),
        (SELECT CAST(max(last_captured_at) AS DATE) FROM seen)
    ) AS as_of_date
),

silence AS (
    SELECT
        counted.channel_key,
        channel.channel_name,
        counted.post_count,
        counted.dated_post_count,
        habit.last_post_date,
        seen.last_captured_at,
        as_of.as_of_date,
        date_diff('day', habit.last_post_date, as_of.as_of_date) AS days_since_last_post,
        habit.median_gap_days,
        habit.usual_gap_days,
        habit.gap_count
    FROM counted
    JOIN core.dim_channel AS channel ON channel.channel_key = counted.channel_key
    CROSS JOIN as_of
    LEFT JOIN habit ON habit.channel_key = counted.channel_key
    LEFT JOIN seen ON seen.channel_key = counted.channel_key
)

SELECT
    channel_key,
    channel_name,
    post_count,
    dated_post_count,
    last_post_date,
    last_captured_at,
    as_of_date,
    days_since_last_post,
    median_gap_days,
    usual_gap_days,
    CASE WHEN gap_count >= 5
        THEN days_since_last_post > greatest(3 * median_gap_days, usual_gap_days) END AS is_late
FROM silence
