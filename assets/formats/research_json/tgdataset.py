"""TGDataset: channels by id, each with its text messages and its media by message id.

Shape (github.com/SystemsLab-Sapienza/TGDataset, README.md and ``crawler.py``). A message with a text and a
file stands in both, so a large channel is read twice: its files and attributes first, then its messages.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Fault, JsonReader, Piece, Place, Post, Rejection, decode
from assets.formats.research_json.origins import origin_ref
from assets.formats.telegram import bare_id
from assets.formats.telethon_json.channels import Channel, Channels
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import handle_of, message_id, name_of, put_time, text_of, whole

_TEXTS, _MEDIA = _PARTS = ("text_messages", "generic_media")
_AT_ONCE_BYTES = 8 << 20
"""A channel of at most so many bytes is decoded at once, and so read only once."""

_KNOWN = frozenset(
    "_id username title description creation_date scam verified n_subscribers text_messages generic_media".split()
)
_KNOWN_MESSAGE = frozenset(
    "message date author is_forwarded forwarded_from_id forwarded_message_date title media_id extension".split()
)
_KINDS = {
    "photo": "jpe jpg jpeg png webp heic",
    "video": "mp4 mov mkv avi webm m4v mpg mpeg 3gp flv wmv",
    "voice_message": "oga",
    "audio": "mp3 m4a mp2 ogg opus wav flac aac wma",
    "animation": "gif",
}
_KIND_OF = {extension: kind for kind, listed in _KINDS.items() for extension in listed.split()}
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:https?|tg|mailto):[^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_CHANNEL = re.compile(rb'\{\s*"[^"\\]{1,40}"\s*:\s*\{')


@dataclass
class _Channel:
    """What the first reading of a channel finds."""

    attributes: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Message id → kind of its file."""
    texts: set[str] = field(default_factory=set)
    """Ids of messages with a text."""


class Record(NamedTuple):
    """A message or file, and how to read it."""

    raw: bytes | None
    """None where it was decoded with its channel; then ``value`` holds it."""
    fault: Fault | None
    place: Place
    interpret: Callable[[dict[str, Any]], Post | Aside]
    value: Any = None


def looks_like(head: bytes) -> bool:
    """Whether the beginning of a file is that of a channel in this shape."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    keys = (b'"text_messages"', b'"generic_media"')
    return bool(_CHANNEL.match(text)) and any(re.search(k + rb"\s*:\s*\{", text) for k in keys)


class TgDatasetReader:
    """Reads one file."""

    def __init__(self, reader: JsonReader, channels: Channels, notes: Notes, prefix: str) -> None:
        self._reader = reader
        self._channels = channels
        self._notes = notes
        self._prefix = prefix

    def records(self) -> Iterator[Record]:
        """Yield the messages and files of all channels, and what cannot be read."""
        for _ in self._reader.documents():
            if self._reader.peek() != b"{":
                yield self._unread(self._reader.piece(), self._prefix)
                continue
            for key, damaged in self._reader.entries():
                path = f"{self._prefix}/{_escaped(key)}"
                if damaged is not None:
                    yield self._unread(damaged, path)
                elif self._reader.peek() == b"{":
                    yield from self._channel(key, path)
                else:
                    yield self._unread(self._reader.piece(), path)

    def _channel(self, key: str, path: str) -> Iterator[Record]:
        """The records of the channel that begins here."""
        start = self._reader.offset
        raw = self._reader.small_piece(_AT_ONCE_BYTES)
        whole_channel, fault = decode(raw) if raw is not None else (None, None)
        if isinstance(whole_channel, dict) and fault is None:
            yield from self._at_once(key, path, whole_channel)
            return
        self._reader.seek(start)
        seen = self._survey()
        self._reader.seek(start)
        yield from self._streamed(self._ref(key, seen.attributes), path, seen)

    def _at_once(self, key: str, path: str, channel: dict[str, Any]) -> Iterator[Record]:
        """Records of a channel that was decoded as a whole."""
        parts = {name: channel[name] for name in _PARTS if isinstance(channel.get(name), dict)}
        attributes = {name: value for name, value in channel.items() if name not in parts}
        files = parts.get(_MEDIA, {})
        kinds = {number: _kind_of_file(record) for number, record in files.items()}
        seen = _Channel(attributes, kinds, set(parts.get(_TEXTS, {})))
        ref = self._ref(key, attributes)
        for name, records in parts.items():
            for number, record in records.items():
                place = Place(f"{path}/{name}/{_escaped(number)}")
                yield Record(
                    None, None, place, _reading(name, _Message(ref, number, seen, self._notes)), record
                )

    def _streamed(self, ref: str | None, path: str, seen: _Channel) -> Iterator[Record]:
        """Records of a channel that is large or damaged."""
        for name, damaged in self._reader.entries():
            below = f"{path}/{_escaped(name)}"
            if damaged is not None:
                yield self._unread(damaged, path)
            elif name in _PARTS and self._reader.peek() == b"{":
                for number, piece in self._messages():
                    place = Place(f"{below}/{_escaped(number)}")
                    interpret = _reading(name, _Message(ref, number, seen, self._notes))
                    yield Record(piece.raw, piece.fault, place, interpret)
            else:
                piece = self._reader.piece()
                if piece.fault is not None or decode(piece.raw)[1] is not None:
                    yield self._unread(piece, below)

    def _ref(self, key: str, attributes: dict[str, Any]) -> str | None:
        """Reference of a channel."""
        self._notes.fields("channel", attributes, _KNOWN)
        number = whole(key)
        return self._channels.ref(
            Channel(
                bare_id(number) if number is not None else None,
                handle_of(attributes.get("username")),
                name_of(attributes.get("title")),
            )
        )

    def _survey(self) -> _Channel:
        """Pass over a channel for its attributes and the kinds of its files."""
        seen = _Channel()
        for name, damaged in self._reader.entries():
            if damaged is not None:
                continue
            if name in _PARTS and self._reader.peek() == b"{":
                for number, piece in self._messages():
                    if piece.fault is not None:
                        continue
                    if name == _TEXTS:
                        seen.texts.add(number)
                    else:
                        seen.kinds[number] = _kind_of_file(decode(piece.raw)[0])
            else:
                piece = self._reader.piece()
                seen.attributes[name] = None if piece.fault else decode(piece.raw)[0]
        return seen

    def _messages(self) -> Iterator[tuple[str, Piece]]:
        for number, damaged in self._reader.entries():
            yield number, damaged or self._reader.piece()

    def _unread(self, piece: Piece, path: str) -> Record:
        return Record(piece.raw, piece.fault, Place(f"{path} (byte {piece.start})"), _refuse)


class _Message:
    """One entry of a channel's messages or files."""

    def __init__(self, ref: str | None, number: str, seen: _Channel, notes: Notes) -> None:
        self._ref = ref
        self._number = number
        self._seen = seen
        self._notes = notes

    def as_text(self, record: dict[str, Any]) -> Post | Aside:
        """A message with a text."""
        fields = self._fields(record)
        text = text_of(record.get("message"))
        fields["text"] = text
        plain = _LINK.sub(r"\1", text)  # texts are Markdown; links in it are no content
        if plain != text:
            fields["content_text"] = plain
        return Post(fields)

    def as_file(self, record: dict[str, Any]) -> Post | Aside:
        """A message with a file; only that it has one is new, where it has a text, too."""
        if self._number in self._seen.texts:
            return Aside("artifact", "duplicate_record")
        fields = self._fields(record)
        fields["text"] = ""
        return Post(fields)

    def _fields(self, record: dict[str, Any]) -> Observation:
        if not {"message", "date", "extension", "media_id"} & record.keys():
            raise Rejection("not_a_message", "a record is a message or a file of one", case=list(record)[:9])
        self._notes.fields("message", record, _KNOWN_MESSAGE)
        fields = Observation(
            channel_ref=self._ref,
            message_id=message_id(self._number),
            media_kind=self._seen.kinds.get(self._number),
        )
        put_time(fields, record.get("date"), None, clock_offset=None)
        if record.get("is_forwarded"):
            fields["is_forward"] = True
            fields["forward_from_ref"] = origin_ref(record.get("forwarded_from_id"))
        return fields


def _reading(part: str, message: _Message) -> Callable[[dict[str, Any]], Post | Aside]:
    return message.as_text if part == _TEXTS else message.as_file


def _refuse(record: dict[str, Any]) -> Post | Aside:
    raise Rejection("not_a_message", "a record is a message or a file of one", case=list(record)[:9])


def _kind_of_file(record: Any) -> str:
    """Kind of a file by its extension; anything but pictures, films and sounds is a document."""
    extension = record.get("extension") if isinstance(record, dict) else None
    return _KIND_OF.get(str(extension).lower().removeprefix("."), "document")


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")[:200]
