-- table: mart.posting_cadence
-- column: longest_silence_seconds
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: no post of the channel lies within its longest silence, whose days are all covered
-- evaluated: (SELECT count(*) FROM mart.posting_cadence)
WITH silence AS (
    SELECT
        channel_key,
        longest_silence_started_at AS started_at,
        longest_silence_ended_at AS ended_at,
        CAST(strftime(longest_silence_started_at_local, '%Y%m%d') AS BIGINT) AS first_date_key,
        CAST(strftime(longest_silence_ended_at_local, '%Y%m%d') AS BIGINT) AS last_date_key,
        1 + date_diff(
            'day', CAST(longest_silence_started_at_local AS DATE), CAST(longest_silence_ended_at_local AS DATE)
        ) AS day_count
    FROM mart.posting_cadence
    WHERE longest_silence_seconds IS NOT NULL
),

-- Further posts of an album come right after its first one, which is the one that counts.
broken AS (
    SELECT silence.channel_key
    FROM silence
    JOIN core.fact_post AS post ON post.channel_key = silence.channel_key
    WHERE CASE
        WHEN post.posted_precision IN ('second', 'minute') THEN
            post.album_key <= 0 AND post.posted_at > silence.started_at AND post.posted_at < silence.ended_at
        ELSE post.date_key BETWEEN silence.first_date_key AND silence.last_date_key
    END
),

uncovered AS (
    SELECT silence.channel_key
    FROM silence
    LEFT JOIN mart.post_frequency_daily AS daily
        ON daily.channel_key = silence.channel_key
        AND daily.date_key BETWEEN silence.first_date_key AND silence.last_date_key
    GROUP BY silence.channel_key, silence.day_count
    HAVING count(daily.date_key) < silence.day_count
)

SELECT CAST(channel_key AS VARCHAR) AS example_value FROM broken
UNION
SELECT CAST(channel_key AS VARCHAR) FROM uncovered
