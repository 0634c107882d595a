"""Names in t.me's markup that are known and carry nothing that the warehouse keeps."""

from functools import lru_cache

_PREFIX = "tgme_widget_message_"

_FAMILIES = tuple(
    _PREFIX + name
    for name in (
        "author", "bubble", "centered", "contact", "date", "document", "error", "footer",
        "forwarded_from", "from_author", "game", "grouped", "info", "inline_", "invoice", "link",
        "location", "meta", "metatext", "one_media", "owner_", "photo", "poll", "popup", "reactions", "reply",
        "roundvideo", "service_", "settings", "status", "sticker", "tag", "text", "tgsticker", "user",
        "via_bot", "video", "videosticker", "views", "voice", "voters", "wrap", "audio", "venue",
    )
)  # fmt: skip

ROOT_ATTRIBUTES = {
    "class", "id", "style", "data-post", "data-view", "data-post-id", "data-peer", "data-peer-hash", "dir",
}  # fmt: skip
"""Attributes of a message's element."""

VIEW_KEYS = {"c", "p", "t", "h"}
"""Keys of ``data-view``: channel (minus its bare id), post, time of capture, hash."""


@lru_cache(maxsize=4096)
def is_known(name: str) -> bool:
    """Whether a class is none of t.me's messages, or one of those whose meaning is known."""
    return not name.startswith(_PREFIX) or name.startswith(_FAMILIES)
