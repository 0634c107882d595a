"""Lines of a delimited file for ``csv.reader``: one by one, remembered and taken back, or many at once."""

import io
from collections.abc import Iterator

from assets.formats.table.dialect import Dialect, unescaped
from assets.formats.table.text_lines import MAX_RECORD_CHARACTERS, Lines, LongLine

CARRIAGE_RETURN = "\ufdd0"
"""Stands for a carriage return inside a line while the line is read: csv would take it for a line end."""

_FEW_LINES = 1_000


class TooLong(Exception):  # noqa: N818 - it ends an attempt, it is no error
    """A record goes on longer than any may."""


class Feed:
    """Lines for ``csv.reader``, which remembers those of the record being read and takes lines back."""

    def __init__(self, lines: Lines, dialect: Dialect) -> None:
        self._pieces = lines.pieces()
        self._newline = dialect.newline
        self._piece: Iterator[str] = iter(())
        self._is_escaped = dialect.mode == "escaped"
        self._marks_returns = dialect.newline == "\n"
        self._again: list[str] = []
        self.number = 0
        """Lines handed out."""
        self.held: list[str] = []
        self.size = 0
        self.has_marks = False

    def __iter__(self) -> "Feed":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._line()
        self.number += 1
        self.held.append(line)
        self.size += len(line)
        if self.size > MAX_RECORD_CHARACTERS or type(line) is LongLine:
            raise TooLong
        if self._marks_returns and line.find("\r", 0, -2) >= 0:
            line = self._marked(line)
        return unescaped(line) if self._is_escaped else line

    def _line(self) -> str:
        for line in self._piece:
            return line
        piece = next(self._pieces)
        if type(piece) is LongLine:
            return piece
        self._piece = io.StringIO(piece, newline=self._newline)
        return next(self._piece)

    def take_lines(self) -> list[str]:
        """The lines at hand, with the next piece of the file if they are few; none at its end."""
        lines = [*reversed(self._again), *self._piece]
        self._again.clear()
        if len(lines) < _FEW_LINES:
            piece = next(self._pieces, "")
            lines += [piece] if type(piece) is LongLine else io.StringIO(piece, newline=self._newline)
        return lines

    def give_back(self, lines: list[str], used: int) -> None:
        """Keep the first of the lines as used, take back the others."""
        self._again = lines[used:]
        self._again.reverse()
        self.number += used

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
