-- One row per distinct text of a post.
-- post_key: Post of the version.
-- version_number: 1 for the first text, counting up.
-- text: The text, lossless but for line ends.
-- first_seen_at: Earliest capture with this text, UTC, NULL if unknown.
-- content_id: 128-bit hex of the match key; NULL without text.
SELECT
    revision.post_key,
    revision.version_number,
    coalesce(revision.superseded_text, post.text) AS text,
    revision.first_seen_at,
    revision.content_id
FROM core.fact_post_revision AS revision
JOIN core.fact_post AS post ON post.post_key = revision.post_key
