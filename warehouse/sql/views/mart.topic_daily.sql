-- One row per channel, topic and day with posts; a content that several posts share has a row of its own.
-- For periods of your own: over whatever rows, sum(post_count) are the posts of a topic, and
-- sum(single_content_count) + count(DISTINCT repeated_content_key) the different contents, which may come again on
-- other days and in other channels. A post counts under each of its topics, so nothing adds up over topics.
-- channel_key: Channel.
-- topic_key: Topic.
-- date_key: Day in the reporting zone; 0 unknown.
-- repeated_content_key: Repost group with several posts, here or elsewhere; NULL in the row of all other posts.
-- post_count: Posts. Additive over channels and days.
-- single_content_count: Contents with a single post: as many as posts where repeated_content_key is NULL, else 0.
--   Additive over channels and days.
SELECT
    post.channel_key,
    post_topic.topic_key,
    post.date_key,
    post.repeated_content_key,
    count(*) AS post_count,
    count(*) FILTER (WHERE post.repeated_content_key IS NULL) AS single_content_count
FROM core.fact_post_topic AS post_topic
LEFT JOIN (
    SELECT
        post_key,
        channel_key,
        date_key,
        CASE WHEN count(*) OVER (PARTITION BY repost_group_key) > 1 THEN repost_group_key END AS repeated_content_key
    FROM core.fact_post
) AS post ON post.post_key = post_topic.post_key
GROUP BY post.channel_key, post_topic.topic_key, post.date_key, post.repeated_content_key
