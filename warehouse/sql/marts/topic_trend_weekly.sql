-- Trend of each topic by week, Saturday to Friday, over all channels. Formulas with their sources: _macros.sql.
-- trend_score: the last four weeks against the 28 weeks before them, with one guard week between.
-- Uncovered weeks have no row and add nothing to a window, which counts weeks of the calendar.
-- Cost: one row per topic and covered week since the topic's first, which is what the table promises; for
-- 100,000 topics over 500 weeks at most 50 million rows, each scored only where the topic has posts. Measured on
-- two cores: 36 million rows in 86 s.
WITH period AS (
    SELECT
        week_start_date_key,
        week_start_date,
        week_start_jalali_date,
        date_diff('day', DATE '2000-01-01', week_start_date) // 7 AS number,
        CAST(sum(post_count) AS BIGINT) AS total
    FROM mart.post_frequency_weekly
    GROUP BY week_start_date_key, week_start_date, week_start_jalali_date
),

covered AS (
    SELECT
        *,
        max(total) OVER (ORDER BY number RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS previous_total,
        CAST(sum(total) OVER (ORDER BY number RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS BIGINT) AS n,
        CAST(sum(total) OVER (ORDER BY number RANGE BETWEEN 32 PRECEDING AND 5 PRECEDING) AS BIGINT) AS n0
    FROM period
    WHERE week_start_date_key > 0
),

spoken AS (
    SELECT
        post_topic.topic_key,
        date_diff('day', DATE '2000-01-01', day.week_start_date) // 7 AS number,
        count(*) AS post_count
    FROM core.fact_post_topic AS post_topic
    JOIN core.fact_post AS post ON post.post_key = post_topic.post_key
    JOIN core.dim_date AS day ON day.date_key = post.date_key
    GROUP BY ALL
),

started AS (
    SELECT topic_key, min(number) AS number
    FROM spoken
    WHERE number IS NOT NULL
    GROUP BY topic_key
),

series AS (
    SELECT started.topic_key, covered.*, coalesce(spoken.post_count, 0) AS post_count
    FROM started
    JOIN covered ON covered.number >= started.number
    LEFT JOIN spoken ON spoken.topic_key = started.topic_key AND spoken.number = covered.number
),

-- Before a topic's first week its counts are 0, as an empty window says.
windowed AS (
    SELECT
        *,
        coalesce(max(post_count) OVER (
            PARTITION BY topic_key ORDER BY number RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING
        ), 0) AS previous_count,
        CAST(sum(post_count) OVER (
            PARTITION BY topic_key ORDER BY number RANGE BETWEEN 3 PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS k,
        CAST(coalesce(sum(post_count) OVER (
            PARTITION BY topic_key ORDER BY number RANGE BETWEEN 32 PRECEDING AND 5 PRECEDING
        ), 0) AS BIGINT) AS k0
    FROM series
),

-- Many topics have the same counts in a period: each combination is scored once.
surprising AS (
    SELECT k, n, k0, n0, surprise(k, n, k0, n0) AS trend_score
    FROM (SELECT DISTINCT k, n, k0, n0 FROM windowed)
),

scored AS (
    SELECT
        windowed.topic_key,
        week_start_date_key,
        week_start_date,
        week_start_jalali_date,
        post_count,
        total,
        post_count / nullif(total, 0) - previous_count / nullif(previous_total, 0) AS change,
        surprising.trend_score
    FROM windowed
    JOIN surprising
        ON surprising.k IS NOT DISTINCT FROM windowed.k AND surprising.n IS NOT DISTINCT FROM windowed.n
        AND surprising.k0 IS NOT DISTINCT FROM windowed.k0 AND surprising.n0 IS NOT DISTINCT FROM windowed.n0
    UNION ALL
    SELECT
        spoken.topic_key,
        period.week_start_date_key,
        period.week_start_date,
        period.week_start_jalali_date,
        spoken.post_count,
        period.total,
        NULL,
        NULL
    FROM spoken
    JOIN period ON period.week_start_date_key = 0
    WHERE spoken.number IS NULL
)

SELECT
    scored.topic_key,
    topic.topic_label,
    topic.topic_kind,
    CAST(scored.post_count AS BIGINT) AS post_count,
    CAST(scored.total AS BIGINT) AS total_post_count,
    CAST(scored.post_count / nullif(scored.total, 0) AS DOUBLE) AS share,
    CAST(wilson_low(scored.post_count, scored.total) AS DOUBLE) AS share_low,
    CAST(wilson_high(scored.post_count, scored.total) AS DOUBLE) AS share_high,
    CAST(scored.change AS DOUBLE) AS change,
    CAST(scored.trend_score AS DOUBLE) AS trend_score,
    coalesce(scored.trend_score >= 2, FALSE) AS is_emerging,
    scored.week_start_date_key,
    scored.week_start_date,
    scored.week_start_jalali_date
FROM scored
JOIN core.dim_topic AS topic ON topic.topic_key = scored.topic_key
