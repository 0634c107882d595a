"""Names of fields in Telegram Desktop's exports; what is not listed here is reported as unknown.

Source: ``Telegram/SourceFiles/export/output/export_output_json.cpp`` of telegramdesktop/tdesktop, and
exports of 2019 to 2026.
"""

HEADER_FIELDS = frozenset({"name", "type", "id"})
LIST_FIELDS = frozenset({"chats", "left_chats"})
CHAT_FIELDS = HEADER_FIELDS | {"messages"}

_PERSONAL = frozenset(
    {
        "about", "personal_information", "profile_pictures", "stories", "contacts", "frequent_contacts",
        "sessions", "web_sessions", "other_data", "ips",
    }
)  # fmt: skip
"""Sections of a whole account's export; they hold no messages."""

ROOT_FIELDS = CHAT_FIELDS | LIST_FIELDS | _PERSONAL
ACCOUNT_FIELDS = LIST_FIELDS | _PERSONAL

_READ = frozenset(
    {
        "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from_id", "author",
        "forwarded_from", "forwarded_from_id", "saved_from", "reply_to_message_id", "reply_to_peer_id",
        "text", "text_entities", "reactions", "photo", "file", "media_type", "poll",
        "location_information", "place_name", "contact_information", "game_title", "invoice_information",
        "todo_list", "giveaway_information", "giveaway_results", "paid_stars_amount",
    }
)  # fmt: skip
_IGNORED = frozenset(
    {
        "from", "via_bot", "width", "height", "photo_file_size", "file_name", "file_size", "thumbnail",
        "thumbnail_file_size", "mime_type", "duration_seconds", "sticker_emoji", "performer", "title",
        "media_spoiler", "self_destruct_period_seconds", "live_location_period_seconds", "address",
        "contact_vcard", "contact_vcard_file_size", "game_description", "game_link", "inline_bot_buttons",
    }
)  # fmt: skip
"""Known, and of no use here: sizes, paths, names of private users."""

MESSAGE_FIELDS = _READ | _IGNORED

SERVICE_FIELDS = frozenset(
    {
        "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "actor", "actor_id", "action",
        "text", "text_entities", "inline_bot_buttons", "reactions",
        "title", "members", "photo", "photo_file_size", "width", "height", "media_spoiler", "inviter",
        "message_id", "game_message_id", "invoice_message_id", "reply_to_message_id", "reply_to_peer_id",
        "score", "amount", "currency", "recurring", "duration", "duration_seconds", "discard_reason",
        "information_text", "reason_app_id", "reason_app_name", "reason_domain", "values", "from",
        "from_id", "to", "to_id", "distance", "period", "schedule_date", "emoticon", "cost", "months",
        "days", "new_title", "new_icon_emoji_id", "button_id", "peers", "gift_code", "boost_peer_id",
        "unclaimed", "via_giveaway", "winners", "stars", "boosts", "peer_name", "peer_id", "charge_id",
        "amount_whole", "amount_nano", "boost_peer_name", "is_unclaimed", "giveaway_msg_id",
        "transaction_id", "gift_id", "is_limited", "is_anonymous", "gift_text", "messages_count",
        "stars_count", "price_stars", "is_broadcast_messages_allowed", "completed", "incompleted",
        "items", "rejected", "comment", "price_amount_whole", "price_amount_nano", "price_currency",
        "scheduled_date", "user_initiated", "new_creator", "day", "month", "year", "is_active",
        "is_missed",
    }
)  # fmt: skip

PART_FIELDS = frozenset({"type", "text", "href", "user_id", "document_id", "language", "collapsed"})
PART_TYPES = frozenset(
    {
        "plain", "unknown", "mention", "hashtag", "bot_command", "link", "email", "bold", "italic", "code",
        "pre", "text_link", "mention_name", "phone", "cashtag", "underline", "strikethrough",
        "blockquote", "bank_card", "spoiler", "custom_emoji",
    }
)  # fmt: skip
