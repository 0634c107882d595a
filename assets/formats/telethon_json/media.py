"""Kinds of attachments by Telegram's classes."""

import re
from functools import lru_cache
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

_FIELDS = ("photo", "document", "webpage", "poll", "geo", "game")
_MAX_NAME = 100
_TRAITS = (
    ("stickerset", "DocumentAttributeSticker"),
    ("round_message", "DocumentAttributeVideo"),
    ("voice", "DocumentAttributeAudio"),
)
"""Field → the attribute that has it."""

_CLASS = re.compile(r"(?:\w+\.)*(\w+)\(")
_kind_by_name = lru_cache(256)(media_kind)


def kind_of_media(media: Any, notes: Notes) -> str | None:
    """Kind of a Telethon ``MessageMedia…``, also as text; ``unsupported`` for one that is not known."""
    if not media:
        return None
    if isinstance(media, str):
        found = _CLASS.match(media)
        media = {"_": found[1] if found else media[:_MAX_NAME]}
    name = _class_of(media)
    if name == "MessageMediaEmpty":
        return None
    if name == "MessageMediaDocument" and isinstance(media, dict):
        return _kind_of_document(media)
    kind = _kind_by_name(name)
    if kind is None:
        notes.note("unknown_value", f"media: {name}", media)
    return kind or "unsupported"


def _class_of(media: Any) -> str:
    """Class of a medium; where a tool has left it out, by the field that only that class has."""
    if not isinstance(media, dict):
        return str(media)[:_MAX_NAME]
    name = media.get("_") or media.get("_type")
    if name is None:
        return next((f"MessageMedia{f.title()}" for f in _FIELDS if media.get(f)), "unnamed")
    return name if isinstance(name, str) and len(name) < _MAX_NAME else str(name)[:_MAX_NAME]


def _attribute_name(attribute: dict[str, Any]) -> str | None:
    """Class of an attribute; where a tool has left it out, by what only that class has."""
    name = attribute.get("_") or attribute.get("_type")
    if isinstance(name, str):
        return name
    return next((name for key, name in _TRAITS if key in attribute), None)


def _kind_of_document(media: dict[str, Any]) -> str:
    """Kind of a document by its attributes, or by the flags of newer versions."""
    document = media.get("document")
    attributes = document.get("attributes") if isinstance(document, dict) else None
    listed = [a for a in attributes if isinstance(a, dict)] if isinstance(attributes, list) else []
    given = {_attribute_name(a): a for a in listed}
    for name, kind in _ATTRIBUTES:
        attribute = given.get(name)
        if attribute is None:
            continue
        if attribute.get("round_message"):
            return "video_message"
        return "voice_message" if attribute.get("voice") else kind
    flags = (("round", "video_message"), ("voice", "voice_message"), ("video", "video"))
    return next((kind for flag, kind in flags if media.get(flag)), "document")
