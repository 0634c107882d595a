-- One row per channel, month and measure of its posts: the month against the twelve before it.
-- Months with 30 posts or more count; the band is median ± 5 robust deviations (1.4826 × MAD), at least the floor of
-- the measure, of at least four such months. Shares have the floor 0.35, that of the language 0.5, lengths a factor
-- of 2.5.
-- On channels without fault (`benchmarks/false_alarms.py`) none of 16,000 rows is called a shift.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- month_key: Gregorian month as yyyymm.
-- measure: language_share (posts of 20 characters or more whose language is sure: in the language that most of these
--   have), text_length (median characters), half_space_share (Persian posts of ten words or more that have a half-space),
--   repeat_share (posts that say what an earlier post of the channel says).
-- post_count: Posts that the measure rests on.
-- value: The measure in this month.
-- baseline_month_count: Months before it that the band rests on, at most 12.
-- baseline_median: Their median; NULL while there are fewer than 4.
-- expected_low: Lower end of the band; NULL while there are fewer than 4 months.
-- expected_high: Upper end of the band; NULL while there are fewer than 4 months.
-- is_shift: True outside the band; for repeat_share only above it.
WITH main_language AS (
    SELECT channel_key, arg_max(language, (post_count, language)) AS language
    FROM (
        SELECT channel_key, language, count(*) AS post_count
        FROM core.fact_post
        WHERE char_count >= 20 AND language <> 'und'
        GROUP BY channel_key, language
    )
    GROUP BY channel_key
),

said AS (
    SELECT
        post.channel_key,
        day.year * 100 + day.month AS month_key,
        CASE WHEN post.char_count >= 20 AND post.language <> 'und'
            THEN CAST(post.language = main.language AS INTEGER) END AS in_language,
        CASE WHEN post.char_count > 0 THEN post.char_count END AS char_count,
        CASE WHEN post.language = 'fa' AND post.word_count >= 10
            THEN CAST(contains(post.text, chr(8204)) AS INTEGER) END AS has_half_space,
        CASE WHEN post.word_count >= 3
            THEN CAST(row_number() OVER (
                PARTITION BY post.channel_key, post.repost_group_key ORDER BY post.date_key, post.post_key
            ) > 1 AS INTEGER) END AS is_repeat
    FROM core.fact_post AS post
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    LEFT JOIN main_language AS main ON main.channel_key = post.channel_key
    WHERE post.channel_key > 0 AND day.full_date IS NOT NULL
),

monthly AS (
    SELECT channel_key, month_key, 'language_share' AS measure, count(in_language) AS post_count,
        avg(in_language) AS value
    FROM said GROUP BY channel_key, month_key
    UNION ALL
    SELECT channel_key, month_key, 'text_length', count(char_count), CAST(median(char_count) AS DOUBLE)
    FROM said GROUP BY channel_key, month_key
    UNION ALL
    SELECT channel_key, month_key, 'half_space_share', count(has_half_space), avg(has_half_space)
    FROM said GROUP BY channel_key, month_key
    UNION ALL
    SELECT channel_key, month_key, 'repeat_share', count(is_repeat), avg(is_repeat)
    FROM said GROUP BY channel_key, month_key
),

levelled AS (
    SELECT
        *,
        CASE WHEN measure = 'text_length' THEN ln(value) ELSE value END AS level,
        CASE measure WHEN 'text_length' THEN ln(2.5) WHEN 'language_share' THEN 0.5 ELSE 0.35 END AS floor_width
    FROM monthly
    WHERE post_count >= 30
),

based AS (
    SELECT
        *,
        count(*) OVER earlier AS baseline_month_count,
        median(level) OVER earlier AS middle,
        mad(level) OVER earlier AS spread
    FROM levelled
    WINDOW earlier AS (
        PARTITION BY channel_key, measure ORDER BY month_key ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING
    )
),

banded AS (
    SELECT
        *,
        middle - greatest(floor_width, 5 * 1.4826 * spread) AS low,
        middle + greatest(floor_width, 5 * 1.4826 * spread) AS high
    FROM based
)

SELECT
    banded.channel_key,
    channel.channel_name,
    CAST(banded.month_key AS BIGINT) AS month_key,
    banded.measure,
    banded.post_count,
    banded.value,
    banded.baseline_month_count,
    CASE WHEN baseline_month_count < 4 THEN NULL WHEN measure = 'text_length' THEN exp(middle) ELSE middle END
        AS baseline_median,
    CASE WHEN baseline_month_count < 4 THEN NULL WHEN measure = 'text_length' THEN exp(low) ELSE greatest(0.0, low) END
        AS expected_low,
    CASE WHEN baseline_month_count < 4 THEN NULL WHEN measure = 'text_length' THEN exp(high) ELSE least(1.0, high) END
        AS expected_high,
    baseline_month_count >= 4 AND (level > high OR (level < low AND measure <> 'repeat_share')) AS is_shift
FROM banded
JOIN core.dim_channel AS channel ON channel.channel_key = banded.channel_key
