-- Pairs of topics that the same contents (repost groups) speak of, over all channels.
-- Bounded: a content counts with its 20 strongest topics (weight, then contents of the topic, then key), so with 190
-- pairs at most, and a pair is shown from three different contents on.
-- Topics and contents are numbered, as narrow numbers pair in less time and memory than keys.
WITH topic AS MATERIALIZED (
    SELECT
        CAST(row_number() OVER (ORDER BY topic_key) AS INTEGER) AS topic_number,
        topic_key, topic_label, topic_kind, parent_topic_key
    FROM core.dim_topic
),

content AS MATERIALIZED (
    SELECT repost_group_key, CAST(row_number() OVER () AS INTEGER) AS content_number, count(*) > 1 AS is_repeated
    FROM core.fact_post
    GROUP BY repost_group_key
),

-- Most contents have one post, and what it speaks of is what they speak of.
spoken_in_post AS MATERIALIZED (
    SELECT post_topic.post_key, topic.topic_number, post_topic.weight, content.content_number, content.is_repeated
    FROM core.fact_post_topic AS post_topic
    JOIN topic ON topic.topic_key = post_topic.topic_key
    JOIN core.fact_post AS post ON post.post_key = post_topic.post_key
    JOIN content ON content.repost_group_key = post.repost_group_key
),

spoken AS MATERIALIZED (
    SELECT content_number, topic_number, weight, is_repeated
    FROM spoken_in_post
    WHERE NOT is_repeated
    UNION ALL
    SELECT content_number, topic_number, max(weight), TRUE
    FROM spoken_in_post
    WHERE is_repeated
    GROUP BY content_number, topic_number
),

sized AS (
    SELECT spoken.*, whole.content_count
    FROM spoken
    JOIN (SELECT topic_number, count(*) AS content_count FROM spoken GROUP BY topic_number) AS whole
        ON whole.topic_number = spoken.topic_number AND whole.content_count >= 3
),

crowded AS MATERIALIZED (
    SELECT content_number
    FROM sized
    GROUP BY content_number
    HAVING count(*) > 20
),

kept AS MATERIALIZED (
    SELECT content_number, topic_number, is_repeated
    FROM sized
    ANTI JOIN crowded USING (content_number)
    UNION ALL
    SELECT content_number, topic_number, is_repeated
    FROM sized
    SEMI JOIN crowded USING (content_number)
    QUALIFY row_number() OVER (
        PARTITION BY content_number ORDER BY weight DESC, content_count DESC, topic_number
    ) <= 20
),

said AS (
    SELECT topic_number, count(*) AS content_count
    FROM kept
    GROUP BY topic_number
),

paired AS MATERIALIZED (
    SELECT
        one.topic_number,
        other.topic_number AS other_topic_number,
        count(*) AS k,
        count(*) FILTER (WHERE NOT one.is_repeated) AS single_count
    FROM kept AS one
    JOIN kept AS other ON other.content_number = one.content_number AND other.topic_number > one.topic_number
    GROUP BY one.topic_number, other.topic_number
    HAVING count(*) >= 3
),

-- In posts the two may also stand apart: in two posts of one content, of which one says more.
kept_in_post AS MATERIALIZED (
    SELECT spoken_in_post.post_key, spoken_in_post.topic_number
    FROM spoken_in_post
    SEMI JOIN (FROM kept WHERE is_repeated) AS said_again USING (content_number, topic_number)
    WHERE spoken_in_post.is_repeated
),

posted AS MATERIALIZED (
    SELECT one.topic_number, other.topic_number AS other_topic_number, count(*) AS post_count
    FROM kept_in_post AS one
    JOIN kept_in_post AS other ON other.post_key = one.post_key AND other.topic_number > one.topic_number
    GROUP BY one.topic_number, other.topic_number
),

counted AS (
    SELECT
        paired.*,
        one.content_count AS a,
        other.content_count AS b,
        (SELECT count(*) FROM content) AS n
    FROM paired
    JOIN said AS one ON one.topic_number = paired.topic_number
    JOIN said AS other ON other.topic_number = paired.other_topic_number
)

SELECT
    topic.topic_key,
    topic.topic_label,
    topic.topic_kind,
    other_topic.topic_key AS other_topic_key,
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
JOIN topic ON topic.topic_number = counted.topic_number
JOIN topic AS other_topic ON other_topic.topic_number = counted.other_topic_number
LEFT JOIN posted ON posted.topic_number = counted.topic_number AND posted.other_topic_number = counted.other_topic_number
WHERE topic.parent_topic_key <> other_topic.topic_key
    AND other_topic.parent_topic_key <> topic.topic_key
