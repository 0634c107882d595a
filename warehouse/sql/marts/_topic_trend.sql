-- What the topic trends share: every measure of a topic in a period, over all channels or channel by channel; of all
-- periods or, where a release is continued, of those that may have changed (trend_scope/).
--
-- Periods count along one of three calendars (axis 'week', 'month', 'jalali_month'); windows count periods of the
-- calendar, so an uncovered period has no row and adds nothing. Formulas with their sources: _macros.sql.
--
-- Rows. A topic has a row in every period in which it has posts. A topic with 50 posts or more, in the channel or over
-- all, also has one in the covered periods without its posts whose windows still hold one: up to
-- width + guard + base − 1 periods after its last. Everywhere else its count is 0 and its share 0 of the total, which
-- mart.post_frequency_* gives. Nothing is lost but zeros: fading takes more than 50 posts in the baseline, as P(no post) = (1 + n/b)^−(k0 + 1).
-- So R posts with topics make at most R + R/50 · (number of periods) rows, and far fewer, as most topics are rare.

-- Covered periods with their posts, channel by channel or, as channel -1, over all channels; number NULL for
-- undated posts. Window sums over the periods around each: n posts now, n0 before.
CREATE OR REPLACE TEMP MACRO trend_period(axis, by_channel, width, guard, base, year_length) AS TABLE
    WITH shown AS (
        SELECT DISTINCT
            CASE WHEN by_channel THEN daily.channel_key ELSE -1 END AS channel_key,
            day.number
        FROM mart.post_frequency_daily AS daily
        JOIN numbered_day(axis) AS day ON day.date_key = daily.date_key
    ),

    published AS (
        SELECT
            CASE WHEN by_channel THEN post.channel_key ELSE -1 END AS channel_key,
            day.number,
            count(*) AS total,
            count(DISTINCT post.repost_group_key) AS total_distinct
        FROM core.fact_post AS post
        JOIN numbered_day(axis) AS day ON day.date_key = post.date_key
        GROUP BY ALL
    ),

    counted AS (
        SELECT
            shown.channel_key,
            shown.number,
            coalesce(published.total, 0) AS total,
            coalesce(published.total_distinct, 0) AS total_distinct
        FROM shown
        LEFT JOIN published
            ON published.channel_key = shown.channel_key AND published.number IS NOT DISTINCT FROM shown.number
    )

    SELECT
        *,
        max(total) OVER (by_number RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS previous_total,
        max(total) OVER (by_number RANGE BETWEEN year_length PRECEDING AND year_length PRECEDING) AS year_total,
        CAST(sum(total) OVER (by_number RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS BIGINT) AS moving_total,
        CAST(sum(total) OVER (by_number RANGE BETWEEN width - 1 PRECEDING AND CURRENT ROW) AS BIGINT) AS n,
        CAST(coalesce(sum(total) OVER (
            by_number RANGE BETWEEN width + guard + base - 1 PRECEDING AND width + guard PRECEDING
        ), 0) AS BIGINT) AS n0
    FROM counted
    WINDOW by_number AS (PARTITION BY channel_key ORDER BY number);

-- Posts of each topic and period, of those that are asked for and that their windows reach.
CREATE OR REPLACE TEMP MACRO trend_spoken(axis, by_channel, reach) AS TABLE
    SELECT
        CASE WHEN by_channel THEN spoken.channel_key ELSE -1 END AS channel_key,
        spoken.topic_key,
        day.number,
        CAST(sum(spoken.post_count) AS BIGINT) AS post_count,
        CAST(coalesce(sum(spoken.post_count) FILTER (WHERE spoken.repeated_group_key IS NULL), 0) AS BIGINT)
            + count(DISTINCT spoken.repeated_group_key) AS distinct_count
    FROM spoken_day AS spoken
    JOIN numbered_day(axis) AS day ON day.date_key = spoken.date_key
    LEFT JOIN trend_cut(axis, by_channel) AS cut
        ON cut.channel_key = CASE WHEN by_channel THEN spoken.channel_key ELSE -1 END
    LEFT JOIN trend_whole(axis, by_channel) AS whole
        ON whole.channel_key = CASE WHEN by_channel THEN spoken.channel_key ELSE -1 END
        AND whole.topic_key = spoken.topic_key
    WHERE is_in_trend_part(spoken.topic_key)
        AND (day.number IS NULL OR day.number >= coalesce(cut.first_number, trend_first()) - reach OR whole.topic_key IS NOT NULL)
    GROUP BY ALL;

-- Posts in a window of up to four periods, from those of its last one and of the three rows before, each so old.
CREATE OR REPLACE TEMP MACRO recent_count(width, own, age_1, count_1, age_2, count_2, age_3, count_3) AS
    own
    + CASE WHEN age_1 < width THEN count_1 ELSE 0 END
    + CASE WHEN age_2 < width THEN count_2 ELSE 0 END
    + CASE WHEN age_3 < width THEN count_3 ELSE 0 END;

-- The measures.
--
-- Args: axis; by_channel; width, guard, base: periods that are scored (four at most), left out before them, and
-- compared with; year_length: periods of a year.
CREATE OR REPLACE TEMP MACRO topic_trend(axis, by_channel, width, guard, base, year_length) AS TABLE
    WITH period AS MATERIALIZED (
        FROM trend_period(axis, by_channel, width, guard, base, year_length)
    ),

    spoken AS MATERIALIZED (
        FROM trend_spoken(axis, by_channel, width + guard + base - 1)
    ),

    frequent AS (
        SELECT channel_key, topic_key
        FROM spoken
        WHERE number IS NOT NULL
        GROUP BY channel_key, topic_key
        HAVING sum(post_count) >= 50
        UNION
        SELECT channel_key, topic_key
        FROM trend_frequent(by_channel)
    ),

    -- From each period with posts to the next one, or as far as a window reaches.
    reached AS (
        SELECT
            channel_key,
            topic_key,
            number,
            least(
                lead(number) OVER (PARTITION BY channel_key, topic_key ORDER BY number),
                number + width + guard + base
            ) AS next_number
        FROM spoken
        SEMI JOIN frequent USING (channel_key, topic_key)
        WHERE number IS NOT NULL
    ),

    series AS (
        SELECT channel_key, topic_key, number, post_count, distinct_count
        FROM spoken
        WHERE number IS NOT NULL
        UNION ALL
        SELECT channel_key, topic_key, unnest(range(number + 1, next_number)), 0, 0
        FROM reached
    ),

    -- Where a topic has no row its count is 0. Windows of four periods hold three rows before at most, which cost less
    -- to look at than a range.
    lagged AS (
        SELECT
            *,
            number - lag(number, 1) OVER by_number AS age_1,
            number - lag(number, 2) OVER by_number AS age_2,
            number - lag(number, 3) OVER by_number AS age_3,
            lag(post_count, 1) OVER by_number AS count_1,
            lag(post_count, 2) OVER by_number AS count_2,
            lag(post_count, 3) OVER by_number AS count_3,
            CAST(coalesce(sum(post_count) OVER (
                by_number RANGE BETWEEN width + guard + base - 1 PRECEDING AND width + guard PRECEDING
            ), 0) AS BIGINT) AS k0
        FROM series
        WINDOW by_number AS (PARTITION BY channel_key, topic_key ORDER BY number)
    ),

    windowed AS (
        SELECT
            lagged.* EXCLUDE (age_1, age_2, age_3, count_1, count_2, count_3),
            period.* EXCLUDE (channel_key, number),
            CASE WHEN age_1 = 1 THEN count_1 ELSE 0 END AS previous_count,
            coalesce(year.post_count, 0) AS year_count,
            recent_count(4, lagged.post_count, age_1, count_1, age_2, count_2, age_3, count_3) AS moving_count,
            recent_count(width, lagged.post_count, age_1, count_1, age_2, count_2, age_3, count_3) AS k
        FROM lagged
        JOIN period ON period.channel_key = lagged.channel_key AND period.number = lagged.number
        LEFT JOIN spoken AS year
            ON year.channel_key = lagged.channel_key AND year.topic_key = lagged.topic_key
            AND year.number = lagged.number - year_length
        LEFT JOIN trend_cut(axis, by_channel) AS cut ON cut.channel_key = lagged.channel_key
        LEFT JOIN trend_whole(axis, by_channel) AS whole
            ON whole.channel_key = lagged.channel_key AND whole.topic_key = lagged.topic_key
        WHERE lagged.number >= coalesce(cut.first_number, trend_first()) OR whole.topic_key IS NOT NULL
    ),

    -- Many topics have the same counts in a period: each combination is scored once.
    surprising AS (
        SELECT k, n, k0, n0, surprise(k, n, k0, n0) AS trend_score, lull(k, n, k0, n0) AS fading_score
        FROM (SELECT DISTINCT k, n, k0, n0 FROM windowed)
    ),

    measured AS (
        SELECT
            windowed.* EXCLUDE (k, n, k0, n0),
            post_count / nullif(total, 0) - previous_count / nullif(previous_total, 0) AS change,
            smoothed_ratio(post_count, total, year_count, year_total) AS year_ratio,
            surprising.*
        FROM windowed
        JOIN surprising USING (k, n, k0, n0)
        UNION ALL BY NAME
        SELECT spoken.*, period.total, period.total_distinct
        FROM spoken
        JOIN period ON period.channel_key = spoken.channel_key AND period.number IS NULL
        WHERE spoken.number IS NULL
    )

    SELECT
        channel_key,
        measured.topic_key,
        number,
        topic.topic_label,
        topic.topic_kind,
        CAST(post_count AS BIGINT) AS post_count,
        CAST(total AS BIGINT) AS total_post_count,
        CAST(post_count / nullif(total, 0) AS DOUBLE) AS share,
        CAST(wilson_low(post_count, total) AS DOUBLE) AS share_low,
        CAST(wilson_high(post_count, total) AS DOUBLE) AS share_high,
        CAST(change AS DOUBLE) AS change,
        CAST(trend_score AS DOUBLE) AS trend_score,
        coalesce(trend_score >= 2 AND k >= 3, FALSE) AS is_emerging,
        CAST(distinct_count AS BIGINT) AS distinct_content_count,
        CAST(total_distinct AS BIGINT) AS total_distinct_content_count,
        CAST(distinct_count / nullif(total_distinct, 0) AS DOUBLE) AS distinct_share,
        CAST(moving_count / nullif(moving_total, 0) AS DOUBLE) AS moving_share,
        CAST(year_ratio AS DOUBLE) AS year_ratio,
        CAST(fading_score AS DOUBLE) AS fading_score,
        coalesce(fading_score >= 2, FALSE) AS is_fading,
        k AS window_post_count,
        n AS window_total_post_count,
        k0 AS baseline_post_count,
        n0 AS baseline_total_post_count,
        CASE
            WHEN number IS NULL THEN 'undated'
            WHEN n0 < 10 THEN 'insufficient'
            WHEN k0 = 0 THEN 'new_topic'
            ELSE 'sufficient'
        END AS baseline_quality
    FROM measured
    JOIN core.dim_topic AS topic ON topic.topic_key = measured.topic_key;
