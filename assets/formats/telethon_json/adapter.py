"""The adapter for dumps of Telethon and Pyrogram in JSON."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.json_records import Aside, JsonReader, Post, RecordWriter, decode
from assets.formats.json_records.lines import BOM
from assets.formats.telethon_json.channels import Channels, channel_of_chat
from assets.formats.telethon_json.message import read_message
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.pyrogram import is_pyrogram, read_pyrogram
from assets.formats.telethon_json.walk import Located, is_message, walk

HEAD_BYTES = 1 << 18
_SNIFFED_RECORDS = 5
_SNIFFED_MEMBERS = 20
_SURE = 0.95


class TelethonJsonAdapter:
    """Adapter for message objects as JSON; see ``assets.formats.base.Adapter``."""

    name = "telethon_json"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.95 when a file's first records are messages of Telethon or Pyrogram; media may lie beside it."""
        sniffed = [m for m in members if m.byte_count][:_SNIFFED_MEMBERS]
        return _SURE if any(_is_ours(m) for m in sniffed) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the messages of all files."""
        parser = _Parser(source.options)
        is_folder = len(source.members) > 1
        for member in source.members:
            if is_folder and not _is_ours(member):
                parser.writer.builder.exclude("artifact", member.name, kind="container")
            else:
                yield from parser.parse(member, f"{member.name}:" if is_folder else "")
        yield parser.finish()


class _Parser:
    """Parses the files of a dump into batches."""

    def __init__(self, options: ParseOptions) -> None:
        self.writer = RecordWriter()
        self._channels = Channels(self.writer.builder, options)
        self._notes = Notes(self.writer.builder)

    def parse(self, member: Member, prefix: str) -> Iterator[Batch]:
        """Parse one file; ``prefix`` goes before its locators."""
        head = member.head(HEAD_BYTES)
        with member.open() as stream:
            for found in walk(stream, head, prefix, self._describe):
                if isinstance(found, JsonReader):
                    self._note_structure(found, member)
                elif not found.raw and found.fault is None:
                    place = found.place
                    self.writer.builder.exclude("artifact", place.locator, kind="separator", span=place.span)
                else:
                    self.writer.write(found.raw, found.fault, found.place, self._interpret)
                if self.writer.is_full:
                    self._channels.state()
                    yield self.writer.flush()

    def finish(self) -> Batch:
        """The last batch."""
        self._channels.state(is_end=True)
        return self.writer.flush()

    def _interpret(self, record: dict[str, Any]) -> Post | Aside:
        if is_pyrogram(record):
            return read_pyrogram(record, self._channels, self._notes)
        return read_message(record, self._channels, self._notes)

    def _describe(self, value: Any) -> None:
        """Take channels from what stands beside messages: ``chats`` of a response, an object of the channel."""
        for chat in value if isinstance(value, list) else [value]:
            if isinstance(chat, dict) and ("title" in chat or "username" in chat):
                self._channels.describe(channel_of_chat(chat))

    def _note_structure(self, reader: JsonReader, member: Member) -> None:
        if reader.is_cut:
            self._notes.note("truncated_file", "the file ends inside a list or object", member.name)
        if reader.separator_faults:
            self._notes.note("damaged_file", "commas between records are missing or too many", member.name)


def _is_ours(member: Member) -> bool:
    """Whether the first records of a file that can be read are messages."""
    head = member.head(HEAD_BYTES)
    if head.removeprefix(BOM).lstrip()[:1] not in (b"{", b"["):
        return False
    found = (f for f in walk(io.BytesIO(head), head, "", lambda _: None) if isinstance(f, Located))
    seen = islice(found, _SNIFFED_RECORDS)
    decoded = [decode(f.raw) for f in seen if f.fault is None]
    values = [value for value, fault in decoded if fault is None]
    return 2 * sum(map(is_message, values)) > len(values)
