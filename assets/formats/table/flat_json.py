"""Flat JSON as a table: a list of objects, or one object per line."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from assets.formats.base import Member
from assets.formats.json_records import Fault, JsonReader, Piece, decode, read_lines
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.strict import RULES
from assets.formats.table.chunks import SAMPLE_ROWS, Chunk, ChunkWriter, Span, Table

MAX_COLUMNS = 1_000
"""Further keys are kept together in one column."""
FURTHER = "(further fields)"
TEXT = "text"
"""Column of records that are bare texts."""
_SENTENCE_CHARACTERS, _SENTENCE_WORDS = 20, 4

_SAMPLE_BYTES = 1 << 20
_MAX_DEPTH = 4
_CELL_SIZE = 8
"""What an empty cell counts, so that wide tables make short chunks."""
_TOOL_KEYS = ("_", "_type", "text_entities", "peer_id", "to_id", "className")
"""Keys that tools' own formats have, with objects and lists in them: those have readers of their own."""


class _Found(NamedTuple):
    raw: bytes
    fault: Fault | None
    locator: str
    span: Span | None


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
        rows = _Rows()
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
        rows = _Rows(takes_texts=self.holds_texts)
        for found in self._records():
            rows.write(found)
            if rows.writer.is_full:
                yield rows.writer.take()
        yield rows.writer.take()

    def _first_values(self) -> Iterator[Any]:
        """First records that can be read and are not empty."""
        size = count = 0
        for found in self._records():
            value = decode(found.raw)[0] if found.fault is None else None
            size += len(found.raw)
            if value is not None and value != {}:
                count += 1
                yield value
            if size > _SAMPLE_BYTES or count >= SAMPLE_ROWS:
                return

    def _records(self) -> Iterator[_Found]:
        with self._member.open() as stream:
            if self._is_lines:
                for line in read_lines(stream):
                    yield _Found(line.raw, line.fault, f"line {line.number}", (line.start, line.end))
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


class _Rows:
    """Records as rows of cells; a key that comes up for the first time adds a column."""

    def __init__(self, *, takes_texts: bool = False) -> None:
        self.writer = ChunkWriter([])
        self._takes_texts = takes_texts
        self._index: dict[str, int] = {}

    def write(self, found: _Found) -> None:
        """Add a record, or what cannot be read."""
        value, fault = decode(found.raw) if found.fault is None else (None, found.fault)
        if self._takes_texts and isinstance(value, str):
            value = {TEXT: value}
        if fault is None and isinstance(value, dict):
            self.add(value, found.locator, found.span, len(found.raw))
            return
        reason = fault.reason if fault else "not_an_object"
        rule = RULES.get(reason, "a record is a JSON object")
        raw = found.raw.decode("utf-8", "backslashreplace")
        self.writer.reject(found.locator, raw, reason, rule, fault.case if fault else None, found.span)

    def add(self, value: dict[str, Any], locator: str, span: Span | None, size: int) -> None:
        """Add a record."""
        flat: dict[str, str | None] = {}
        _flatten(value, "", flat, 0)
        cells: list[str | None] = [None] * len(self._index)
        further: dict[str, str] = {}
        for key, text in flat.items():
            place = self._place(key)
            if place is None:
                further.update({key: text} if text else {})
                continue
            cells += [None] * (place + 1 - len(cells))
            cells[place] = text
        if further:
            cells += [None] * (len(self._index) - len(cells))
            cells[self._index[FURTHER]] = json.dumps(further, ensure_ascii=False)
        self.writer.row(cells, locator, size + _CELL_SIZE * len(cells), span)

    def _place(self, key: str) -> int | None:
        """Column of a key; None if it goes with the further ones."""
        place = self._index.get(key)
        if place is not None:
            return place
        is_full = len(self._index) >= MAX_COLUMNS
        name = FURTHER if is_full else key
        if name not in self._index:
            self._index[name] = len(self._index)
            self.writer.columns.append(name)
        return None if is_full else self._index[name]


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


def _flatten(value: dict[str, Any], prefix: str, flat: dict[str, str | None], depth: int) -> None:
    """Cells of an object: those of objects within it by path, lists as JSON."""
    for key, item in value.items():
        if isinstance(item, dict) and item and depth < _MAX_DEPTH and not _is_counted(item):
            _flatten(item, f"{prefix}{key}/", flat, depth + 1)
        else:
            flat[f"{prefix}{key}"] = cell(item)


def _is_counted(item: dict[str, Any]) -> bool:
    """Whether an object counts things, such as ``{"👍": 3}``: its keys are values, not columns."""
    return all(isinstance(v, int) for v in item.values()) and not any(k.isascii() for k in item)


def cell(value: Any) -> str | None:
    """A value as a cell."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, default=str)
