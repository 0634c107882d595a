-- The first copies in each dump: appearances of posts that were seen elsewhere, or before in the same dump.
WITH first AS (
    SELECT dump_key, record_index, post_key
    FROM core.fact_post_observation
    WHERE copy_kind <> 'original'
    QUALIFY row_number() OVER (PARTITION BY dump_key, copy_kind ORDER BY record_index) <= 4
)

SELECT
    copy.dump_key, copy.record_index, copy.post_key, copy.copy_kind, copy.record_locator, copy.byte_start,
    copy.byte_end, left(post.text, 160) AS text
FROM first
JOIN core.fact_post_observation AS copy
    ON copy.dump_key = first.dump_key AND copy.record_index = first.record_index
JOIN core.fact_post AS post ON post.post_key = first.post_key
ORDER BY copy.dump_key, copy.copy_kind, copy.record_index
