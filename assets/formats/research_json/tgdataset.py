"""TGDataset: channels by id, each with its text messages and its media by message id.

Shape (github.com/SystemsLab-Sapienza/TGDataset, README.md and ``crawler.py``). A message with a text and a
file stands in both, so a large channel is read twice: its files and attributes first, then its messages.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from assets.formats.json_records import Aside, Fault, JsonReader, Piece, Place, Post, Rejection, decode
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.writer import Interpret
from assets.formats.research_json.tgdataset_messages import (
    MEDIA,
    PARTS,
    TEXTS,
    Message,
    Messages,
    Seen,
    kind_of_file,
)
from assets.formats.telethon_json.channels import Channel, Channels, bare_id
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import handle_of, name_of, whole

_AT_ONCE_BYTES = 16 << 20
"""A channel of at most so many bytes is held at once, and so read only once."""

_KNOWN = frozenset(
    "_id username title description creation_date scam verified n_subscribers text_messages generic_media".split()
)
_CHANNEL = re.compile(rb'\{\s*"[^"\\]{1,40}"\s*:\s*\{')

_Scalar = str | int | float | bool | None


class _Regular(msgspec.Struct, forbid_unknown_fields=True):
    """A channel that has no fields but these, all of the usual type: read faster than any other."""

    username: _Scalar = None
    title: _Scalar = None
    description: _Scalar = None
    creation_date: _Scalar = None
    scam: _Scalar = None
    verified: _Scalar = None
    n_subscribers: _Scalar = None
    text_messages: dict[str, Message] = {}
    generic_media: dict[str, Message] = {}


_REGULAR = msgspec.json.Decoder(_Regular)


class Record(NamedTuple):
    """A message or file, and how to read it."""

    raw: bytes | None
    """None where it was decoded with its channel; then ``value`` holds it."""
    fault: Fault | None
    place: Place
    interpret: Interpret
    value: Any = None


def looks_like(head: bytes) -> bool:
    """Whether the beginning of a file is that of a channel in this shape."""
    text = head.removeprefix(BOM).lstrip()
    keys = (b'"text_messages"', b'"generic_media"')
    return bool(_CHANNEL.match(text)) and any(re.search(k + rb"\s*:\s*\{", text) for k in keys)


class TgDatasetReader:
    """Reads one file."""

    def __init__(self, stream: BinaryIO, channels: Channels, notes: Notes, prefix: str) -> None:
        self.json = JsonReader(stream, step=_AT_ONCE_BYTES)
        self._channels = channels
        self._notes = notes
        self._prefix = prefix

    def records(self) -> Iterator[Record]:
        """Yield the messages and files of all channels, and what cannot be read."""
        for _ in self.json.documents():
            if self.json.peek() != b"{":
                yield _unread(self.json.piece(), self._prefix)
                continue
            for key, damaged in self.json.entries():
                path = f"{self._prefix}/{_escaped(key)}"
                if damaged is not None:
                    yield _unread(damaged, path)
                elif self.json.peek() == b"{":
                    yield from self._channel(key, path)
                else:
                    yield _unread(self.json.piece(), path)

    def _channel(self, key: str, path: str) -> Iterator[Record]:
        """The records of the channel that begins here."""
        start = self.json.offset
        raw = self.json.small_piece(_AT_ONCE_BYTES)
        channel = None if raw is None else _regular(raw)
        if channel is not None:
            yield from self._at_once(key, path, channel)
            return
        self.json.seek(start)
        seen = self._survey()
        self.json.seek(start)
        yield from self._streamed(self._messages(key, seen), path)

    def _at_once(self, key: str, path: str, channel: _Regular) -> Iterator[Record]:
        """Records of a channel without surprises."""
        kinds = {number: kind_of_file(file.extension) for number, file in channel.generic_media.items()}
        attributes = {"username": channel.username, "title": channel.title}
        messages = self._messages(key, Seen(attributes, kinds, set(channel.text_messages)))
        for part, records in ((TEXTS, channel.text_messages), (MEDIA, channel.generic_media)):
            for number, record in records.items():
                place = Place(f"{path}/{part}/{_escaped(number)}")
                yield Record(None, None, place, messages.reading_regular(part, number), record)

    def _streamed(self, messages: Messages, path: str) -> Iterator[Record]:
        """Records of a channel that is large, damaged or of another shape."""
        for name, damaged in self.json.entries():
            below = f"{path}/{_escaped(name)}"
            if damaged is not None:
                yield _unread(damaged, path)
            elif name in PARTS and self.json.peek() == b"{":
                for number, piece in self._pieces():
                    place = Place(f"{below}/{_escaped(number)}")
                    yield Record(piece.raw, piece.fault, place, messages.reading(name, number))
            else:
                piece = self.json.piece()
                value, fault = decode(piece.raw)
                if piece.fault or fault or (name in PARTS and value):
                    yield _unread(piece, below)

    def _survey(self) -> Seen:
        """Pass over a channel for its attributes and the kinds of its files."""
        seen = Seen()
        for name, damaged in self.json.entries():
            if damaged is not None:
                continue
            if name in PARTS and self.json.peek() == b"{":
                for number, piece in self._pieces():
                    if piece.fault is None and name == TEXTS:
                        seen.texts.add(number)
                    elif piece.fault is None:
                        file = decode(piece.raw)[0]
                        seen.kinds[number] = kind_of_file(
                            file.get("extension") if isinstance(file, dict) else None
                        )
            else:
                piece = self.json.piece()
                seen.attributes[name] = None if piece.fault else decode(piece.raw)[0]
        return seen

    def _pieces(self) -> Iterator[tuple[str, Piece]]:
        for number, damaged in self.json.entries():
            yield number, damaged or self.json.piece()

    def _messages(self, key: str, seen: Seen) -> Messages:
        self._notes.fields("channel", seen.attributes, _KNOWN)
        handle, name = handle_of(seen.attributes.get("username")), name_of(seen.attributes.get("title"))
        ref = self._channels.ref(Channel(bare_id(whole(key)), handle, name))
        return Messages(ref, seen, self._notes)


def _regular(raw: bytes) -> _Regular | None:
    """A channel without surprises; None for another."""
    try:
        return _REGULAR.decode(raw)
    except (ValueError, RecursionError):
        return None


def _unread(piece: Piece, path: str) -> Record:
    return Record(piece.raw, piece.fault, Place(f"{path} (byte {piece.start})"), _refuse)


def _refuse(record: Any) -> Post | Aside:
    raise Rejection("not_a_message", "a record is a message or a file of one", case=list(record)[:9])


def _escaped(key: str) -> str:
    return key if key.isdecimal() else key.replace("~", "~0").replace("/", "~1")[:200]
