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
-- repeated_count: Appearances of posts that stand in this dump already.
-- repeated_rate: repeated_count / observation_count; NULL for a dump without posts.
-- usual_repeated_rate: Median of the same over the other dumps of its channel and format; NULL with fewer than three.
-- is_jump: True where ten appearances or more repeat and their rate is 0.2 above the usual one, or 0.4 where none
--   is known.
WITH counted AS (
    SELECT
        dump.dump_key,
        dump.file_name,
        dump.channel_key,
        dump.dump_format,
        count(observation.dump_key) AS observation_count,
        count(*) FILTER (WHERE observation.copy_kind = 'original') AS original_count,
        count(*) FILTER (WHERE observation.copy_kind = 'exact_copy') AS exact_copy_count,
        count(*) FILTER (WHERE observation.copy_kind = 'titleless_copy') AS titleless_copy_count,
        count(*) FILTER (WHERE observation.copy_kind = 'edited_version') AS edited_version_count,
        count(*) FILTER (WHERE observation.copy_kind IN ('exact_copy', 'titleless_copy')) AS duplicate_count,
        count(observation.dump_key) - count(DISTINCT observation.post_key) AS repeated_count
    FROM core.dim_dump AS dump
    LEFT JOIN core.fact_post_observation AS observation ON observation.dump_key = dump.dump_key
    WHERE dump.dump_key > 0
    GROUP BY dump.dump_key, dump.file_name, dump.channel_key, dump.dump_format
),

rated AS (
    SELECT
        *,
        CAST(duplicate_count AS DOUBLE) / nullif(observation_count, 0) AS duplicate_rate,
        CAST(repeated_count AS DOUBLE) / nullif(observation_count, 0) AS repeated_rate
    FROM counted
),

usual AS (
    SELECT rated.dump_key, CAST(median(other.repeated_rate) AS DOUBLE) AS usual_repeated_rate
    FROM rated
    JOIN rated AS other
        ON other.channel_key = rated.channel_key
        AND other.dump_format = rated.dump_format
        AND other.dump_key <> rated.dump_key
    WHERE rated.channel_key > 0 AND other.observation_count >= 20
    GROUP BY rated.dump_key
    HAVING count(*) >= 3
)

SELECT
    rated.dump_key,
    rated.file_name,
    rated.observation_count,
    rated.original_count,
    rated.exact_copy_count,
    rated.titleless_copy_count,
    rated.edited_version_count,
    rated.duplicate_count,
    rated.duplicate_rate,
    rated.repeated_count,
    rated.repeated_rate,
    usual.usual_repeated_rate,
    coalesce(
        rated.repeated_count >= 10 AND rated.repeated_rate >= coalesce(usual.usual_repeated_rate + 0.2, 0.4), FALSE
    ) AS is_jump
FROM rated
LEFT JOIN usual ON usual.dump_key = rated.dump_key
