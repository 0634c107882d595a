"""The adapter for dumps of Telethon and Pyrogram in JSON."""

from typing import Any

from assets.formats.base import BatchBuilder, Source
from assets.formats.json_records import Aside, Post, RecordAdapter
from assets.formats.telethon_json.channels import Channels, channel_of_chat
from assets.formats.telethon_json.message import read_message
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.pyrogram import is_pyrogram, read_pyrogram
from assets.formats.telethon_json.walk import is_message, walk


class _Reading:
    """Reads the messages of a dump."""

    def __init__(self, builder: BatchBuilder, source: Source) -> None:
        self._channels = Channels(builder, source.options)
        self._notes = Notes(builder)
        self.state = self._channels.state

    def interpret(self, record: dict[str, Any]) -> Post | Aside:
        if is_pyrogram(record):
            return read_pyrogram(record, self._channels, self._notes)
        return read_message(record, self._channels, self._notes)

    def describe(self, beside: Any) -> None:
        """Take channels from what stands beside messages: ``chats`` of a response, an object of the channel."""
        for chat in beside if isinstance(beside, list) else [beside]:
            if isinstance(chat, dict) and ("title" in chat or "username" in chat):
                self._channels.describe(channel_of_chat(chat))


ADAPTER = RecordAdapter("telethon_json", 1, is_message, walk, _Reading)
"""Adapter for message objects as JSON."""
