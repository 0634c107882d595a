"""Closed vocabularies and bounds that several contracts share."""

from datetime import datetime

CHANNEL_TYPES = [
    "public_channel", "private_channel", "public_supergroup", "private_supergroup", "private_group",
    "personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes",
]  # fmt: skip
"""Chat kinds in Telegram Desktop's own words."""

POSTED_PRECISIONS = ["second", "minute", "day", "month", "year", "range", "unknown"]
DATE_METHODS = ["source", "id_bracket", "order_bracket", "header", "analyst", "none"]
RECORD_KINDS = ["observation", "service", "artifact", "quarantined"]
COPY_KINDS = ["original", "exact_copy", "titleless_copy", "edited_version"]
ARTIFACT_KINDS = ["link_preview", "separator", "boilerplate", "duplicate_record", "container"]
ENTITY_KINDS = [
    "hashtag", "mention", "url", "email", "phone", "cashtag", "bot_command", "custom_emoji",
]  # fmt: skip
MEDIA_KINDS = [
    "photo", "video", "video_message", "voice_message", "audio", "animation", "sticker", "document",
    "poll", "location", "contact", "game", "invoice", "todo_list", "giveaway", "paid_media", "story",
    "webpage", "dice", "unsupported",
]  # fmt: skip
TOPIC_KINDS = ["hashtag", "taxonomy", "keyphrase"]
ASSIGNMENTS = ["hashtag", "rule", "model"]
TREND_AXES = ["week", "month", "jalali_month"]
TREND_DIRECTIONS = ["emerging", "fading"]
BASELINE_QUALITIES = ["sufficient", "new_topic", "insufficient", "undated"]
DUMP_FORMAT_PATTERN = r"^[a-z][a-z0-9_]*$"
"""A format is the name of its reader: a word, so that a new reader needs no new contract."""

DIMENSIONS = [
    "completeness", "validity", "uniqueness", "consistency", "timeliness", "integrity", "conservation",
]  # fmt: skip
"""Quality dimensions of a check."""

CHECK_KINDS = [
    "row_rule", "uniqueness", "reference", "reserved_row", "cross_table", "conservation", "bound", "freshness",
    "volume", "anomaly", "schema_drift", "finding",
]  # fmt: skip
"""How a check comes to its verdict: by a contract (the first four), by comparing tables, by counting what went in
and came out, by a fixed limit, by the habits of a channel or a source, or by what a parser noticed."""

SEVERITIES = ["error", "warning"]
CHECK_STATUSES = ["passed", "failed", "not_run"]
RUN_STATUSES = ["published", "held_back", "failed"]
QUARANTINE_STATUSES = ["open", "replayed", "waived"]

CONTENT_ID_PATTERN = r"^[0-9a-f]{32}$"

TELEGRAM_LAUNCH = datetime(2013, 8, 14)  # noqa: DTZ001 - warehouse instants are naive UTC
"""Telegram's first release for iOS; no message can be older, except histories imported from elsewhere."""

LATEST_PLAUSIBLE_POST = datetime(2100, 1, 1)  # noqa: DTZ001
"""Absolute bound; a post later than its capture is a finding of its own."""
