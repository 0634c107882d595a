-- Posts and different things said.
SELECT
    count(*) AS post_count,
    count(DISTINCT repost_group_key) AS group_count,
    count(*) FILTER (WHERE post_key <> repost_group_key) AS repost_count
FROM core.fact_post
