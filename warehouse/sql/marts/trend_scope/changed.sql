-- What a trend is made of where a release is continued: what is left out here is taken from the release as it is.
-- Totals of a period enter the windows of all later ones, so all topics of a channel are wanted from the first period on
-- in which the channel has other posts or other coverage. Before, a topic is wanted if it has other posts there, if it is
-- new, or if it became frequent or ceased to be, which gives or takes its empty periods.

-- Dated posts of each topic, channel by channel and, as channel -1, over all.
CREATE OR REPLACE TEMP TABLE topic_size AS
WITH counted AS (
    SELECT channel_key, topic_key, CAST(sum(post_count) AS BIGINT) AS post_count
    FROM spoken_day
    WHERE date_key > 0
    GROUP BY ALL
)

SELECT TRUE AS is_channel, channel_key, topic_key, post_count FROM counted
UNION ALL
SELECT FALSE, -1, topic_key, CAST(sum(post_count) AS BIGINT) FROM counted GROUP BY topic_key;

-- Topics that are frequent and were not, or the reverse, and those that the release does not know.
CREATE OR REPLACE TEMP TABLE turned_topic AS
WITH before AS (
    SELECT TRUE AS is_channel, channel_key, topic_key, sum(post_count) >= 50 AS is_frequent
    FROM base.mart.topic_trend_channel_monthly
    WHERE month_key > 0
    GROUP BY ALL
    UNION ALL
    SELECT FALSE, -1, topic_key, sum(post_count) >= 50
    FROM base.mart.topic_trend_monthly
    WHERE month_key > 0
    GROUP BY ALL
),

now AS (
    SELECT is_channel, channel_key, topic_key, post_count >= 50 AS is_frequent FROM topic_size
)

SELECT is_channel, channel_key, topic_key
FROM before
FULL JOIN now USING (is_channel, channel_key, topic_key)
WHERE coalesce(before.is_frequent, FALSE) <> coalesce(now.is_frequent, FALSE)
    OR topic_key NOT IN (SELECT topic_key FROM base.core.dim_topic);

CREATE OR REPLACE TEMP MACRO trend_first() AS 1000000;

CREATE OR REPLACE TEMP MACRO trend_cut(axis, by_channel) AS TABLE
    SELECT CASE WHEN by_channel THEN changed_day.channel_key ELSE -1 END AS channel_key, min(day.number) AS first_number
    FROM changed_day
    JOIN numbered_day(axis) AS day ON day.date_key = changed_day.date_key
    WHERE day.number IS NOT NULL
    GROUP BY ALL;

CREATE OR REPLACE TEMP MACRO trend_whole(axis, by_channel) AS TABLE
    SELECT DISTINCT CASE WHEN by_channel THEN spoken.channel_key ELSE -1 END AS channel_key, spoken.topic_key
    FROM changed_topic AS spoken
    JOIN numbered_day(axis) AS day ON day.date_key = spoken.date_key
    LEFT JOIN trend_cut(axis, by_channel) AS cut
        ON cut.channel_key = CASE WHEN by_channel THEN spoken.channel_key ELSE -1 END
    WHERE day.number < coalesce(cut.first_number, trend_first())
    UNION
    SELECT channel_key, topic_key
    FROM turned_topic
    WHERE is_channel = by_channel;

CREATE OR REPLACE TEMP MACRO trend_frequent(by_channel) AS TABLE
    SELECT channel_key, topic_key
    FROM topic_size
    WHERE is_channel = by_channel AND post_count >= 50;
