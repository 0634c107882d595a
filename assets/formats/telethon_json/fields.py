"""Fields of Telegram's message objects that are known by name: read, or left alone on purpose."""

MESSAGE = frozenset(
    # read
    "_ _type id peer_id to_id date message entities media views forwards replies reactions edit_date edit_hide "
    "post_author fwd_from reply_to reply_to_msg_id grouped_id action retrieved_utc updated_utc "
    # how the message reached the account that took the dump, and what its author's client did
    "out mentioned media_unread silent post from_scheduled legacy pinned noforwards invert_media offline "
    "video_processing_pending paid_suggested_post_stars paid_suggested_post_ton reactions_are_possible "
    "from_id from_boosts_applied from_rank saved_peer_id via_bot_id via_business_bot_id guestchat_via_from "
    "reply_markup restriction_reason ttl_period quick_reply_shortcut_id effect factcheck "
    "report_delivery_until_date paid_message_stars suggested_post schedule_repeat_period "
    "summary_from_language is_reply "
    # written by tools around Telethon: the same text with marks, and how it was collected
    "message_markdown 4CAT_metadata".split()
)
FORWARD = frozenset(
    "_ _type from_id from_name date channel_post channel_id imported post_author saved_from_peer "
    "saved_from_msg_id saved_from_id saved_from_name saved_date saved_out psa_type".split()
)
REPLY = frozenset(
    "_ _type reply_to_msg_id reply_to_peer_id reply_to_top_id forum_topic reply_to_scheduled quote quote_text "
    "quote_entities quote_offset reply_from reply_media user_id peer story_id todo_item_id poll_option".split()
)
PYROGRAM = frozenset(
    # read
    "_ id message_id date chat text caption entities caption_entities media service empty edit_date "
    "media_group_id author_signature forward_from forward_from_chat forward_sender_name forward_origin "
    "forward_date reply_to_message_id reply_to_message views forwards reactions "
    "audio document photo sticker animation game video voice video_note contact location venue web_page poll "
    "dice story giveaway giveaway_winners giveaway_result paid_media invoice checklist "
    # left alone
    "from_user sender_chat sender_boost_count sender_business_bot forward_from_message_id forward_signature "
    "reply_to_top_message_id reply_to_story reply_to_chat_id reply_to_message_sender reply_to_story_id "
    "reply_to_story_user_id reply_to_checklist_task_id message_thread_id external_reply quote quote_text "
    "quote_entities topic topic_message is_topic_message is_automatic_forward mentioned scheduled "
    "from_scheduled has_protected_content has_media_spoiler show_caption_above_media effect_id "
    "business_connection_id link_preview_options outgoing matches command reply_markup via_bot link "
    "edit_hidden edit_hide is_from_offline send_paid_messages_stars restrictions raw".split()
)
