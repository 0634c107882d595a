-- One flat row per post. Of the topics only those of the version in force are named.
WITH labelled AS (
    SELECT
        post_topic.post_key,
        string_agg(DISTINCT topic.topic_label, ', ' ORDER BY topic.topic_label) AS topic_labels
    FROM core.fact_post_topic AS post_topic
    JOIN core.dim_topic AS topic ON topic.topic_key = post_topic.topic_key
    WHERE topic.is_current
    GROUP BY post_topic.post_key
)

SELECT
    post.post_key,
    post.channel_key,
    channel.channel_name,
    channel.handle AS channel_handle,
    post.message_id,
    post.posted_at,
    post.posted_at_local,
    post.posted_precision,
    post.date_method,
    post.date_key,
    day.full_date,
    day.jalali_date,
    day.jalali_month_key,
    day.week_start_date,
    post.title,
    post.raw_text_display,
    post.language,
    post.media_kind,
    post.is_forward,
    post.post_key = post.repost_group_key AS is_first_of_repost_group,
    coalesce(labelled.topic_labels, '') AS topic_labels,
    post.word_count,
    post.view_count,
    post.forward_count,
    post.reaction_count,
    post.observation_count
FROM core.fact_post AS post
JOIN core.dim_channel AS channel ON channel.channel_key = post.channel_key
JOIN core.dim_date AS day ON day.date_key = post.date_key
LEFT JOIN labelled ON labelled.post_key = post.post_key
