"""Many lines of an NDJSON file at once, as long as each of them is one object; the others one by one."""

import io
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import attrgetter, itemgetter
from typing import Any, BinaryIO, NamedTuple

import msgspec

from assets.formats.json_records import Line, read_lines
from assets.formats.json_records.lines import BOM
from assets.formats.table.chunks import Span
from assets.formats.table.json_rows import Columns, columns_of

_STEP = 2 << 20
_LONGEST_LINE = 1 << 20
_MAX_SHAPED = 256
"""Most keys for which a shape is worth its making."""
_DECODER = msgspec.json.Decoder()
_LINE_END = len("\r\n")
_OPENED, _CLOSED, _CARRIAGE_RETURN = ({ord(c)} for c in "{}\r")


class Block(NamedTuple):
    """Lines that follow each other and hold one JSON value each."""

    data: bytes
    first_line: int
    start: int
    columns: Columns
    sizes: list[int]
    """Bytes of each line with its end."""

    def lines(self) -> Iterator[Line]:
        """The same lines one by one."""
        yield from _moved(read_lines(io.BytesIO(self.data)), self.first_line - 1, self.start)

    def locators(self) -> list[str]:
        """Where each record stands."""
        return [f"line {number}" for number in range(self.first_line, self.first_line + len(self.sizes))]

    def spans(self) -> list[Span]:
        """Bytes of each line with its end."""
        return list(pairwise(accumulate(self.sizes, initial=self.start)))


def read_blocks(stream: BinaryIO) -> Iterator[Block | Iterator[Line]]:
    """Yield the records of a stream from its start; from a block that is not sound on one by one, at the end."""
    number, start = 1, 0
    shape: _Shape | None = None
    while data := stream.read(_STEP):
        data += stream.readline(_LONGEST_LINE)
        body = data.removeprefix(BOM) if start == 0 else data
        lines = list(io.BytesIO(body))
        height = len(lines) if lines and _are_sound(lines) else 0
        columns = shape.columns(body, height) if shape and height else None
        if height and columns is None:
            columns = _columns(body, height)
            shape = _Shape(columns) if columns and len(columns) <= _MAX_SHAPED else None
        if columns is None:
            stream.seek(start)
            yield _moved(read_lines(stream), number - 1, start)
            return
        sizes = [len(data) - len(body) + len(lines[0]), *map(len, lines[1:])]
        yield Block(data, number, start, columns, sizes)
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


def _are_sound(lines: list[bytes]) -> bool:
    """Whether each of the lines begins and ends with a brace.

    In JSON no value goes on over ``}``, line end, ``{``: as many values as lines are one per line. The
    sets are made without a step of the interpreter per line.
    """
    if not all(len(line) > _LINE_END for line in (min(lines, key=len), lines[-1])):
        return False
    ends = lines if lines[-1].endswith(b"\n") else lines[:-1]
    before_break = set(map(itemgetter(-2), ends))
    if before_break == _CARRIAGE_RETURN:
        before_break = set(map(itemgetter(-3), ends))
    return set(map(itemgetter(0), lines)) == _OPENED and before_break <= _CLOSED


def _moved(lines: Iterator[Line], number: int, start: int) -> Iterator[Line]:
    """Lines of a part of a file as lines of the file."""
    for line in lines:
        yield line._replace(number=line.number + number, start=line.start + start, end=line.end + start)
