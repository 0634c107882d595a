"""Lines of a text file with the bytes they stand on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from assets.formats.base import Member
from assets.formats.plain_text.encoding import Encoding, detect
from assets.formats.plain_text.traits import with_traits

MAX_LINE_BYTES = 1 << 20
"""Longer lines are cut into pieces of this size and quarantined: a message has at most 4,096 characters."""

_LINE_SCHEMA = {
    "number": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "fault": pl.String,
    "fault_case": pl.String,
}


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken as text."""

    reason: str
    case: str


def read_lines(
    member: Member, window_bytes: int, limit_bytes: int | None = None
) -> Iterator[tuple[pl.DataFrame, bool]]:
    """Read a file in pieces of whole lines.

    Args:
        member: The file.
        window_bytes: Bytes read at a time.
        limit_bytes: Stop after about so many bytes, dropping the line at the cut.

    Yields:
        A frame of lines (``number`` from 1, ``start`` and ``end`` in bytes of the file with the line end
        included, ``text`` without it, ``fault``, and the columns of ``with_traits``), and whether it is
        the last one. An empty file yields nothing.
    """
    with member.open() as stream:
        encoding = detect(stream.read(4))
        stream.seek(0)
        cutter = _Cutter(encoding)
        piece = stream.read(window_bytes)
        while piece:
            following = stream.read(window_bytes)
            cutter.feed(piece, is_last=not following)
            if cutter.rows or not following:
                yield cutter.take(), not following
            if limit_bytes is not None and cutter.offset >= limit_bytes:
                return
            piece = following


def read_whole(members: Sequence[Member]) -> pl.DataFrame:
    """Read small files at once: the frame of ``read_lines`` with ``file``, the position in ``members``."""
    parts = []
    for position, member in enumerate(members):
        with member.open() as stream:
            data = stream.read()
        cutter = _Cutter(detect(data[:4]))
        cutter.feed(data, is_last=True)
        parts += [(*row, position) for row in cutter.rows]
    schema = {**_LINE_SCHEMA, "file": pl.Int64}
    return with_traits(pl.DataFrame(parts, schema=schema, orient="row"))


class _Cutter:
    """Cuts a stream of bytes into lines at LF, CRLF and CR."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.offset = 0
        self.rows: list[tuple[int, int, int, str, str | None, str | None]] = []
        self._number = 1
        self._rest = b""
        self._is_inside_long_line = False

    def feed(self, piece: bytes, *, is_last: bool) -> None:
        """Take the next bytes; the incomplete last line waits for more unless ``is_last``."""
        lines = split_lines(self._rest + piece, self.encoding)
        self._rest = b""
        if not is_last and lines and not _is_complete(lines[-1], self.encoding):
            self._rest = lines.pop()
        for line in lines:
            self._add(line)
        while len(self._rest) > MAX_LINE_BYTES:
            self._add_piece(self._rest[:MAX_LINE_BYTES])
            self._rest = self._rest[MAX_LINE_BYTES:]

    def take(self) -> pl.DataFrame:
        """Hand over the lines cut so far."""
        frame = with_traits(pl.DataFrame(self.rows, schema=_LINE_SCHEMA, orient="row"))
        self.rows = []
        return frame

    def _add(self, line: bytes) -> None:
        while len(line) > MAX_LINE_BYTES:
            self._add_piece(line[:MAX_LINE_BYTES])
            line = line[MAX_LINE_BYTES:]
        if self._is_inside_long_line:
            self._add_piece(line)
        else:
            text, fault = self._decode(line)
            self._append(line, text, fault)
        self._is_inside_long_line = False
        self._number += 1

    def _add_piece(self, piece: bytes) -> None:
        self._is_inside_long_line = True
        text = piece.decode(self.encoding.codec, "backslashreplace").rstrip("\r\n")
        self._append(piece, text, Fault("line_too_long", f"line {self._number}"))

    def _append(self, line: bytes, text: str, fault: Fault | None) -> None:
        end = self.offset + len(line)
        reason, case = (fault.reason, fault.case) if fault else (None, None)
        self.rows.append((self._number, self.offset, end, text, reason, case))
        self.offset = end

    def _decode(self, line: bytes) -> tuple[str, Fault | None]:
        """Text of a line without its end and without the byte order mark, and what is wrong with it."""
        skip = len(self.encoding.bom) if self.offset == 0 else 0
        try:
            text = line[skip:].decode(self.encoding.codec)
        except UnicodeDecodeError as error:
            place = skip + error.start
            fault = Fault(self.encoding.reason, f"byte 0x{line[place]:02x} at offset {self.offset + place}")
            text = line[skip:].decode(self.encoding.codec, "backslashreplace")
            return text.rstrip("\r\n").replace("\x00", "\\x00"), fault
        text = text.rstrip("\r\n")
        if "\x00" in text:
            place = skip + len(text[: text.index("\x00")].encode(self.encoding.codec))
            fault = Fault("contains_nul", f"byte 0x00 at offset {self.offset + place}")
            return text.replace("\x00", "\\x00"), fault
        return text, None


def split_lines(data: bytes, encoding: Encoding) -> list[bytes]:
    r"""Cut bytes after each LF, CRLF or CR of the encoding; the pieces joined are the bytes again."""
    if encoding.unit == 1:
        return data.splitlines(keepends=True)
    cr, lf = ("\r".encode(encoding.codec), "\n".encode(encoding.codec))
    pattern = re.compile(b"%s|%s|%s" % (re.escape(cr + lf), re.escape(cr), re.escape(lf)))
    lines, begin, position = [], 0, 0
    while found := pattern.search(data, position):
        if found.start() % encoding.unit:  # bytes of two neighbouring characters, not a line end
            position = found.start() + 1
            continue
        position = found.end()
        lines.append(data[begin:position])
        begin = position
    return [*lines, data[begin:]] if begin < len(data) else lines


def _is_complete(line: bytes, encoding: Encoding) -> bool:
    """Whether a line is known to have ended; a CR may yet be followed by its LF."""
    return line.endswith("\n".encode(encoding.codec)) and len(line) % encoding.unit == 0
