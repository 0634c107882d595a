-- How regularly each channel posts. Gaps lie between posts of known time that follow each other on days covered
-- without a break; where a post of the days between has no time, nobody knows the gap. An album is one post here.
-- Posts of unknown channels (key 0) are no channel's sequence, so they have no gaps.
WITH daily AS (
    SELECT
        channel_key,
        channel_name,
        date_key,
        full_date,
        post_count,
        -- Days that follow each other have the same difference to their number.
        full_date - CAST(row_number() OVER (PARTITION BY channel_key ORDER BY full_date) AS INTEGER)
            AS covered_stretch
    FROM mart.post_frequency_daily
),

published AS (
    SELECT
        channel_key,
        min(posted_at) AS posted_at,
        min(posted_at_local) AS posted_at_local,
        min(date_key) AS date_key
    FROM core.fact_post
    WHERE posted_precision IN ('second', 'minute') AND date_key > 0 AND channel_key > 0
    GROUP BY channel_key, CASE WHEN album_key > 0 THEN album_key ELSE post_key END
),

timeless AS (
    SELECT channel_key, date_key, count(*) AS post_count
    FROM core.fact_post
    WHERE posted_precision NOT IN ('second', 'minute') AND date_key > 0
    GROUP BY channel_key, date_key
),

counted AS (
    SELECT
        daily.channel_key,
        daily.date_key,
        daily.covered_stretch,
        coalesce(timeless.post_count, 0) AS timeless_count,
        sum(coalesce(timeless.post_count, 0)) OVER (
            PARTITION BY daily.channel_key ORDER BY daily.date_key
        ) AS timeless_count_so_far
    FROM daily
    LEFT JOIN timeless
        ON timeless.channel_key = daily.channel_key AND timeless.date_key = daily.date_key
    WHERE daily.date_key > 0
),

followed AS (
    SELECT
        published.channel_key,
        published.posted_at AS ended_at,
        published.posted_at_local AS ended_at_local,
        lag(published.posted_at) OVER stretch AS started_at,
        lag(published.posted_at_local) OVER stretch AS started_at_local,
        counted.timeless_count_so_far
            - lag(counted.timeless_count_so_far - counted.timeless_count) OVER stretch AS timeless_count
    FROM published
    JOIN counted
        ON counted.channel_key = published.channel_key AND counted.date_key = published.date_key
    WINDOW stretch AS (
        PARTITION BY published.channel_key, counted.covered_stretch ORDER BY published.posted_at
    )
),

gap AS (
    SELECT *, date_diff('second', started_at, ended_at) AS gap_seconds
    FROM followed
    WHERE timeless_count = 0
),

habit AS (
    SELECT
        channel_key,
        count(*) AS gap_count,
        CAST(quantile_cont(gap_seconds, 0.5) AS DOUBLE) AS median_gap_seconds,
        CAST(quantile_cont(gap_seconds, 0.9) AS DOUBLE) AS p90_gap_seconds
    FROM gap
    GROUP BY channel_key
),

silence AS (
    SELECT *
    FROM gap
    QUALIFY row_number() OVER (PARTITION BY channel_key ORDER BY gap_seconds DESC, started_at) = 1
),

total AS (
    SELECT
        channel_key,
        channel_name,
        CAST(sum(post_count) AS BIGINT) AS post_count,
        CAST(coalesce(sum(post_count) FILTER (WHERE date_key > 0), 0) AS BIGINT) AS dated_post_count,
        min(full_date) FILTER (WHERE post_count > 0) AS first_post_date,
        max(full_date) FILTER (WHERE post_count > 0) AS last_post_date,
        count(*) FILTER (WHERE date_key > 0) AS covered_day_count,
        count(*) FILTER (WHERE date_key > 0 AND post_count > 0) AS active_day_count
    FROM daily
    GROUP BY channel_key, channel_name
)

SELECT
    total.channel_key,
    total.channel_name,
    total.post_count,
    total.dated_post_count,
    total.first_post_date,
    total.last_post_date,
    total.covered_day_count,
    total.active_day_count,
    CAST(total.active_day_count / nullif(total.covered_day_count, 0) AS DOUBLE) AS active_day_share,
    CAST(total.dated_post_count / nullif(total.covered_day_count, 0) AS DOUBLE) AS posts_per_covered_day,
    coalesce(habit.gap_count, 0) AS gap_count,
    habit.median_gap_seconds,
    habit.p90_gap_seconds,
    silence.gap_seconds AS longest_silence_seconds,
    silence.started_at AS longest_silence_started_at,
    silence.ended_at AS longest_silence_ended_at,
    silence.started_at_local AS longest_silence_started_at_local,
    silence.ended_at_local AS longest_silence_ended_at_local
FROM total
LEFT JOIN habit ON habit.channel_key = total.channel_key
LEFT JOIN silence ON silence.channel_key = total.channel_key
