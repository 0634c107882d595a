"""What a message of TDLib contains: text, attachment, or an event in the chat."""

from functools import lru_cache
from typing import Any, NamedTuple

from assets.formats.json_records import Aside, Rejection
from assets.formats.telegram import media_kind
from assets.formats.telethon_json.message import action_name
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import text_of

_kind_by_name = lru_cache(256)(media_kind)


class Content(NamedTuple):
    """Text and attachment of a post."""

    text: str
    entities: Any
    """As Telethon names them."""
    media_kind: str | None


def read_content(content: Any, notes: Notes) -> Content | Aside:
    """What a message contains.

    Raises:
        Rejection: it contains nothing that can be read.
    """
    name = content.get("@type") if isinstance(content, dict) else None
    if not isinstance(name, str):
        raise Rejection("no_content", "a message has content, which names its class", "text", content)
    kind = name.removeprefix("message")
    if kind == "AnimatedEmoji":
        return Content(text_of(content.get("emoji")), [], None)
    if kind == "Text":
        page = content.get("link_preview") or content.get("web_page")
        return Content(*_formatted(content.get("text")), "webpage" if page else None)
    attached = _kind_by_name(kind.removeprefix("Expired"))
    if attached is None and "caption" not in content:
        return Aside("service", action_name(kind))
    if attached is None:
        notes.note("unknown_value", f"content: {name}", content)
    return Content(*_formatted(content.get("caption")), attached or "unsupported")


def _formatted(value: Any) -> tuple[str, Any]:
    """Text of a ``formattedText``, and its entities as Telethon names them."""
    if not isinstance(value, dict):
        return text_of(value), None
    entities = value.get("entities")
    if isinstance(entities, list):
        entities = [_entity(e) if isinstance(e, dict) else e for e in entities]
    return text_of(value.get("text")), entities


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    kind = entity.get("type")
    named = kind if isinstance(kind, dict) else {}
    name = str(named.get("@type")).removeprefix("textEntityType")
    return named | {"_": name, "offset": entity.get("offset"), "length": entity.get("length")}
