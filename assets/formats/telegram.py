"""What dumps of different formats share: forms of channel ids, counts made for display, names of media."""

import re

_SUPERGROUP_SHIFT = 10**12
"""Bot API: a channel's chat id is −(10^12 + bare id)."""
_MAX_BARE_ID = _SUPERGROUP_SHIFT - 2**31
"""Greatest bare id that the Bot API's form leaves room for."""
_PACKED_32 = 2 << 32
"""Telegram Desktop before 2021 packed the kind of peer (2: channel) above 32 bits of id."""
_KIND_SHIFT = 48
"""Telegram Desktop since 2021 packs it above 48 bits: 1 is a group, 2 a channel."""

_PEER = re.compile(
    r"(?:(?:channel|chat)\s?|PeerChannel\(channel_id=)?(-?\d{1,19})(?:\.0+)?\)?", re.IGNORECASE
)

_COUNT = re.compile(r"(\d+(?:[.,]\d+)*)\s*([kmb])?", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_OTHER_SIGNS = str.maketrans("٫٬٬КкМм", ".,,KkMm")
_MAX_COUNT = 2**63 - 1

_MEDIA_KINDS = {
    "photo": "photo",
    "video": "video",
    "videofile": "video",
    "videomessage": "video_message",
    "videonote": "video_message",
    "roundvideo": "video_message",
    "voicemessage": "voice_message",
    "voicenote": "voice_message",
    "voice": "voice_message",
    "audio": "audio",
    "audiofile": "audio",
    "animation": "animation",
    "gif": "animation",
    "sticker": "sticker",
    "document": "document",
    "file": "document",
    "poll": "poll",
    "quiz": "poll",
    "geo": "location",
    "geolive": "location",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "game": "game",
    "invoice": "invoice",
    "todo": "todo_list",
    "todolist": "todo_list",
    "checklist": "todo_list",
    "giveaway": "giveaway",
    "giveawayresults": "giveaway",
    "giveawaywinners": "giveaway",
    "paidmedia": "paid_media",
    "story": "story",
    "webpage": "webpage",
    "dice": "dice",
    "unsupported": "unsupported",
}


def bare_id(value: int | str) -> int | None:
    """Bare positive id of a channel or group from any form that dumps write; None if it is none of them.

    Forms: ``1591537674``; ``-1001591537674`` (Bot API) and the same without its minus, as in file names;
    ``-1591537674``; ``channel1591537674``, ``chat123``; packed ids of Telegram Desktop (``8589934592 + id``,
    ``2^49 + id``); any of these as text, also with ``.0`` behind it. A user's id (``user123``) is none.
    """
    if isinstance(value, str):
        found = _PEER.fullmatch(value.strip())
        if found is None:
            return None
        value = int(found[1])
    elif isinstance(value, bool):
        return None
    size = abs(value)
    kind, packed = divmod(size, 1 << _KIND_SHIFT)
    if kind in (1, 2):
        size = packed
    elif _PACKED_32 <= size < _PACKED_32 + 2**32:
        size -= _PACKED_32
    elif _SUPERGROUP_SHIFT < size <= _SUPERGROUP_SHIFT + _MAX_BARE_ID:
        size -= _SUPERGROUP_SHIFT
    return size if 0 < size <= _MAX_BARE_ID else None


def display_count(text: str) -> tuple[int, bool] | None:
    """Number behind a count made for display, and whether it is rounded; None if it is not a count.

    ``1.98K`` → (1980, True), ``1,2K`` → (1200, True), ``12 345`` and ``12,345`` → (12345, False). Digits
    of any script are read; a comma or point before a unit is a decimal mark, else it separates thousands.
    """
    plain = _SPACES.sub("", text.translate(_OTHER_SIGNS).strip())
    found = _COUNT.fullmatch(plain)
    if found is None:
        return None
    digits, unit = found[1], (found[2] or "").lower()
    scale = _UNITS[unit]
    value = _scaled(digits, scale) if unit else _whole(digits)
    return None if value is None or value > _MAX_COUNT else (value, bool(unit))


def media_kind(name: str) -> str | None:
    """Kind of attachment, of ``schemas.vocabulary.MEDIA_KINDS``, by a source's name for it; None if unknown.

    Knows the words of Telegram Desktop (``video_file``), Telethon's classes (``MessageMediaGeoLive``) and
    fields of the Bot API and TDLib (``video_note``), in any spelling.
    """
    plain = re.sub(r"[^a-z]", "", name.lower())
    return _MEDIA_KINDS.get(plain) or _MEDIA_KINDS.get(plain.removeprefix("messagemedia"))


def _whole(digits: str) -> int | None:
    """A number without unit: its marks separate thousands."""
    if digits.isdecimal() or _GROUPED.fullmatch(digits):
        return int(re.sub("[.,]", "", digits))
    return None


def _scaled(digits: str, scale: int) -> int | None:
    """A number before a unit, in exact arithmetic: its last mark is the decimal mark."""
    parts = re.split("[.,]", digits)
    if len(parts) > 2:
        return None
    decimals = parts[1] if len(parts) == 2 else ""
    value: int = int(parts[0] + decimals) * scale // 10 ** len(decimals)
    return value
