-- One row per channel with posts: how long it has been silent, and whether that is unusual for it.
-- Nothing here depends on when it is asked. A gap is the number of days from one posting day to the next, or from
-- one day on which a dump of the channel was taken (the day of its newest post where nothing says) to the next.
-- On channels without fault (`benchmarks/false_alarms.py`), each captured on a day by chance, 3 of 500 are called
-- late.
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
-- is_late: True where the channel was silent, up to its own newest capture, for longer than three median gaps and
--   twice usual_gap_days; NULL with fewer than five gaps, which say nothing about habits.
-- last_seen_date: Newest day on which a dump of the channel was taken.
-- median_capture_gap_days: Median gap between such days; NULL with fewer than two.
-- is_overdue: True where no dump was taken for longer than three median and two usual gaps, up to as_of_date; NULL with
--   fewer than three gaps.
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

dump_seen AS (
    SELECT DISTINCT
        post.channel_key,
        CAST(coalesce(max(observation.captured_at), CAST(max(day.full_date) AS TIMESTAMP)) AS DATE) AS seen_date
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post ON post.post_key = observation.post_key
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    GROUP BY post.channel_key, observation.dump_key
),

seen_step AS (
    SELECT
        channel_key,
        seen_date,
        date_diff('day', lag(seen_date) OVER (PARTITION BY channel_key ORDER BY seen_date), seen_date) AS gap
    FROM dump_seen
    WHERE seen_date IS NOT NULL
),

collecting AS (
    SELECT
        channel_key,
        max(seen_date) AS last_seen_date,
        count(gap) AS gap_count,
        CAST(median(gap) AS DOUBLE) AS median_gap_days,
        CAST(quantile_cont(gap, 0.95) AS DOUBLE) AS usual_gap_days
    FROM seen_step
    GROUP BY channel_key
),

as_of AS (
    -- A post of the future, which is another check's business, is not how far the warehouse knows.
    SELECT greatest(
        (
            SELECT max(full_date)
            FROM posting_day
            WHERE full_date <= coalesce(
                (SELECT max(CAST(staged_at AS DATE)) + 1 FROM core.dim_dump), DATE '9999-12-31'
            )
        ),
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
        habit.gap_count,
        date_diff(
            'day', habit.last_post_date, greatest(habit.last_post_date, CAST(seen.last_captured_at AS DATE))
        ) AS days_silent,
        collecting.last_seen_date,
        collecting.median_gap_days AS median_capture_gap_days,
        collecting.usual_gap_days AS usual_capture_gap_days,
        collecting.gap_count AS capture_gap_count
    FROM counted
    JOIN core.dim_channel AS channel ON channel.channel_key = counted.channel_key
    CROSS JOIN as_of
    LEFT JOIN habit ON habit.channel_key = counted.channel_key
    LEFT JOIN seen ON seen.channel_key = counted.channel_key
    LEFT JOIN collecting ON collecting.channel_key = counted.channel_key
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
        THEN days_silent > greatest(3 * median_gap_days, 2 * usual_gap_days) END AS is_late,
    last_seen_date,
    median_capture_gap_days,
    CASE WHEN capture_gap_count >= 3
        THEN date_diff('day', last_seen_date, as_of_date)
            > greatest(3 * median_capture_gap_days, 2 * usual_capture_gap_days) END AS is_overdue
FROM silence
