"""Tells Telegram Desktop's exports from other JSON by the beginning of a file."""

import io
from collections.abc import Iterator

from assets.formats.base import Member
from assets.formats.tdesktop_json.fields import ACCOUNT_FIELDS
from assets.formats.tdesktop_json.values import clock_of, number_of
from assets.formats.tdesktop_json.walker import Chat, Damaged, Walker
from assets.formats.tdesktop_json.window import Window
from schemas.vocabulary import CHANNEL_TYPES

CERTAIN = 0.99
"""Messages with the fields of an export were seen."""
HEADED = 0.9
"""The head of a chat, but no message."""
ACCOUNT = 0.8
"""Sections of an account's export, with the chats too far behind to be seen."""

_FIRST_BYTES = 64
_MIN_SECTIONS = 2
_MIN_SHARE = 0.5


def likeness(member: Member) -> float:
    """How surely a file is an export of Telegram Desktop in JSON, 0 to 1."""
    start = member.head(_FIRST_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start and not start.startswith(b"{"):
        return 0.0
    return score(member.head())


def score(head: bytes) -> float:
    """The same for the first bytes of a file."""
    walker = Walker(Window(io.BytesIO(head)))
    chats: list[Chat] = []
    entries = [entry for entry in _entries(walker, chats) if isinstance(entry, dict)]
    if entries:
        return CERTAIN if sum(map(_is_message, entries)) > _MIN_SHARE * len(entries) else 0.0
    if any(chat.header.get("type") in CHANNEL_TYPES and "id" in chat.header for chat in chats):
        return HEADED
    return ACCOUNT if len(walker.sections & ACCOUNT_FIELDS) >= _MIN_SECTIONS else 0.0


def _entries(walker: Walker, chats: list[Chat]) -> Iterator[object]:
    """Entries of lists of messages up to the end of the head or to what cannot be followed."""
    try:
        for stretch in walker.follow():
            chats.append(stretch.chat)
            yield from stretch.entries
    except Damaged:
        return


def _is_message(record: dict[str, object]) -> bool:
    """Whether a record has the fields of an export's message, service message or unsupported message."""
    if record.get("type") == "unsupported":
        return "id" in record
    is_dated = clock_of(record.get("date")) or number_of(record.get("date_unixtime")) is not None
    return record.get("type") in ("message", "service") and bool(is_dated) and "_" not in record
