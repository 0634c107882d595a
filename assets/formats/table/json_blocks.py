"""Many lines of an NDJSON file at once, as long as each of them is one object; the others one by one."""

import io
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any, BinaryIO, NamedTuple

import msgspec

from assets.formats.json_records import Line, read_lines
from assets.formats.json_records.lines import BOM
from assets.formats.table.chunks import Span
from assets.formats.table.json_rows import Columns, columns_of

_STEP = 1 << 20
_LONGEST_LINE = 1 << 20
_MAX_SHAPED = 256
"""Most keys for which a shape is worth its making."""
_DECODER = msgspec.json.Decoder()


class Block(NamedTuple):
    """Lines that follow each other and hold one JSON value each."""

    data: bytes
    first_line: int
    start: int
    columns: Columns
    height: int

    def lines(self) -> Iterator[Line]:
        """The same lines one by one."""
        yield from _moved(read_lines(io.BytesIO(self.data)), self.first_line - 1, self.start)

    def locators(self) -> list[str]:
        """Where each record stands."""
        return [f"line {number}" for number in range(self.first_line, self.first_line + self.height)]

    def spans(self) -> list[Span]:
        """Bytes of each line with its end."""
        sizes = list(map(len, io.BytesIO(self.data)))
        return list(pairwise(accumulate(sizes, initial=self.start)))


def read_blocks(stream: BinaryIO) -> Iterator[Block | Iterator[Line]]:
    """Yield the records of a stream from its start; from a block that is not sound on one by one, at the end."""
    number, start = 1, 0
    shape: _Shape | None = None
    while data := stream.read(_STEP):
        data += stream.readline(_LONGEST_LINE)
        body = data.removeprefix(BOM) if start == 0 else data
        height = _height(body)
        columns = shape.columns(body, height) if shape and height else None
        if height and columns is None:
            columns = _columns(body, height)
            shape = _Shape(columns) if columns and len(columns) <= _MAX_SHAPED else None
        if columns is None:
            stream.seek(start)
            yield _moved(read_lines(stream), number - 1, start)
            return
        yield Block(data, number, start, columns, height)
        number, start = number + height, start + len(data)


class _Shape:
    """Objects with known keys, decoded without a dict for each."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._names = {f"f{i}": key for i, key in enumerate(keys)}
        fields = [(name, Any, None) for name in self._names]
        record = msgspec.defstruct("Record", fields, rename=self._names, forbid_unknown_fields=True, gc=False)
        self._decoder = msgspec.json.Decoder(record)

    def columns(self, data: bytes, height: int) -> Columns | None:
        """Values by key, None if an object has another key or a line is not sound."""
        records = _lines_decoded(self._decoder, data, height)
        if records is None:
            return None
        return {key: list(map(attrgetter(name), records)) for name, key in self._names.items()}


def _columns(data: bytes, height: int) -> Columns | None:
    """Values of objects with any keys, None if a line is not sound."""
    values = _lines_decoded(_DECODER, data, height)
    return None if values is None else columns_of(values)


def _lines_decoded(decoder: msgspec.json.Decoder[Any], data: bytes, height: int) -> list[Any] | None:
    try:
        values = decoder.decode_lines(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return values if len(values) == height else None


def _height(data: bytes) -> int:
    """Lines, if each of them begins and ends with a brace, else 0.

    In JSON no value goes on over ``}``, line end, ``{``: as many values as lines are one per line.
    """
    breaks = data.count(b"\n") - data.endswith(b"\n")
    is_sound = data.startswith(b"{") and data.count(b"}\n{") + data.count(b"}\r\n{") == breaks
    return breaks + 1 if is_sound else 0


def _moved(lines: Iterator[Line], number: int, start: int) -> Iterator[Line]:
    """Lines of a part of a file as lines of the file."""
    for line in lines:
        yield line._replace(number=line.number + number, start=line.start + start, end=line.end + start)
