-- One row per channel and gap in its message ids, between the smallest and the largest id that dumps hold.
-- Ids of service messages and of deleted posts are missing rightly; a long gap is a stretch no dump covers.
-- Ids of a migrated group's old messages are negative and a sequence of their own. Posts whose channel is unknown
-- are left out: their ids belong to different sequences.
-- On channels without fault (`benchmarks/false_alarms.py`: a tenth of the posts deleted, some in runs, albums)
-- one step in 250,000 is called unusual, where several runs of deletions meet.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- after_message_id: Last id before the gap.
-- before_message_id: First id after the gap.
-- missing_count: How many ids are missing.
-- after_date_key: Day of the post before the gap; 0 unknown.
-- before_date_key: Day of the post after the gap; 0 unknown.
-- usual_step: 90 of 100 steps from one id to the next are no longer; NULL with fewer than 20 steps.
-- is_unusual: True where 50 ids or more are missing and the step is longer than ten usual ones.
WITH stepped AS (
    SELECT
        channel_key,
        message_id > 0 AS is_own,
        message_id AS after_message_id,
        lead(message_id) OVER following AS before_message_id,
        date_key AS after_date_key,
        lead(date_key) OVER following AS before_date_key
    FROM core.fact_post
    WHERE message_id IS NOT NULL AND channel_key > 0
    WINDOW following AS (PARTITION BY channel_key, message_id > 0 ORDER BY message_id, post_key)
),

usual AS (
    SELECT
        channel_key,
        is_own,
        CASE WHEN count(*) >= 20
            THEN CAST(quantile_disc(before_message_id - after_message_id, 0.9) AS BIGINT) END AS usual_step
    FROM stepped
    WHERE before_message_id IS NOT NULL
    GROUP BY channel_key, is_own
)

SELECT
    stepped.channel_key,
    channel.channel_name,
    stepped.after_message_id,
    stepped.before_message_id,
    stepped.before_message_id - stepped.after_message_id - 1 AS missing_count,
    stepped.after_date_key,
    stepped.before_date_key,
    usual.usual_step,
    usual.usual_step IS NOT NULL
        AND stepped.before_message_id - stepped.after_message_id > greatest(50, 10 * usual.usual_step) AS is_unusual
FROM stepped
JOIN usual ON usual.channel_key = stepped.channel_key AND usual.is_own = stepped.is_own
JOIN core.dim_channel AS channel ON channel.channel_key = stepped.channel_key
WHERE stepped.before_message_id - stepped.after_message_id > 1
