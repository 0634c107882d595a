"""Cuts a stream of bytes into lines that know their bytes."""

import re
from dataclasses import dataclass

import polars as pl

from assets.formats.plain_text.encoding import UTF_8, Encoding

MAX_LINE_BYTES = 1 << 20
"""Longer lines are cut into pieces of this size and quarantined: a message has at most 4,096 characters."""

LINE_SCHEMA = {
    "number": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "fault": pl.String,
    "fault_case": pl.String,
}

Row = tuple[int, int, int, str, str | None, str | None]


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken as text."""

    reason: str
    case: str


class Cutter:
    """Cuts a stream of bytes into lines at LF, CRLF and CR.

    A piece of valid UTF-8 with ordinary lines is cut at once; any other is cut line by line, which finds
    what is wrong with it.
    """

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.offset = 0
        self._number = 1
        self._rest = b""
        self._is_inside_long_line = False
        self._rows: list[Row] = []

    def feed(self, piece: bytes, *, is_last: bool) -> pl.DataFrame:
        """Take the next bytes and give their lines; the incomplete last one waits unless ``is_last``."""
        data = self._rest + piece
        end = len(data) if is_last else data.rfind(b"\n") + 1
        whole = self._cut_at_once(data[:end]) if len(data) - end <= MAX_LINE_BYTES else None
        if whole is not None:
            self._rest = data[end:]
            return whole
        self._rest = b""
        return pl.DataFrame(self.rows(data, is_last=is_last), schema=LINE_SCHEMA, orient="row")

    def _cut_at_once(self, data: bytes) -> pl.DataFrame | None:
        """The lines of a piece that ends with a line; None where a line needs to be looked at."""
        is_plain = (
            self.encoding.unit == 1
            and not self._is_inside_long_line
            and data.count(b"\r") == data.count(b"\r\n")
            and b"\x00" not in data
        )
        if not is_plain:
            return None
        try:
            text = data.decode(UTF_8.codec)
        except UnicodeDecodeError:
            return None
        lines = pl.DataFrame({"text": [text]}).select(pl.col("text").str.split("\n").explode())
        if not data or data.endswith(b"\n"):
            lines = lines[:-1]
        lines = lines.with_columns(end=(pl.col("text").str.len_bytes().cast(pl.Int64) + 1).cum_sum())
        return None if _longest(lines) > MAX_LINE_BYTES else self._placed(lines, len(data))

    def _placed(self, lines: pl.DataFrame, byte_count: int) -> pl.DataFrame:
        """Lines with their numbers and bytes, and without line ends and byte order mark."""
        text = pl.col("text").str.strip_suffix("\r")
        if self.offset == 0 and self.encoding.bom:
            is_first = pl.int_range(pl.len()) == 0
            text = pl.when(is_first).then(text.str.strip_prefix("\ufeff")).otherwise(text)
        end = self.offset + pl.col("end").clip(upper_bound=byte_count)
        placed = lines.select(
            (pl.int_range(pl.len(), dtype=pl.Int64) + self._number).alias("number"),
            end.shift(1, fill_value=self.offset).alias("start"),
            end.alias("end"),
            text.alias("text"),
            pl.lit(None, pl.String).alias("fault"),
            pl.lit(None, pl.String).alias("fault_case"),
        )
        self.offset += byte_count
        self._number += placed.height
        return placed

    def rows(self, data: bytes, *, is_last: bool = True) -> list[Row]:
        """Take bytes line by line, which is quicker for a few: rows of ``LINE_SCHEMA``."""
        lines = split_lines(data, self.encoding)
        if not is_last and lines and not _is_complete(lines[-1], self.encoding):
            self._rest = lines.pop()
        for line in lines:
            self._add(line)
        while len(self._rest) > MAX_LINE_BYTES:
            self._add_piece(self._rest[:MAX_LINE_BYTES])
            self._rest = self._rest[MAX_LINE_BYTES:]
        rows, self._rows = self._rows, []
        return rows

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
        self._rows.append((self._number, self.offset, end, text, reason, case))
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


def _longest(lines: pl.DataFrame) -> int:
    """Bytes of the longest line."""
    return int(lines.select(pl.col("end").diff().fill_null(pl.col("end")).max()).item() or 0)


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
