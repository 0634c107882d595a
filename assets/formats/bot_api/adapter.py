"""The adapter for updates and messages of the Bot API in JSON."""

from collections.abc import Iterator
from typing import Any

from assets.formats.base import BatchBuilder, Source
from assets.formats.bot_api.message import Message, read_message
from assets.formats.bot_api.reactions import LateReactions, has_reactions
from assets.formats.bot_api.updates import is_record, message_of
from assets.formats.json_records import Aside, Located, Post, RecordAdapter, Shape
from assets.formats.telethon_json.channels import Channels
from assets.formats.telethon_json.notes import Notes


class _Reading:
    """Reads the updates of a dump."""

    def __init__(self, builder: BatchBuilder, source: Source) -> None:
        self._channels = Channels(builder, source.options)
        self._notes = Notes(builder)
        self._zone = source.options.reporting_zone
        self._reactions = LateReactions(self._notes)
        if any(map(has_reactions, source.members)):  # the posts stand before them: a pass for these alone
            self._reactions.learn(_raw_records(source))

    def interpret(self, record: dict[str, Any]) -> Post | Aside:
        message = message_of(record, self._notes)
        if not isinstance(message, Message):
            return message
        outcome = read_message(message, self._channels, self._notes, self._zone)
        if isinstance(outcome, Post):
            self._reactions.put(outcome, message)
        return outcome

    def describe(self, beside: Any) -> None:
        """Beside updates there is nothing about their channels."""

    def state(self, *, is_end: bool = False) -> None:
        self._channels.state(is_end=is_end)
        if is_end:
            self._reactions.state()


def _raw_records(source: Source) -> Iterator[bytes]:
    """All records of a dump that are not damaged between their ends."""
    for member in source.members:
        if len(source.members) == 1 or ADAPTER.is_ours(member):
            for found in ADAPTER.records(source, member, lambda _: None):
                if isinstance(found, Located) and found.fault is None:
                    yield found.raw


ADAPTER = RecordAdapter("bot_api", 1, is_record, Shape(is_record, "result").walk, _Reading)
"""Adapter for updates, bare messages, and responses of ``getUpdates`` and of methods that send."""
