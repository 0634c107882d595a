-- One row per dump: how many of its posts were seen before, in this dump or in another one.
-- dump_key: Dump.
-- file_name: Name under which the dump was handed over.
-- observation_count: Appearances of posts in the dump.
-- original_count: Appearances that stand for their post.
-- exact_copy_count: Appearances with the same text as the original.
-- titleless_copy_count: Appearances with the same text but for the title line.
-- edited_version_count: Appearances with another text of the same post; no duplicates.
-- duplicate_count: Exact and titleless copies.
-- duplicate_rate: duplicate_count / observation_count; NULL for a dump without posts.
SELECT
    dump.dump_key,
    dump.file_name,
    count(observation.dump_key) AS observation_count,
    count(*) FILTER (WHERE observation.copy_kind = 'original') AS original_count,
    count(*) FILTER (WHERE observation.copy_kind = 'exact_copy') AS exact_copy_count,
    count(*) FILTER (WHERE observation.copy_kind = 'titleless_copy') AS titleless_copy_count,
    count(*) FILTER (WHERE observation.copy_kind = 'edited_version') AS edited_version_count,
    count(*) FILTER (WHERE observation.copy_kind IN ('exact_copy', 'titleless_copy')) AS duplicate_count,
    CAST(count(*) FILTER (WHERE observation.copy_kind IN ('exact_copy', 'titleless_copy')) AS DOUBLE)
        / nullif(count(observation.dump_key), 0) AS duplicate_rate
FROM core.dim_dump AS dump
LEFT JOIN core.fact_post_observation AS observation ON observation.dump_key = dump.dump_key
WHERE dump.dump_key > 0
GROUP BY dump.dump_key, dump.file_name
