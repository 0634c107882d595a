-- One row per dump and field: how many of its posts state the field, against earlier dumps of the same channel.
-- Dumps of 20 posts or more and of the same format are compared, in order of capture, of their newest post where
-- nothing states one.
-- dump_key: Dump.
-- file_name: Name under which the dump was handed over.
-- channel_key: Channel of the dump.
-- field: message_id, posted_at, view_count, forward_count, reaction_count, media_kind or text.
-- post_count: Posts of the dump.
-- stated_share: Share of them that state the field.
-- earlier_dump_count: Earlier dumps compared.
-- usual_share: Median of their shares; NULL without one.
-- is_lost: True where at least nine tenths stated the field before, in two dumps or more, and now at most a tenth do.
WITH stated AS (
    SELECT
        observation.dump_key,
        count(*) AS post_count,
        max(coalesce(observation.captured_at, post.posted_at)) AS seen_at,
        CAST(count(post.message_id) AS DOUBLE) / count(*) AS message_id,
        CAST(count(*) FILTER (WHERE post.posted_at IS NOT NULL OR post.date_key > 0) AS DOUBLE) / count(*) AS posted_at,
        CAST(count(observation.view_count) AS DOUBLE) / count(*) AS view_count,
        CAST(count(observation.forward_count) AS DOUBLE) / count(*) AS forward_count,
        CAST(count(observation.reaction_count) AS DOUBLE) / count(*) AS reaction_count,
        CAST(count(post.media_kind) AS DOUBLE) / count(*) AS media_kind,
        CAST(count(*) FILTER (WHERE post.char_count > 0) AS DOUBLE) / count(*) AS "text"
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post ON post.post_key = observation.post_key
    GROUP BY observation.dump_key
    HAVING count(*) >= 20
),

unfolded AS (
    UNPIVOT stated ON message_id, posted_at, view_count, forward_count, reaction_count, media_kind, "text"
    INTO NAME field VALUE stated_share
),

compared AS (
    SELECT
        unfolded.dump_key,
        dump.file_name,
        dump.channel_key,
        unfolded.field,
        unfolded.post_count,
        unfolded.stated_share,
        count(*) OVER earlier AS earlier_dump_count,
        CAST(median(unfolded.stated_share) OVER earlier AS DOUBLE) AS usual_share
    FROM unfolded
    JOIN core.dim_dump AS dump ON dump.dump_key = unfolded.dump_key
    WHERE dump.channel_key > 0
    WINDOW earlier AS (
        PARTITION BY dump.channel_key, dump.dump_format, unfolded.field
        ORDER BY unfolded.seen_at NULLS LAST, unfolded.dump_key
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)

SELECT
    *,
    coalesce(earlier_dump_count >= 2 AND usual_share >= 0.9 AND stated_share <= 0.1, FALSE) AS is_lost
FROM compared
