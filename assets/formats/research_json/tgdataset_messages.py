"""Messages and files of a channel of TGDataset."""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post, Rejection
from assets.formats.json_records.writer import Interpret
from assets.formats.research_json.origins import origin_ref
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import message_id, put_time, text_of

TEXTS, MEDIA = PARTS = ("text_messages", "generic_media")
"""What holds the messages of a channel."""

_KNOWN = frozenset(
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


class Message(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A message or file that has no fields but these, all of the usual type: read faster than any other."""

    message: str | None = None
    date: float | None = None
    author: str | None = None
    is_forwarded: bool | None = None
    forwarded_from_id: int | None = None
    forwarded_message_date: float | None = None
    title: str | None = None
    extension: str | None = None
    media_id: str | None = None


_MESSAGE = msgspec.json.Decoder(Message)


@dataclass
class Seen:
    """What there is in a channel besides the message that is being read."""

    attributes: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Message id → kind of its file."""
    texts: set[str] = field(default_factory=set)
    """Ids of messages with a text."""


class Messages:
    """Reads the messages and files of a channel; files of a message with a text add only that it has one."""

    def __init__(self, ref: str | None, seen: Seen, notes: Notes) -> None:
        self._ref = ref
        self._seen = seen
        self._notes = notes

    def reading(self, part: str, number: str) -> Interpret:
        """How to read the entry with this id from a dictionary."""
        return partial(self._entry, part, number)

    def reading_regular(self, part: str, number: str) -> Interpret:
        """How to read the entry with this id from a ``Message``."""
        return partial(self._text if part == TEXTS else self._file, number)

    def _entry(self, part: str, number: str, record: dict[str, Any]) -> Post | Aside:
        self._notes.fields("message", record, _KNOWN)
        get = record.get
        if part == MEDIA and number in self._seen.texts:
            return Aside("artifact", "duplicate_record")
        if all(get(name) is None for name in ("message", "date", "extension", "media_id")):
            raise Rejection("not_a_message", "a record is a message or a file of one", case=list(record)[:9])
        text = text_of(get("message")) if part == TEXTS else ""
        return self._post(number, text, get("date"), get("is_forwarded"), get("forwarded_from_id"))

    def _text(self, number: str, record: Message) -> Post | Aside:
        if record.message is None and record.date is None:
            return self._entry(TEXTS, number, msgspec.structs.asdict(record))
        text = text_of(record.message)
        return self._post(number, text, record.date, record.is_forwarded, record.forwarded_from_id)

    def _file(self, number: str, record: Message) -> Post | Aside:
        if number in self._seen.texts:
            return Aside("artifact", "duplicate_record")
        if record.date is None:
            return self._entry(MEDIA, number, msgspec.structs.asdict(record))
        return self._post(number, "", record.date, record.is_forwarded, record.forwarded_from_id)

    def _post(self, number: str, text: str, date: Any, is_forwarded: Any, origin: Any) -> Post:
        fields: Observation = {"channel_ref": self._ref, "message_id": message_id(number), "text": text}
        if "](" in text:  # texts are Markdown; links in it are no content
            fields["content_text"] = _LINK.sub(r"\1", text)
        kind = self._seen.kinds.get(number)
        if kind is not None:
            fields["media_kind"] = kind
        put_time(fields, date, None, clock_offset=None)
        if is_forwarded:
            fields["is_forward"] = True
            fields["forward_from_ref"] = origin_ref(origin)
        return Post(fields)


def kind_of_file(extension: Any) -> str:
    """Kind of a file by its extension; anything but pictures, films and sounds is a document."""
    return _KIND_OF.get(str(extension).lower().removeprefix("."), "document")
