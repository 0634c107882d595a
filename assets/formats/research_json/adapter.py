"""The adapter for dumps of research collections in JSON; each collection has its own module."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.json_records import (
    Aside,
    JsonReader,
    Place,
    Post,
    RecordWriter,
    Rejection,
    decode,
    read_lines,
)
from assets.formats.json_records.adapter import write
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.walk import located_lines
from assets.formats.research_json import fourcat, pushshift, tgdataset
from assets.formats.telethon_json.channels import Channels
from assets.formats.telethon_json.message import read_message
from assets.formats.telethon_json.notes import Notes

HEAD_BYTES = 1 << 18
_SNIFFED_RECORDS = 5
_SNIFFED_MEMBERS = 20
_SURE = 0.95
_ROWS = (pushshift.is_row, fourcat.is_collected, fourcat.is_row)
_SURELY = (pushshift.holds_message, fourcat.is_collected, fourcat.is_row)


class ResearchJsonAdapter:
    """Adapter for Pushshift, TGDataset and 4CAT; see ``assets.formats.base.Adapter``."""

    name = "research_json"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.95 when a file has the shape of one of the collections; other files may lie beside it."""
        sniffed = [m for m in members if m.byte_count][:_SNIFFED_MEMBERS]
        return _SURE if any(_is_ours(m.head(HEAD_BYTES)) for m in sniffed) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the messages of all files."""
        parser = _Parser(source.options)
        is_folder = len(source.members) > 1
        for member in source.members:
            head = member.head(HEAD_BYTES)
            if is_folder and not _is_ours(head):
                parser.writer.builder.exclude("artifact", member.name, kind="container")
                continue
            with member.open() as stream:
                yield from parser.parse(stream, head, f"{member.name}:" if is_folder else "")
        yield parser.finish()


class _Parser:
    """Parses the files of a dump into batches."""

    def __init__(self, options: ParseOptions) -> None:
        self.writer = RecordWriter()
        self._channels = Channels(self.writer.builder, options)
        self._notes = Notes(self.writer.builder)

    def parse(self, stream: BinaryIO, head: bytes, prefix: str) -> Iterator[Batch]:
        """Parse one file; ``prefix`` goes before its locators."""
        if tgdataset.looks_like(head):
            written = self._write_channels(stream, prefix)
        elif head.removeprefix(BOM).lstrip()[:1] == b"[":
            written = self._write_list(stream, prefix)
        else:
            written = self._write_lines(stream, prefix)
        for _ in written:
            if self.writer.is_full:
                self._channels.state()
                yield self.writer.flush()

    def finish(self) -> Batch:
        """The last batch."""
        self._channels.state(is_end=True)
        return self.writer.flush()

    def _write_channels(self, stream: BinaryIO, prefix: str) -> Iterator[None]:
        reader = tgdataset.TgDatasetReader(stream, self._channels, self._notes, prefix)
        for record in reader.records():
            if record.raw is None:
                self.writer.write_value(record.value, None, record.place, record.interpret)
            else:
                self.writer.write(record.raw, record.fault, record.place, record.interpret)
            yield
        self._note_structure(reader.json)

    def _write_list(self, stream: BinaryIO, prefix: str) -> Iterator[None]:
        reader = JsonReader(stream)
        for number, _ in enumerate(reader.documents(), start=1):
            path = prefix if number == 1 else f"{prefix}document {number}: "
            if reader.peek() != b"[":
                piece = reader.piece()
                self.writer.write(piece.raw, piece.fault, Place(path + "/"), self._interpret)
                yield
                continue
            for index, _ in enumerate(reader.elements()):
                piece = reader.piece()
                self.writer.write(piece.raw, piece.fault, Place(f"{path}/{index}"), self._interpret)
                yield
        self._note_structure(reader)

    def _write_lines(self, stream: BinaryIO, prefix: str) -> Iterator[None]:
        for found in located_lines(stream, prefix):
            write(found, self.writer, self._interpret)
            yield

    def _interpret(self, record: dict[str, Any]) -> Post | Aside:
        if pushshift.is_row(record):
            return pushshift.read_row(record, self._channels, self._notes)
        if fourcat.is_collected(record):
            return read_message(record, self._channels, self._notes)
        if fourcat.is_row(record):
            return fourcat.read_row(record, self._channels, self._notes)
        rule = "a record is a row of Pushshift's or 4CAT's"
        raise Rejection("not_a_message", rule, case=", ".join(record)[:80])

    def _note_structure(self, reader: JsonReader) -> None:
        if reader.is_cut:
            self._notes.note("truncated_file", "the file ends inside a list or object")
        if reader.separator_faults:
            self._notes.note("damaged_file", "commas between records are missing or too many")


def _is_ours(head: bytes) -> bool:
    """Whether the beginning of a file is that of one of the collections."""
    text = head.removeprefix(BOM).lstrip()
    if text[:1] not in (b"{", b"["):
        return False
    if tgdataset.looks_like(text):
        return True
    values = list(islice(_first_values(text), _SNIFFED_RECORDS))
    rows = [v for v in values if any(is_row(v) for is_row in _ROWS)]
    return 2 * len(rows) > len(values) and any(is_sure(v) for is_sure in _SURELY for v in rows)


def _first_values(head: bytes) -> Iterator[Any]:
    """The first records that can be read."""
    if head[:1] == b"{":
        found = ((line.raw, line.fault) for line in read_lines(io.BytesIO(head)))
    else:
        reader = JsonReader(io.BytesIO(head))
        pieces = (reader.piece() for _ in islice(reader.documents(), 1) for _ in reader.elements())
        found = ((p.raw, p.fault) for p in pieces)
    for raw, fault in islice(found, 2 * _SNIFFED_RECORDS):
        value, broken = (None, fault) if fault else decode(raw)
        if broken is None:
            yield value
