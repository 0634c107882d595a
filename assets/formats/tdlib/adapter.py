"""The adapter for messages of TDLib, alone or amid its other objects."""

import re
from typing import Any

from assets.formats.base import BatchBuilder, Source
from assets.formats.json_records import Aside, Post, RecordAdapter, Rejection, Shape
from assets.formats.tdlib.chats import channel_of_chat, channel_of_supergroup
from assets.formats.tdlib.message import read_message
from assets.formats.telethon_json.channels import Channels
from assets.formats.telethon_json.message import action_name
from assets.formats.telethon_json.notes import Notes

_CHATS = {"chat": channel_of_chat, "supergroup": channel_of_supergroup}
_UPDATES = {"updateNewMessage": "message", "updateNewChat": "chat", "updateSupergroup": "supergroup"}
"""Update → the field with the object that it tells of."""
_UPDATE = re.compile(r"update[A-Z]")


def is_record(value: Any) -> bool:
    """Whether a value is a message, or another object of those that a log of updates has."""
    kind = value.get("@type") if isinstance(value, dict) else None
    if kind == "message":
        return "id" in value and "chat_id" in value and isinstance(value.get("content"), dict)
    return isinstance(kind, str) and (_UPDATE.match(kind) is not None or (kind in _CHATS and "id" in value))


class _Reading:
    """Reads the messages of a dump."""

    def __init__(self, builder: BatchBuilder, source: Source) -> None:
        self._channels = Channels(builder, source.options)
        self._notes = Notes(builder)
        self.state = self._channels.state

    def describe(self, beside: Any) -> None:
        """Beside messages there is only their number."""

    def interpret(self, record: dict[str, Any]) -> Post | Aside:
        found = _object(record)
        kind = found.get("@type") if isinstance(found, dict) else None
        if kind == "message":
            return read_message(found, self._channels, self._notes)
        if not isinstance(kind, str):
            raise Rejection(
                "not_a_message", "an object of TDLib names its class", case=", ".join(record)[:80]
            )
        if kind in _CHATS:
            self._channels.describe(_CHATS[kind](found))
        return Aside("service", action_name(kind))


def _object(value: Any) -> Any:
    """The object that an update tells of, any other as it is."""
    kind = value.get("@type") if isinstance(value, dict) else None
    return value.get(_UPDATES[kind]) if isinstance(kind, str) and kind in _UPDATES else value


ADAPTER = RecordAdapter("tdlib", 1, is_record, Shape(is_record, "messages").walk, _Reading)
"""Adapter for message objects, lists of them (``messages``) and logs of updates."""
