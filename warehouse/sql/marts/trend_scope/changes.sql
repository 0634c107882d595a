-- How the posts and topics differ from the release that is continued, as far as trends count them.
-- Reads touched_post: every post that was built anew. Topics that come or go are told by core.dim_topic.

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
    SELECT post_key, topic_key
    FROM before
    FULL JOIN now USING (post_key, topic_key)
    WHERE before.post_key IS NULL OR now.post_key IS NULL
)

-- Where a post is gone, or was elsewhere, changed_day says so.
SELECT DISTINCT post_now.channel_key, changed.topic_key, post_now.date_key
FROM changed
JOIN post_now ON post_now.post_key = changed.post_key;
