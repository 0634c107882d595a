"""Kinds of attachments by Telegram's classes."""

import re
from functools import cache
from typing import Any

from assets.formats.telegram import media_kind
from assets.formats.telethon_json.notes import Notes

_ATTRIBUTES = (
    ("DocumentAttributeSticker", "sticker"),
    ("DocumentAttributeCustomEmoji", "sticker"),
    ("DocumentAttributeAnimated", "animation"),
    ("DocumentAttributeVideo", "video"),
    ("DocumentAttributeAudio", "audio"),
)
"""Attribute → kind; the first that a document has decides."""

_CLASS = re.compile(r"(?:\w+\.)*(\w+)\(")
_kind_by_name = cache(media_kind)


def kind_of_media(media: Any, notes: Notes) -> str | None:
    """Kind of a Telethon ``MessageMedia…``, also as text; ``unsupported`` for one that is not known."""
    if not media:
        return None
    if isinstance(media, str):
        found = _CLASS.match(media)
        media = {"_": found[1] if found else media}
    name = str(media.get("_") or media.get("_type")) if isinstance(media, dict) else str(media)
    if name == "MessageMediaEmpty":
        return None
    if name == "MessageMediaDocument":
        return _kind_of_document(media)
    kind = _kind_by_name(name)
    if kind is None:
        notes.note("unknown_value", f"media: {name}", media)
    return kind or "unsupported"


def _kind_of_document(media: dict[str, Any]) -> str:
    """Kind of a document by its attributes, or by the flags of newer versions."""
    document = media.get("document")
    attributes = document.get("attributes") if isinstance(document, dict) else None
    given = {
        str(a.get("_") or a.get("_type")): a
        for a in (attributes if isinstance(attributes, list) else [])
        if isinstance(a, dict)
    }
    for name, kind in _ATTRIBUTES:
        attribute = given.get(name)
        if attribute is None:
            continue
        if attribute.get("round_message"):
            return "video_message"
        return "voice_message" if attribute.get("voice") else kind
    flags = (("round", "video_message"), ("voice", "voice_message"), ("video", "video"))
    return next((kind for flag, kind in flags if media.get(flag)), "document")
