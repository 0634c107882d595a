-- One row per post that says `part 1 of 2` and missing part of its series.
-- Posts of one channel with the same title, blanks around it aside, and the same number of parts are one series;
-- a post without title is a series alone. A series of more than 100 parts, which only a misread number claims,
-- has one row with missing_part NULL.
-- post_key: Post that speaks of the series.
-- channel_key: Its channel.
-- series_part: Its own part number.
-- series_total: Number of parts it speaks of.
-- missing_part: Part that no post of the series has; NULL in a series of more than 100 parts.
WITH part AS (
    SELECT
        post_key,
        channel_key,
        series_part,
        series_total,
        trim(title) AS series_title,
        CASE WHEN trim(title) IS NULL THEN post_key ELSE 0 END AS alone
    FROM core.fact_post
    WHERE series_total IS NOT NULL AND series_part IS NOT NULL
),

expected AS (
    SELECT part.*, numbered.part_number
    FROM part
    JOIN range(1, 101) AS numbered (part_number) ON numbered.part_number <= part.series_total
    WHERE part.series_total <= 100
)

SELECT
    expected.post_key,
    expected.channel_key,
    expected.series_part,
    expected.series_total,
    expected.part_number AS missing_part
FROM expected
LEFT JOIN part AS held
    ON held.channel_key = expected.channel_key
    AND held.series_title IS NOT DISTINCT FROM expected.series_title
    AND held.alone = expected.alone
    AND held.series_total = expected.series_total
    AND held.series_part = expected.part_number
WHERE held.post_key IS NULL
UNION ALL
SELECT post_key, channel_key, series_part, series_total, CAST(NULL AS BIGINT)
FROM part
WHERE series_total > 100
