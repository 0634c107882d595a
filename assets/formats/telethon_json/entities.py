"""Entities as Telegram states them: kinds by name, places in UTF-16 units."""

from functools import cache
from typing import Any

from assets.formats.telethon_json.notes import Notes

_MARKED = {"hashtag": ("hashtag", "#"), "mention": ("mention", "@"), "cashtag": ("cashtag", "$"),
           "botcommand": ("bot_command", "/")}  # fmt: skip
_PLAIN = {"url": "url", "email": "email", "phone": "phone", "phonenumber": "phone"}
_LINKS = {"texturl", "textlink"}
_EMOJI = "customemoji"
_STYLES = frozenset(
    "bold italic underline strike strikethrough code pre spoiler blockquote expandableblockquote mentionname "
    "inputmessageentitymentionname textmention bankcard unknown formatteddate datetime".split()
)


@cache
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
    found: list[tuple[str, str]] = []
    is_complete = True
    cut = _cutter(text) if entities else None
    for entity in entities:
        if not isinstance(entity, dict) or cut is None:
            notes.note("unreadable_field", "entities", entity)
            is_complete = False
            continue
        kind = kind_of(str(entity.get("_type") or entity.get("type") or entity.get("_")))
        if kind in _STYLES:
            continue
        value = _stated(kind, entity) or _in_text(kind, cut(entity.get("offset"), entity.get("length")))
        if value is not None:
            found.append(value)
        elif kind in _MARKED or kind in _PLAIN:
            notes.note("misplaced_entity", kind, text)
            is_complete = False
        else:
            notes.note("unknown_value", f"entities: {kind}", entity)
    return found, is_complete


def _stated(kind: str, entity: dict[str, Any]) -> tuple[str, str] | None:
    """An entity whose value is not in the text."""
    if kind in _LINKS and isinstance(entity.get("url"), str):
        return "url", entity["url"]
    if kind == _EMOJI:
        number = entity.get("document_id") or entity.get("custom_emoji_id")
        return ("custom_emoji", str(number)) if isinstance(number, int | str) else None
    return None


def _in_text(kind: str, piece: str) -> tuple[str, str] | None:
    """An entity by the text that it covers."""
    if kind in _PLAIN:
        return (_PLAIN[kind], piece) if piece.strip() else None
    if kind in _MARKED:
        name, marker = _MARKED[kind]
        value = piece[1:]
        return (
            (name, value) if piece.startswith((marker, "＃" if marker == "#" else marker)) and value else None
        )
    return None


class _cutter:  # noqa: N801 - used as a function
    """Cuts a text at UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        units = text.encode("utf-16-le", "surrogatepass")
        self._units = None if len(units) == 2 * len(text) else units

    def __call__(self, offset: Any, length: Any) -> str:
        if type(offset) is not int or type(length) is not int or offset < 0 or length <= 0:
            return ""
        if self._units is None:
            return self._text[offset : offset + length]
        return self._units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "ignore")
