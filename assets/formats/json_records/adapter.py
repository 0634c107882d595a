"""An adapter for dumps whose files are records in JSON; what a record says is a format's own."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Protocol

from assets.formats.base import Batch, BatchBuilder, Member, Source
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.reader import JsonReader
from assets.formats.json_records.strict import decode
from assets.formats.json_records.walk import Describe, Located
from assets.formats.json_records.writer import Aside, Interpret, Post, RecordWriter

HEAD_BYTES = 1 << 18
_SNIFFED_RECORDS = 5
_SNIFFED_MEMBERS = 20
_SURE = 0.95
_EXAMPLE_LENGTH = 80


class Reading(Protocol):
    """Reads the records of one dump."""

    def interpret(self, record: dict[str, Any]) -> Post | Aside:
        """What a record is; raises ``Rejection``."""

    def describe(self, beside: Any) -> None:
        """Take what stands beside records."""

    def state(self, *, is_end: bool = False) -> None:
        """Write what was learnt of channels into the batch that is about to be yielded."""


Walk = Callable[[BinaryIO, bytes, str, Describe], Iterator[Located | JsonReader]]
"""Yields the records of a file, given its beginning and what goes before locators; see ``Shape.walk``."""


@dataclass(frozen=True)
class RecordAdapter:
    """Adapter for records in JSON; see ``assets.formats.base.Adapter``."""

    name: str
    version: int
    is_record: Callable[[Any], bool]
    """Whether a decoded value is a record of the format, for detection."""
    walk: Walk
    read: Callable[[BatchBuilder, Source], Reading]
    """Begins to read a dump."""

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.95 when most of a file's first records are of the format; media may lie beside it."""
        sniffed = [m for m in members if m.byte_count][:_SNIFFED_MEMBERS]
        return _SURE if any(map(self.is_ours, sniffed)) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the records of all files."""
        writer = RecordWriter()
        reading = self.read(writer.builder, source)
        interpret = reading.interpret
        for member in source.members:
            if len(source.members) > 1 and not self.is_ours(member):
                writer.builder.exclude("artifact", member.name, kind="container")
                continue
            for found in self.records(source, member, reading.describe):
                if isinstance(found, Located):
                    write(found, writer, interpret)
                else:
                    note_structure(found, writer.builder, member.name)
                if writer.is_full:
                    reading.state()
                    yield writer.flush()
        reading.state(is_end=True)
        yield writer.flush()

    def records(self, source: Source, member: Member, describe: Describe) -> Iterator[Located | JsonReader]:
        """The records of a file of a dump."""
        prefix = f"{member.name}:" if len(source.members) > 1 else ""
        with member.open() as stream:
            yield from self.walk(stream, member.head(HEAD_BYTES), prefix, describe)

    def is_ours(self, member: Member) -> bool:
        """Whether the first records of a file that can be read are of the format."""
        head = member.head(HEAD_BYTES)
        if head.removeprefix(BOM).lstrip()[:1] not in (b"{", b"["):
            return False
        found = (f for f in self.walk(io.BytesIO(head), head, "", lambda _: None) if isinstance(f, Located))
        decoded = [decode(f.raw) for f in islice(found, _SNIFFED_RECORDS) if f.fault is None]
        values = [value for value, fault in decoded if fault is None]
        return 2 * sum(map(self.is_record, values)) > len(values)


def write(found: Located, writer: RecordWriter, interpret: Interpret) -> None:
    """Write a record; a blank file is a separator."""
    raw, fault, place = found
    if raw or fault is not None:
        writer.write(raw, fault, place, interpret)
    else:
        writer.builder.exclude("artifact", place.locator, kind="separator", span=place.span)


def note_structure(reader: JsonReader, builder: BatchBuilder, name: str) -> None:
    """Note what was wrong between the records of a file."""
    example = name[:_EXAMPLE_LENGTH]
    if reader.is_cut:
        builder.finding("truncated_file", "the file ends inside a list or object", example=example)
    if reader.separator_faults:
        builder.finding("damaged_file", "commas between records are missing or too many", example=example)
