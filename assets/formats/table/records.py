"""Records of a delimited file, strictly: what is not sound is handed over as it stands, and reading goes on."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from assets.formats.table.chunks import SHOWN_CHARACTERS
from assets.formats.table.dialect import Dialect, fit, unescaped
from assets.formats.table.text_lines import ESCAPED, MAX_RECORD_CHARACTERS, Lines, LongLine

CARRIAGE_RETURN = "\ufdd0"
"""Stands for a carriage return inside a line while the line is read: csv would take it for a line end."""

RULES = {
    "malformed_quotes": "a quoted field ends with one quote before the delimiter; quotes inside are doubled",
    "unclosed_quote": "a field that begins with a quote ends with one",
    "wrong_field_count": "a record has as many fields as the header",
    "record_too_long": f"a record has at most {MAX_RECORD_CHARACTERS >> 20} Mi characters",
}
"""Reason → rule in words."""


class Record(NamedTuple):
    """One record of the file."""

    row: list[str] | None
    """Its fields; None if it is not sound."""
    line: int
    """Line on which it begins, from 1."""
    size: int
    """Its characters."""
    raw: str = ""
    """The record as it stands, if it is not sound."""
    reason: str = ""
    case: str | None = None


class _TooLong(Exception):  # noqa: N818 - it ends an attempt, it is no error
    """A record goes on longer than any may."""


class _Feed:
    """Lines for ``csv.reader``, which remembers those of the record being read and takes lines back."""

    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        self._lines = iter(lines)
        self._is_escaped = dialect.mode == "escaped"
        self._marks_returns = dialect.newline == "\n"
        self._again: list[str] = []
        self.number = 0
        """Lines handed out."""
        self.held: list[str] = []
        self.size = 0
        self.has_marks = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.number += 1
        self.held.append(line)
        self.size += len(line)
        if self.size > MAX_RECORD_CHARACTERS or type(line) is LongLine:
            raise _TooLong
        if self._marks_returns and line.find("\r", 0, -2) >= 0:
            line = self._marked(line)
        return unescaped(line) if self._is_escaped else line

    def begin(self) -> None:
        """Begin a record."""
        self.held.clear()
        self.size = 0

    def take_back(self) -> str:
        """Keep the first line of the record as used, take back the others; gives the first."""
        first, others = self.held[0], self.held[1:]
        self._again.extend(reversed(others))
        self.number -= len(others)
        return first

    def _marked(self, line: str) -> str:
        body = line.rstrip("\r\n")
        self.has_marks |= "\r" in body
        return body.replace("\r", CARRIAGE_RETURN) + "\n"


class RecordReader:
    """Reads the records of a file one after another."""

    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        self._lines = lines
        self._dialect = dialect
        self._width = len(dialect.columns)
        self._feed = _Feed(lines, dialect)
        csv.field_size_limit(MAX_RECORD_CHARACTERS + 1)  # for the whole process; the feed is the bound
        self._reader = csv.reader(self._feed, **dialect.reader_options())

    def headings(self) -> Iterator[Record]:
        """The records above the header; the header is passed over."""
        for index in range(self._dialect.header_index + 1):
            self._feed.begin()
            line = self._feed.number + 1
            try:
                next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                self._feed.take_back()
            if index < self._dialect.header_index:
                yield Record(None, line, self._feed.size, "".join(self._feed.held[:1]))

    def records(self) -> Iterator[Record]:
        """The records below the header; blank lines are rows without fields."""
        feed, reader, width = self._feed, self._reader, self._width
        while True:
            feed.begin()
            line = feed.number + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                yield from self._recover(line, error)
                continue
            if len(row) == width and not self._lines.has_escapes and not feed.has_marks:
                yield Record(row, line, feed.size)
            else:
                yield from self._checked(row, line)

    def _checked(self, row: list[str], line: int) -> Iterator[Record]:
        """A record that may not be sound."""
        feed = self._feed
        fitted = fit(row, self._width) if row else [""] * self._width
        if fitted is None and len(feed.held) > 1:  # a stray quote may have swallowed lines
            yield from self._recover(line, None)
        elif fitted is None:
            case = f"{len(row)} fields instead of {self._width}"
            yield Record(None, line, feed.size, feed.held[0], "wrong_field_count", case)
        else:
            yield self._decoded(fitted, line)

    def _decoded(self, row: list[str], line: int) -> Record:
        feed = self._feed
        if self._lines.has_escapes:
            raw = "".join(feed.held)
            if bad := ESCAPED.search(raw):
                case = f"byte 0x{ord(bad[0]) & 0xFF:02x}"
                return Record(
                    None, line, feed.size, raw[:SHOWN_CHARACTERS], self._dialect.coding.reason, case
                )
        if feed.has_marks:
            row = [cell.replace(CARRIAGE_RETURN, "\r") for cell in row]
        return Record(row, line, feed.size)

    def _recover(self, line: int, error: Exception | None) -> Iterator[Record]:
        """Give up lines until one of them begins a sound record."""
        reason = _reason(error)
        case = None if error is None or isinstance(error, _TooLong) else str(error)
        bad: list[str] = []
        size = 0
        while True:
            given_up = self._feed.take_back()
            size += len(given_up)
            if size - len(given_up) < SHOWN_CHARACTERS:
                bad.append(given_up)
            self._feed.begin()
            following = self._feed.number + 1
            try:
                row = next(self._reader)
            except StopIteration:
                yield Record(None, line, size, "".join(bad)[:SHOWN_CHARACTERS], reason, case)
                return
            except (csv.Error, _TooLong):
                continue
            if self._is_sound(row):
                yield Record(None, line, size, "".join(bad)[:SHOWN_CHARACTERS], reason, case)
                yield self._decoded(row, following)
                return

    def _is_sound(self, row: list[str]) -> bool:
        """Whether a record looks like the others, not like the inside of a broken one."""
        if len(row) != self._width:
            return False
        shaped = [(cell, shape) for cell, shape in zip(row, self._dialect.shapes, strict=True) if shape]
        fits = all(not cell or shape.match(cell) for cell, shape in shaped)
        return fits and (not shaped or any(cell for cell, _ in shaped))


def _reason(error: Exception | None) -> str:
    if error is None:
        return "wrong_field_count"
    if isinstance(error, _TooLong) or "field limit" in str(error):
        return "record_too_long"
    return "unclosed_quote" if "end of data" in str(error) else "malformed_quotes"
