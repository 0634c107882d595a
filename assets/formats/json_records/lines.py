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
    start = end = 0
    held: tuple[int, bytes, Fault | None] | None = None
    for number, (line, size, fault) in enumerate(_lines(stream, limit), start=1):
        record = (line.removeprefix(BOM) if number == 1 else line).strip(_BLANK)
        if record or fault:
            if held is not None:
                yield Line(held[0], start, end, held[1], held[2])
                start = end
            held = number, record, fault
        end += size
    if held is not None:
        yield Line(held[0], start, end, held[1], held[2])
    elif end:
        yield Line(1, 0, end, b"", None)


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[bytes, int, Fault | None]]:
    """Bytes without line feed, size with it, and fault of each line."""
    begun, dropped = b"", 0
    while block := stream.read(max(_STEP, len(begun))):  # as much as is held, so that long lines stay cheap
        whole = block.split(b"\n")
        last = whole.pop()
        for line in whole:
            yield _line(begun + line if begun else line, dropped, limit, ends=1)
            begun, dropped = b"", 0
        begun = begun + last if begun else last
        if len(begun) > limit:
            dropped += len(begun) - SHOWN_BYTES
            begun = begun[:SHOWN_BYTES]
    if begun:
        yield _line(begun, dropped, limit, ends=0)


def _line(line: bytes, dropped: int, limit: int, ends: int) -> tuple[bytes, int, Fault | None]:
    size = len(line) + dropped + ends
    if size - ends <= limit:
        return line, size, None
    return line[:SHOWN_BYTES], size, Fault("record_too_long", f"{size} bytes")
