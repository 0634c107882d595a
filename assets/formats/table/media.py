"""Attachments and reactions as tables state them."""

import re
from typing import Any

from assets.formats.json_records import decode
from assets.formats.telegram import display_count, media_kind

_EXTENSIONS = {
    "jpg": "photo", "jpeg": "photo", "png": "photo", "webp": "photo", "heic": "photo", "bmp": "photo",
    "mp4": "video", "mov": "video", "mkv": "video", "avi": "video", "webm": "video", "3gp": "video",
    "gif": "animation", "tgs": "sticker", "oga": "voice_message", "ogg": "voice_message", "opus": "voice_message",
    "mp3": "audio", "m4a": "audio", "flac": "audio", "wav": "audio", "aac": "audio",
}  # fmt: skip
_NO_MEDIA = {"text", "message", "post", "false", "0", "no", "empty", "messagemediaempty", "0.0"}
_CLASS = re.compile(r"MessageMedia[A-Za-z]+")
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{2,4})(?:[?#].*)?['\"\]\s]*\Z")
_MIME = re.compile(r"(image|video|audio|application|text)/([\w.+-]+)\Z")
_MIME_KINDS = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "application": "document",
    "text": "document",
}

_PAIR = re.compile(
    r"['\"]?([^\s'\"{}\[\]:=,;|()\d]{1,16}|\d{15,20})['\"]?\s*[:=x×(]?\s*(\d+(?:[.,]\d+)*\s?[KkMm]?)\)?(?=[\s,;|}\])]|\D|\Z)"
)
_TELETHON = re.compile(
    r"(?:emoticon=(?:'([^']{1,32})'|\"([^\"]{1,32})\")|document_id=(\d{1,20})|(ReactionPaid))[^=]*?\)\s*,\s*count=(\d{1,18})"
    r"|count=(\d{1,18})[^()]*?reaction=Reaction\w+\((?:emoticon='([^']{1,32})'|document_id=(\d{1,20}))"
)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
_LONGEST = 1 << 16
"""Longer cells are no list of reactions."""

Reactions = list[tuple[str, int]]


def kind_of(cell: str) -> str | None:
    """Kind of attachment that a cell names: a word, a class, a MIME type, a path; None if it names none."""
    if found := _MIME.match(cell):
        return "animation" if found[2] == "gif" else _MIME_KINDS[found[1]]
    if found := _CLASS.search(cell):
        return media_kind(found[0])
    return media_kind(cell) or _by_suffix(cell)


def kind_of_path(cell: str) -> str | None:
    """Kind of the file that a path or address leads to; ``document`` for unknown ones."""
    return _by_suffix(cell) or kind_of(cell) or "document"


def is_media(cell: str) -> bool:
    """Whether a cell about attachments says that there is one."""
    return cell.strip().casefold() not in _NO_MEDIA and cell not in ("[]", "{}")


def _by_suffix(cell: str) -> str | None:
    found = _SUFFIX.search(cell)
    return _EXTENSIONS.get(found[1].lower(), "document") if found else None


def reactions_of(cell: str) -> Reactions | None:
    """Reactions in any form; None if the cell is not read.

    Read are JSON (``{"👍": 3}``, lists of objects, Telethon's results), the same as Python writes it, pairs
    (``👍 3, ❤ 1``), and emoji repeated count times (4CAT).
    """
    if len(cell) > _LONGEST:
        return None
    if cell[0] in "[{":
        for spelled in (cell, _as_json(cell)):
            value, fault = decode(spelled.encode())
            if fault is None:
                return _of_json(value)
    pairs = _of_telethon(cell) or _of_pairs(cell) or _of_repeats(cell)
    return pairs or ([] if cell in ("[]", "{}") else None)


def _as_json(cell: str) -> str:
    """Lists and dicts as Python writes them, as JSON."""
    plain = cell.replace('"', '\\"').replace("'", '"')
    return re.sub(r"\b(None|True|False)\b", lambda m: {"None": "null"}.get(m[0], m[0].lower()), plain)


def _of_json(value: Any) -> Reactions | None:
    if isinstance(value, dict):
        if isinstance(value.get("results"), list):
            return _of_json(value["results"])
        items: list[Any] = list(value.items())
        return _complete([(_emoji(k), _number(v)) for k, v in items])
    if not isinstance(value, list):
        return None
    return _complete([_of_item(item) for item in value])


def _of_item(item: Any) -> tuple[str | None, int | None]:
    """Emoji and count of a member of a list: an object or a pair."""
    if isinstance(item, list) and len(item) == 2:
        return _emoji(item[0]), _number(item[1])
    if not isinstance(item, dict):
        return None, None
    emoji = next(
        (item[k] for k in ("reaction", "emoji", "emoticon", "type", "document_id") if item.get(k)), None
    )
    count = next((item[k] for k in ("count", "total_count", "value", "n") if k in item), None)
    return _emoji(emoji), _number(count)


def _emoji(value: Any) -> str | None:
    """Name of a reaction in the warehouse: emoji, `custom:<id>` or `paid`."""
    if isinstance(value, dict):
        value = value.get("emoticon") or value.get("emoji") or value.get("document_id") or value.get("_")
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if "paid" in text.lower():
        return "paid"
    custom = text.removeprefix("custom:").removeprefix("custom_emoji:")
    return f"custom:{custom}" if custom.isdecimal() else text[:64] or None


def _number(value: Any) -> int | None:
    if isinstance(value, str):
        shown = display_count(value)
        return shown[0] if shown else None
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    return int(value) if is_whole and 0 <= value < 2**63 else None


def _complete(pairs: list[tuple[str | None, int | None]]) -> Reactions | None:
    """The pairs, None if one of them is not whole."""
    whole = [(e, n) for e, n in pairs if e is not None and n is not None]
    return whole if len(whole) == len(pairs) else None


def _of_telethon(cell: str) -> Reactions:
    found = []
    for a, b, document, paid, count, later, emoticon, other in _TELETHON.findall(cell):
        emoji = a or b or emoticon or (f"custom:{document or other}" if document or other else "paid")
        found.append((emoji if not paid else "paid", int(count or later)))
    return found


def _of_pairs(cell: str) -> Reactions:
    """Pairs of a reaction and its number that fill the cell but for separators."""
    pairs = [(m[1], m[2]) for m in _PAIR.finditer(cell)]
    rest = _PAIR.sub("", cell).strip(" \t\r\n,;|{}[]()")
    whole = _complete([(_emoji(e), _number(n)) for e, n in pairs])
    return whole if whole and not rest else []


def _of_repeats(cell: str) -> Reactions:
    """Each emoji with the number of times it is written, if there is nothing but emoji."""
    if _EMOJI.sub("", cell).strip(" ,\t\r\n\ufe0f"):
        return []
    counted: dict[str, int] = {}
    for emoji in _EMOJI.findall(cell):
        counted[emoji] = counted.get(emoji, 0) + 1
    return list(counted.items())
