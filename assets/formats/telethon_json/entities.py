"""Entities as Telegram states them: kinds by name, places in UTF-16 units."""

from functools import lru_cache
from typing import Any

from assets.formats.telethon_json.notes import Notes

_MARKED = {"hashtag": ("hashtag", "#＃"), "mention": ("mention", "@"), "cashtag": ("cashtag", "$"),
           "botcommand": ("bot_command", "/")}  # fmt: skip
"""Kind → (its name here, signs that it may begin with)."""
_PLAIN = {"url": "url", "email": "email", "emailaddress": "email", "phone": "phone", "phonenumber": "phone"}
_MAX_NAME = 100
_STYLES = frozenset(
    "bold italic underline strike strikethrough code pre spoiler blockquote expandableblockquote mentionname "
    "inputmessageentitymentionname textmention bankcard bankcardnumber precode mediatimestamp unknown "
    "formatteddate datetime".split()
)


@lru_cache(256)
def kind_of(name: str) -> str:
    """Plain name of an entity's type.

    ``MessageEntityTextUrl`` and ``MessageEntityType.TEXT_URL`` → ``texturl``.
    """
    last = name.rpartition(".")[2].removeprefix("MessageEntity")
    return last.lower().replace("_", "")


def read_entities(text: str, entities: Any, notes: Notes) -> tuple[list[tuple[str, str]], bool]:
    """Kind and value of the entities of a text, and whether they are all that it has.

    They are not when none are stated, or when one does not stand where it should: then the text was
    changed after Telegram gave it, and its entities must be sought in it.
    """
    if not isinstance(entities, list):
        return [], False
    if not entities:
        return [], True
    found: list[tuple[str, str]] = []
    is_complete = True
    cut = _Cutter(text)
    for entity in entities:
        kind = _kind(entity) if isinstance(entity, dict) else None
        if kind in _STYLES:
            continue
        value = None if kind is None else _stated(kind, entity) or _in_text(kind, cut, entity)
        if value is not None:
            found.append(value)
        else:
            is_complete &= _is_new(kind, entity, text, notes)
    return found, is_complete


def _is_new(kind: str | None, entity: Any, text: str, notes: Notes) -> bool:
    """Note an entity without a value; True if its kind is new, so that nothing known is missing."""
    if kind is None:
        notes.note("unreadable_field", "entities", entity)
    elif kind in _MARKED or kind in _PLAIN:
        notes.note("misplaced_entity", kind, text)
    elif kind:
        notes.note("unknown_value", f"entities: {kind}", entity)
        return True
    return False


def _kind(entity: dict[str, Any]) -> str:
    """Plain name of an entity's type; empty where a tool wrote attributes without the name of their class.

    Pyrogram names all entities ``MessageEntity``, and their type apart.
    """
    name = entity.get("_")
    if name is None or name == "MessageEntity":
        name = entity.get("type") or entity.get("_type")
    if name:
        return (
            kind_of(name) if type(name) is str and len(name) < _MAX_NAME else kind_of(str(name)[:_MAX_NAME])
        )
    return "texturl" if "url" in entity else "customemoji" if "document_id" in entity else ""


def _stated(kind: str, entity: dict[str, Any]) -> tuple[str, str] | None:
    """An entity whose value is not in the text."""
    if kind in ("texturl", "textlink") and isinstance(entity.get("url"), str):
        return "url", entity["url"]
    if kind == "customemoji":
        number = entity.get("document_id") or entity.get("custom_emoji_id")
        return ("custom_emoji", str(number)) if isinstance(number, int | str) else None
    return None


def _in_text(kind: str, cut: "_Cutter", entity: dict[str, Any]) -> tuple[str, str] | None:
    """An entity by the text that it covers."""
    if kind in _PLAIN:
        piece = cut(entity.get("offset"), entity.get("length"))
        return (_PLAIN[kind], piece) if piece.strip() else None
    if kind in _MARKED:
        piece = cut(entity.get("offset"), entity.get("length"))
        name, signs = _MARKED[kind]
        return (name, piece[1:]) if len(piece) > 1 and piece[0] in signs else None
    return None


class _Cutter:
    """Cuts a text at UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._units: bytes | None = None

    def __call__(self, offset: Any, length: Any) -> str:
        """The text at a place; empty if that is none."""
        if type(offset) is not int or type(length) is not int or offset < 0 or length <= 0:
            return ""
        if self._units is None:
            self._units = self._text.encode("utf-16-le", "surrogatepass")
        if len(self._units) == 2 * len(self._text):
            return self._text[offset : offset + length]
        return self._units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "ignore")
