"""Text and entities of a message."""

from collections.abc import Callable

from assets.formats.tdesktop_json.fields import PART_FIELDS, PART_TYPES

Finding = Callable[[str, str, str | None], None]
"""Called with finding, subject and example."""

_KINDS = {
    "hashtag": ("hashtag", "#\uff03"),
    "mention": ("mention", "@"),
    "link": ("url", ""),
    "email": ("email", ""),
    "phone": ("phone", ""),
    "cashtag": ("cashtag", "$"),
    "bot_command": ("bot_command", "/"),
}
"""Type of a part → kind of entity, and the markers that are no part of its value."""

_PLAIN_FIELDS = {"type", "text"}
"""Fields of the parts that state nothing: most of them."""

_NAME_LENGTH = 60


class NoText(ValueError):  # noqa: N818 - says what the value is
    """A message's text is neither text nor a list of parts."""


def text_and_parts(record: dict[str, object]) -> tuple[str, list[object] | None]:
    """Text of a message, and the parts that state its entities; None where none are stated.

    ``text`` is text, or a list of texts and objects; ``text_entities``, in newer exports, is always a
    list of objects. A plain ``text`` without ``text_entities`` states no entities: the tools that write
    it so have dropped them.

    Raises:
        NoText: of another type.
    """
    stated = record.get("text")
    parts = record.get("text_entities")
    given = parts if isinstance(parts, list) and parts else None
    text = _joined(given if stated is None and given else stated)
    if given is None and (isinstance(stated, list) or text == ""):
        given = stated if isinstance(stated, list) else []
    return text, given


def entities(parts: list[object], finding: Finding) -> list[tuple[str, str]]:
    """Kind and value of every entity that parts of a text state; unknown kinds are noted."""
    found = []
    for part in parts:
        if isinstance(part, dict) and not (part.get("type") == "plain" and part.keys() == _PLAIN_FIELDS):
            entity = _entity(part)
            if entity is None:
                _note_unknown(part, finding)
            elif entity[1]:
                found.append(entity)
    return found


def _entity(part: dict[str, object]) -> tuple[str, str] | None:
    """Kind and value of a part; None if it is no entity."""
    stated = part.get("type")
    if stated == "plain" or not isinstance(stated, str):
        return None
    if stated == "text_link":
        return "url", _value(part, "href").strip()
    if stated == "custom_emoji":
        return stated, _custom_emoji(part)
    if stated not in _KINDS:
        return None
    kind, markers = _KINDS[stated]
    return kind, _value(part, "text").strip().lstrip(markers)


def _note_unknown(part: dict[str, object], finding: Finding) -> None:
    kind = part.get("type")
    if not isinstance(kind, str) or kind not in PART_TYPES:
        finding("unknown_value", f"messages[].text[].type: {str(kind)[:_NAME_LENGTH]}", None)
    if not PART_FIELDS.issuperset(part):
        for name in part.keys() - PART_FIELDS:
            finding("unknown_field", f"messages[].text[].{name[:_NAME_LENGTH]}", str(part[name]))


def _joined(stated: object) -> str:
    if isinstance(stated, list):
        return "".join([part if isinstance(part, str) else _part_text(part) for part in stated])
    if isinstance(stated, str):
        return stated
    if stated is None:
        return ""
    if isinstance(stated, int | float):
        return str(stated)
    raise NoText(type(stated).__name__)


def _part_text(part: object) -> str:
    if isinstance(part, dict):
        return _joined(part.get("text"))
    raise NoText(f"part of type {type(part).__name__}")


def _value(part: dict[str, object], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _custom_emoji(part: dict[str, object]) -> str:
    """Id of a custom emoji; the plain emoji where the export has put a file's path in its place."""
    document = str(part.get("document_id"))
    return document if document.isascii() and document.isdecimal() else _value(part, "text")
