"""Files of one JSON record per line (NDJSON, JSONL)."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from assets.formats.json_records.strict import MAX_RECORD_BYTES, Fault

BOM = b"\xef\xbb\xbf"
SHOWN_BYTES = 64 << 10
"""So much of a record that cannot be read is kept."""

_BLANK = b" \t\r\n"
_STEP = 1 << 20


class Line(NamedTuple):
    """A line with a record, and the blank lines below it (for the first one also those above)."""

    number: int
    """From 1."""
    start: int
    end: int
    raw: bytes
    """The record without white space around it; empty where the whole file is blank."""
    fault: Fault | None


def read_lines(stream: BinaryIO, limit: int = MAX_RECORD_BYTES) -> Iterator[Line]:
    """Yield the records of a stream, which is read from its start; their spans add up to its size.

    Of a line longer than ``limit`` bytes only the beginning is kept.
    """
    held: Line | None = None
    end = 0
    for number, raw, size, fault in _lines(stream, limit):
        start, end = end, end + size
        record = (raw.removeprefix(BOM) if number == 1 else raw).strip(_BLANK)
        if record or fault:
            if held is not None:
                yield held._replace(end=start)
            held = Line(number, start if held is not None else 0, end, record, fault)
    if held is not None:
        yield held._replace(end=end)
    elif end:
        yield Line(1, 0, end, b"", None)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes, int, Fault | None]]:
    """Number, bytes, full size and fault of each line."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        size = len(line)
        if size <= limit or line.endswith(b"\n"):
            yield number, line, size, None
            continue
        line = line[:SHOWN_BYTES]
        while more := stream.readline(_STEP):
            size += len(more)
            if more.endswith(b"\n"):
                break
        yield number, line, size, Fault("record_too_long", f"{size} bytes")
