"""The adapter for exports of tdl."""

from typing import Any

from assets.formats.base import BatchBuilder, Observation, Source
from assets.formats.json_records import Aside, Post, RecordAdapter, Rejection, Shape
from assets.formats.tdl.gotd import plain_names
from assets.formats.telethon_json.channels import Channel, Channels, bare_id
from assets.formats.telethon_json.message import finish, read_message
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import instant, message_id, text_of

_ENVELOPE = frozenset("id type file date text raw".split())


def is_record(value: Any) -> bool:
    """Whether a value is a message of an export that has contents (``--with-content`` or ``--raw``).

    Telegram Desktop's messages, whose form tdl's imitate, have a clock for their date.
    """
    if not isinstance(value, dict) or value.get("type") != "message" or type(value.get("id")) is not int:
        return False
    return isinstance(value.get("raw"), dict) or ("file" in value and type(value.get("date")) is int)


class _Reading:
    """Reads the messages of a dump."""

    def __init__(self, builder: BatchBuilder, source: Source) -> None:
        self._channels = Channels(builder, source.options)
        self._notes = Notes(builder)
        self._own = Channel()
        self.state = self._channels.state

    def describe(self, beside: Any) -> None:
        """Take the chat that the messages below are of."""
        self._own = Channel(bare_id(beside.get("id")))

    def interpret(self, record: dict[str, Any]) -> Post | Aside:
        if record.get("type") != "message":
            raise Rejection("not_a_message", "a record is of the type `message`", case=record.get("type"))
        self._notes.fields("export", record, _ENVELOPE)
        raw = record.get("raw")
        if isinstance(raw, dict):
            return read_message(plain_names(raw), self._channels, self._notes, self._own)
        if record.get("date") is None:
            rule = "a message has a date: export it with `--with-content` or `--raw`"
            raise Rejection("no_content", rule, "posted_at")
        fields = Observation(
            channel_ref=self._channels.ref(self._own),
            message_id=message_id(record.get("id")),
            posted_at=instant(record["date"]),
            text=text_of(record.get("text")),
        )
        return finish(fields, None, None, self._notes)


ADAPTER = RecordAdapter("tdl", 1, is_record, Shape(is_record, "messages").walk, _Reading)
"""Adapter for ``tdl chat export``."""
