"""Records of a delimited file, strictly: what is not sound is handed over as it stands, and reading goes on."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from assets.formats.table.chunks import SHOWN_CHARACTERS
from assets.formats.table.dialect import Dialect, fit, have_shape, unescaped
from assets.formats.table.feed import CARRIAGE_RETURN, Feed, TooLong
from assets.formats.table.text_lines import ESCAPED, MAX_RECORD_CHARACTERS, Lines, LongLine

_LEAST_PATIENCE, _MOST_PATIENCE = 64, 1 << 16

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


class Rows(NamedTuple):
    """Sound records that follow each other."""

    rows: list[list[str]]
    lines: list[int]
    """Line on which each begins, from 1."""
    size: int
    """Their characters."""


class RecordReader:
    """Reads the records of a file one after another."""

    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        self._lines = lines
        self._dialect = dialect
        self._width = len(dialect.columns)
        self._feed = Feed(lines, dialect)
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
            except (csv.Error, TooLong):
                self._feed.take_back()
            if index < self._dialect.header_index:
                yield Record(None, line, self._feed.size, "".join(self._feed.held[:1]))

    def records(self) -> Iterator[Rows | Record]:
        """The records below the header, sound ones many at a time; blank lines are rows without fields.

        Where records are not sound they are read one by one for a while, longer each time.
        """
        patience = _LEAST_PATIENCE
        while True:
            block = self._block()
            if block is not None:
                yield block
                if len(block.rows) >= patience:
                    patience = _LEAST_PATIENCE
                    continue
            single = 0
            for record in islice(self._one_by_one(), patience):
                single += 1
                yield record
            if single < patience:
                return
            patience = min(2 * patience, _MOST_PATIENCE)

    def _block(self) -> Rows | None:
        """Sound records as many as there are at hand, None if the next one is not sound."""
        lines = self._feed.take_lines()
        rows: list[list[str]] = []
        if (
            max(map(len, lines), default=MAX_RECORD_CHARACTERS) < MAX_RECORD_CHARACTERS
            and not self._lines.has_escapes
        ):
            whole = lines[:-1] if type(lines[-1]) is LongLine else lines
            escaped = self._dialect.mode == "escaped"
            reader = csv.reader(map(unescaped, whole) if escaped else whole, **self._dialect.reader_options())
            with suppress(csv.Error):  # the last record goes on behind the piece, or is not sound
                rows.extend(reader)
        if set(map(len, rows)) - {self._width}:
            rows = list(takewhile(lambda row: len(row) == self._width, rows))
        newline = self._dialect.newline
        heights = [1 + "".join(row).count(newline) for row in rows]
        begin = self._feed.number + 1
        starts = list(accumulate(heights, initial=begin))
        used = starts[-1] - begin
        self._feed.give_back(lines, used)
        return Rows(rows, starts[:-1], sum(map(len, lines[:used]))) if rows else None

    def _one_by_one(self) -> Iterator[Record]:
        feed, reader, width = self._feed, self._reader, self._width
        while True:
            feed.begin()
            line = feed.number + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, TooLong) as error:
                yield from self._recover(line, error)
                continue
            if len(row) == width and not self._lines.has_escapes and not feed.has_marks:
                yield Record(row, line, feed.size)
            else:
                yield from self._checked(row, line)

    def _checked(self, row: list[str], line: int) -> Iterator[Record]:
        """A record that may not be sound."""
        feed = self._feed
        shapes = self._dialect.shapes if self._dialect.omits_empty else ()
        fitted = fit(row, self._width, shapes) if row else [""] * self._width
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
        case = None if error is None or isinstance(error, TooLong) else str(error)
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
            except (csv.Error, TooLong):
                continue
            if self._is_sound(row):
                yield Record(None, line, size, "".join(bad)[:SHOWN_CHARACTERS], reason, case)
                yield self._decoded(row, following)
                return

    def _is_sound(self, row: list[str]) -> bool:
        """Whether a record looks like the others, not like the inside of a broken one."""
        shapes = self._dialect.shapes
        return len(row) == self._width and (not any(shapes) or have_shape(row, shapes))


def _reason(error: Exception | None) -> str:
    if error is None:
        return "wrong_field_count"
    if isinstance(error, TooLong) or "field limit" in str(error):
        return "record_too_long"
    return "unclosed_quote" if "end of data" in str(error) else "malformed_quotes"
