"""Flat JSON as a table: a list of objects, or one object per line."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO, NamedTuple

import polars as pl

from assets.formats.base import Member
from assets.formats.json_records import Fault, JsonReader, Line, Piece, decode, read_lines
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.strict import RULES
from assets.formats.table.chunks import SAMPLE_ROWS, Chunk, ChunkWriter, Span, Table
from assets.formats.table.json_blocks import Block, read_blocks
from assets.formats.table.json_rows import JsonRows, columns_of

TEXT = "text"
"""Column of records that are bare texts."""
_SENTENCE_CHARACTERS, _SENTENCE_WORDS = 20, 4

_SAMPLE_BYTES = 1 << 20
_RECORDS_AT_ONCE = 4_096
_TOOL_KEYS = ("_", "_type", "text_entities", "peer_id", "to_id", "className")
"""Keys that tools' own formats have, with objects and lists in them: those have readers of their own."""


class _Found(NamedTuple):
    raw: bytes
    fault: Fault | None
    locator: str
    span: Span | None


class _Decoded(NamedTuple):
    found: _Found
    value: Any
    fault: Fault | None


class JsonFile:
    """A file with one table; see ``chunks.Readable``."""

    def __init__(self, member: Member) -> None:
        self._member = member
        head = member.head(_SAMPLE_BYTES)
        self._is_lines = _has_object_per_line(head)
        self._is_list = head.removeprefix(BOM).lstrip().startswith(b"[")
        self.is_nested = False
        """True when first records hold objects or lists: known after ``sample``."""
        self.holds_texts = False
        """True when the records are no objects but bare texts: known after ``sample``."""

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """The first records; no table if they are of a tool's own format, or neither objects nor posts' texts."""
        if not self._is_lines and not self._is_list:  # one object: not a table, and perhaps a huge one
            return []
        values = list(self._first_values())
        texts = [v for v in values if isinstance(v, str)]
        self.holds_texts = bool(texts) and len(texts) == len(values) and _are_posts(texts)
        rows = JsonRows()
        for value in values:
            if self.holds_texts:
                value = {TEXT: value}
            if not isinstance(value, dict) or _is_of_tool(value):
                return []
            self.is_nested |= any(isinstance(v, dict | list) for v in value.values())
            rows.add(value, "", None, 0)
        return [("", rows.writer.take().rows)] if values else []

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """The table."""
        if "" in names:
            yield JsonTable(self)

    def chunks(self) -> Iterator[Chunk]:
        """Read the file from its start."""
        rows = JsonRows()
        with self._member.open() as stream:
            for part in self._parts(stream):
                if isinstance(part, Block):
                    is_added = rows.add_flat(part.columns, part.locators(), part.spans(), len(part.data))
                    records = [] if is_added else list(map(_of_line, part.lines()))
                else:
                    records = part
                self._write(rows, records)
                if rows.writer.is_full:
                    yield rows.writer.take()
        yield rows.writer.take()

    def _parts(self, stream: BinaryIO) -> Iterator[Block | list[_Found]]:
        """The records of the file, many at a time."""
        if not self._is_lines:
            yield from _grouped(self._records(stream))
            return
        for part in read_blocks(stream):
            if isinstance(part, Block):
                yield part
            else:
                yield from _grouped(map(_of_line, part))

    def _write(self, rows: JsonRows, records: list[_Found]) -> None:
        """Add records, and what cannot be read."""
        for is_object, group in groupby(map(self._decoded, records), lambda d: isinstance(d.value, dict)):
            decoded = list(group)
            found = [d.found for d in decoded]
            spans = [f.span for f in found if f.span is not None]
            size = sum(len(f.raw) for f in found)
            if not is_object:
                for one in decoded:
                    _reject(rows.writer, one)
            elif not rows.add_flat(
                columns_of([d.value for d in decoded]), [f.locator for f in found], spans, size
            ):
                for one in decoded:
                    rows.add(one.value, one.found.locator, one.found.span, len(one.found.raw))

    def _decoded(self, found: _Found) -> "_Decoded":
        value, fault = decode(found.raw) if found.fault is None else (None, found.fault)
        return _Decoded(found, {TEXT: value} if self.holds_texts and isinstance(value, str) else value, fault)

    def _first_values(self) -> Iterator[Any]:
        """First records that can be read and are not empty."""
        size = count = 0
        with self._member.open() as stream:
            for found in self._records(stream):
                value = decode(found.raw)[0] if found.fault is None else None
                size += len(found.raw)
                if value is not None and value != {}:
                    count += 1
                    yield value
                if size > _SAMPLE_BYTES or count >= SAMPLE_ROWS:
                    return

    def _records(self, stream: BinaryIO) -> Iterator[_Found]:
        if self._is_lines:
            yield from map(_of_line, read_lines(stream))
            return
        for index, piece in enumerate(_pieces(JsonReader(stream))):
            yield _Found(piece.raw, piece.fault, f"/{index}", None)


class JsonTable(Table):
    """Records of a JSON file; see ``chunks.Table``."""

    name = ""

    def __init__(self, file: JsonFile) -> None:
        self._file = file

    def chunks(self) -> Iterator[Chunk]:
        """Read the file from its start."""
        yield from self._file.chunks()


def _of_line(line: Line) -> _Found:
    return _Found(line.raw, line.fault, f"line {line.number}", (line.start, line.end))


def _grouped(records: Iterator[_Found]) -> Iterator[list[_Found]]:
    """Records in groups that are neither long nor large."""
    group: list[_Found] = []
    size = 0
    for record in records:
        group.append(record)
        size += len(record.raw)
        if len(group) >= _RECORDS_AT_ONCE or size > _SAMPLE_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _reject(writer: ChunkWriter, decoded: _Decoded) -> None:
    found, _, fault = decoded
    reason = fault.reason if fault else "not_an_object"
    rule = RULES.get(reason, "a record is a JSON object")
    raw = found.raw.decode("utf-8", "backslashreplace")
    writer.reject(found.locator, raw, reason, rule, fault.case if fault else None, found.span)


def _pieces(reader: JsonReader) -> Iterator[Piece]:
    """Members of the lists of a file, and what else stands on the outermost level."""
    for _ in reader.documents():
        if reader.peek() == b"[":
            for _ in reader.elements():
                yield reader.piece()
        else:
            yield reader.piece()


def _are_posts(texts: list[str]) -> bool:
    """Whether bare texts are more than words and names: most of them are sentences."""
    sentences = sum(len(t) >= _SENTENCE_CHARACTERS and len(t.split()) >= _SENTENCE_WORDS for t in texts)
    return 2 * sentences > len(texts)


def _has_object_per_line(head: bytes) -> bool:
    """Whether the first line is an object of its own."""
    lines = head.removeprefix(BOM).lstrip().split(b"\n", 2)
    value, _ = decode(lines[0].strip()) if lines[0].startswith(b"{") else (None, None)
    return isinstance(value, dict) and (len(lines) == 1 or lines[1].strip()[:1] in (b"{", b""))


def _is_of_tool(value: dict[str, Any]) -> bool:
    nested = any(isinstance(value.get(k), dict | list) for k in _TOOL_KEYS)
    return nested or str(value.get("_", "")).startswith("Message")
