-- One row per post, flat: for BI tools that import a single table.
-- A view: it takes no room. Of the topics only those of the version in force are named.
-- post_key: Post.
-- channel_key: Channel.
-- channel_name: Title of the channel.
-- channel_handle: Public user name of the channel, NULL if unknown.
-- message_id: Telegram's message id.
-- posted_at: Instant of posting, UTC, NULL if unknown.
-- posted_at_local: The same in the reporting zone.
-- posted_precision: How exactly the time is known.
-- date_method: Where the date comes from.
-- date_key: Day in the reporting zone; 0 unknown.
-- full_date: The day, NULL if unknown.
-- jalali_date: Jalali day, `unknown` where the day is.
-- jalali_month_key: Jalali month as yyyymm.
-- week_start_date: Saturday that starts the week.
-- title: First line where it is a title.
-- raw_text_display: Text, safe to show in spreadsheets and web tables.
-- language: ISO 639 code, `und` when unsure.
-- media_kind: Kind of attachment.
-- is_forward: True for a forwarded post.
-- is_first_of_repost_group: True for the first post of those that say the same or nearly the same.
-- topic_labels: Topics of the post, sorted, separated by `, `; empty without topic.
-- word_count: Words of the text. Additive.
-- view_count: Views, newest observation. Semi-additive.
-- forward_count: Forwards, newest observation. Semi-additive.
-- reaction_count: Reactions, newest observation. Semi-additive.
-- observation_count: Appearances of the post in dumps.
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
