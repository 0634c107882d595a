-- How the posts and topics differ from the release that is continued, as far as trends count them.
-- Reads touched_post: every post that was built anew or whose topics were.

CREATE OR REPLACE TEMP TABLE post_before AS
SELECT post_key, channel_key, date_key, repost_group_key
FROM base.core.fact_post SEMI JOIN touched_post USING (post_key);

CREATE OR REPLACE TEMP TABLE post_now AS
SELECT post_key, channel_key, date_key, repost_group_key
FROM core.fact_post SEMI JOIN touched_post USING (post_key);

CREATE OR REPLACE TEMP TABLE changed_day AS
SELECT channel_key, date_key FROM (FROM post_before EXCEPT FROM post_now)
UNION
SELECT channel_key, date_key FROM (FROM post_now EXCEPT FROM post_before)
UNION
(
    SELECT channel_key, date_key FROM base.mart.post_frequency_daily
    EXCEPT
    SELECT channel_key, date_key FROM mart.post_frequency_daily
)
UNION
(
    SELECT channel_key, date_key FROM mart.post_frequency_daily
    EXCEPT
    SELECT channel_key, date_key FROM base.mart.post_frequency_daily
);

CREATE OR REPLACE TEMP TABLE changed_topic AS
WITH before AS (
    SELECT post_key, topic_key FROM base.core.fact_post_topic SEMI JOIN touched_post USING (post_key)
),

now AS (
    SELECT post_key, topic_key FROM core.fact_post_topic SEMI JOIN touched_post USING (post_key)
),

changed AS (
    (FROM before EXCEPT FROM now) UNION (FROM now EXCEPT FROM before)
)

-- Where a post is gone, or was elsewhere, changed_day says so.
SELECT DISTINCT post_now.channel_key, changed.topic_key, post_now.date_key
FROM changed
JOIN post_now ON post_now.post_key = changed.post_key;

-- Dated posts of each topic, channel by channel and, as channel -1, over all.
CREATE OR REPLACE TEMP TABLE topic_size AS
WITH counted AS (
    SELECT post.channel_key, post_topic.topic_key, count(*) AS post_count
    FROM core.fact_post_topic AS post_topic
    JOIN core.fact_post AS post ON post.post_key = post_topic.post_key
    WHERE post.date_key > 0
    GROUP BY ALL
)

SELECT TRUE AS is_channel, channel_key, topic_key, post_count FROM counted
UNION ALL
SELECT FALSE, -1, topic_key, CAST(sum(post_count) AS BIGINT) FROM counted GROUP BY topic_key;

-- Topics that are frequent and were not, or the reverse.
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
WHERE coalesce(before.is_frequent, FALSE) <> coalesce(now.is_frequent, FALSE);
