-- Pairs of topics that the same contents (repost groups) speak of, over all channels.
-- Bounded: a content counts with its 20 strongest topics (weight, then contents of the topic, then key), so with 190
-- pairs at most, and a pair is shown from three different contents on.
WITH content AS (
    SELECT repost_group_key, count(*) > 1 AS is_repeated
    FROM core.fact_post
    GROUP BY repost_group_key
),

-- Most contents have one post, and what it speaks of is what they speak of.
spoken_in_post AS MATERIALIZED (
    SELECT post_topic.post_key, post_topic.topic_key, post_topic.weight, content.repost_group_key, content.is_repeated
    FROM core.fact_post_topic AS post_topic
    JOIN core.fact_post AS post ON post.post_key = post_topic.post_key
    JOIN content ON content.repost_group_key = post.repost_group_key
),

spoken AS MATERIALIZED (
    SELECT repost_group_key, topic_key, weight, is_repeated
    FROM spoken_in_post
    WHERE NOT is_repeated
    UNION ALL
    SELECT repost_group_key, topic_key, max(weight), TRUE
    FROM spoken_in_post
    WHERE is_repeated
    GROUP BY repost_group_key, topic_key
),

sized AS (
    SELECT spoken.*, topic.content_count
    FROM spoken
    JOIN (SELECT topic_key, count(*) AS content_count FROM spoken GROUP BY topic_key) AS topic
        ON topic.topic_key = spoken.topic_key AND topic.content_count >= 3
),

crowded AS MATERIALIZED (
    SELECT repost_group_key
    FROM sized
    GROUP BY repost_group_key
    HAVING count(*) > 20
),

kept AS MATERIALIZED (
    SELECT repost_group_key, topic_key, is_repeated
    FROM sized
    ANTI JOIN crowded USING (repost_group_key)
    UNION ALL
    SELECT repost_group_key, topic_key, is_repeated
    FROM sized
    SEMI JOIN crowded USING (repost_group_key)
    QUALIFY row_number() OVER (
        PARTITION BY repost_group_key ORDER BY weight DESC, content_count DESC, topic_key
    ) <= 20
),

said AS (
    SELECT topic_key, count(*) AS content_count
    FROM kept
    GROUP BY topic_key
),

paired AS MATERIALIZED (
    SELECT
        one.topic_key,
        other.topic_key AS other_topic_key,
        count(*) AS k,
        count(*) FILTER (WHERE NOT one.is_repeated) AS single_count
    FROM kept AS one
    JOIN kept AS other ON other.repost_group_key = one.repost_group_key AND other.topic_key > one.topic_key
    GROUP BY one.topic_key, other.topic_key
    HAVING count(*) >= 3
),

-- In posts the two may also stand apart: in two posts of one content, of which one says more.
kept_in_post AS MATERIALIZED (
    SELECT spoken_in_post.post_key, spoken_in_post.topic_key
    FROM spoken_in_post
    SEMI JOIN (FROM kept WHERE is_repeated) AS said_again USING (repost_group_key, topic_key)
    WHERE spoken_in_post.is_repeated
),

posted AS MATERIALIZED (
    SELECT one.topic_key, other.topic_key AS other_topic_key, count(*) AS post_count
    FROM kept_in_post AS one
    JOIN kept_in_post AS other ON other.post_key = one.post_key AND other.topic_key > one.topic_key
    GROUP BY one.topic_key, other.topic_key
),

counted AS (
    SELECT
        paired.*,
        one.content_count AS a,
        other.content_count AS b,
        (SELECT count(DISTINCT repost_group_key) FROM core.fact_post) AS n
    FROM paired
    JOIN said AS one ON one.topic_key = paired.topic_key
    JOIN said AS other ON other.topic_key = paired.other_topic_key
)

SELECT
    counted.topic_key,
    topic.topic_label,
    topic.topic_kind,
    counted.other_topic_key,
    other_topic.topic_label AS other_topic_label,
    other_topic.topic_kind AS other_topic_kind,
    CAST(single_count + coalesce(posted.post_count, 0) AS BIGINT) AS post_count,
    k AS distinct_content_count,
    a AS topic_content_count,
    b AS other_topic_content_count,
    n AS total_content_count,
    CAST(a * b / n AS DOUBLE) AS expected_content_count,
    CAST(k * n / (a * b) AS DOUBLE) AS lift,
    CAST(npmi(k, a, b, n) AS DOUBLE) AS npmi,
    CAST(log_likelihood(k, a, b, n) AS DOUBLE) AS g2
FROM counted
JOIN core.dim_topic AS topic ON topic.topic_key = counted.topic_key
JOIN core.dim_topic AS other_topic ON other_topic.topic_key = counted.other_topic_key
LEFT JOIN posted
    ON posted.topic_key = counted.topic_key AND posted.other_topic_key = counted.other_topic_key
WHERE topic.parent_topic_key <> counted.other_topic_key
    AND other_topic.parent_topic_key <> counted.topic_key
