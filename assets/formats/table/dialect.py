"""How a delimited file is written: encoding, delimiter, quotes, and where its header is."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from assets.formats.table.chunks import HEADER_ROWS, unique_names
from assets.formats.table.names import is_recognised
from assets.formats.table.plan import Mapping, names_score
from assets.formats.table.text_lines import Coding, codings, decoded

HEAD_BYTES = 256 << 10
"""So much of a file is looked at."""

_MODES = ("quoted", "escaped", "unquoted")
_LEAST_SOUND = 0.6
"""Share of the first records that must have as many fields as the header."""
_USUAL = (",", ";", "\t", "|")
_MAX_DELIMITERS = 10
_MAX_COLUMNS = 2_000
"""Telethon's messages laid out in columns have several hundred; to weigh each takes a millisecond."""

_SHAPES = (
    re.compile(r"\s*[-+]?\d+(?:\.\d*)?\s*\Z"),
    re.compile(r"\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ,].*)?\Z"),
    re.compile(r"\s*@\w+\s*\Z"),
    re.compile(r"\s*(?:https?://)?(?:t|telegram)\.me/\S+\s*\Z"),
)
_LEAST_SHAPED = 5

Shapes = tuple[re.Pattern[str] | None, ...]


@dataclass(frozen=True)
class Dialect:
    """How to read a delimited file."""

    coding: Coding
    newline: str
    delimiter: str
    quote: str
    mode: str
    """``quoted`` with doubled quotes, ``escaped`` with backslashes before quotes, or ``unquoted``."""
    has_spaces: bool
    """A space follows each delimiter."""
    columns: tuple[str, ...]
    header_index: int
    """Records above the header."""
    shapes: Shapes
    """How cells of a column look, where nearly all look alike; tells rows from the inside of broken ones."""
    omits_empty: bool = False
    """Rows end with their last filled cell."""

    def reader_options(self) -> dict[str, Any]:
        """Arguments of ``csv.reader``."""
        quoting = csv.QUOTE_NONE if self.mode == "unquoted" else csv.QUOTE_MINIMAL
        quote = None if self.mode == "unquoted" else self.quote
        return {
            "delimiter": self.delimiter, "quotechar": quote, "quoting": quoting,
            "skipinitialspace": self.has_spaces, "strict": True,
        }  # fmt: skip


def detect_dialect(
    head: bytes, *, is_whole: bool, mapping: Mapping = ()
) -> tuple[Dialect, list[list[str]]] | None:
    """Find out how a file is written; gives also its first sound rows. None if it is no table of posts.

    Args:
        head: First bytes of the file.
        is_whole: Whether they are all of it.
        mapping: What configuration says of columns: those make a header too.
    """
    for coding in codings(head):
        text = decoded(head, coding, is_whole=is_whole)
        if "\x00" in text[:4096]:
            continue
        newline = "\n" if "\n" in text else "\r"
        found = _header(text, newline, mapping)
        if found is not None:
            return _best_mode(text, newline, coding, found, is_whole=is_whole)
    return None


@dataclass(frozen=True)
class _Header:
    delimiter: str
    quote: str
    index: int
    names: list[str]
    has_spaces: bool


def _header(text: str, newline: str, mapping: Mapping) -> _Header | None:
    """The row that names the most columns, for the delimiter that makes it so."""
    best: tuple[int, int, _Header] | None = None
    lines = _lines(text, newline, HEADER_ROWS)
    for delimiter in _delimiters("".join(lines)):
        for index, row in enumerate(_rows(lines, delimiter)):
            if len(row) == 1 and delimiter != _USUAL[0]:
                continue  # nothing tells by what one column would be parted from others
            quote = (
                "'" if len(row) > 1 and all(re.fullmatch(r"\s*'.*'\s*", n, re.DOTALL) for n in row) else '"'
            )
            names = [n.strip().strip("'") if quote == "'" else n for n in row]
            score = _score(names, mapping)
            if score and (best is None or (score, -index) > best[:2]):
                spaces = len(row) > 1 and all(n.startswith(" ") for n in row[1:])
                best = (score, -index, _Header(delimiter, quote, index, names, spaces))
    return best[2] if best else None


def _score(names: list[str], mapping: Mapping) -> int:
    is_likely = len(names) <= _MAX_COLUMNS and (mapping or sum(map(is_recognised, names)) > 1)
    return names_score(unique_names(names), mapping) if is_likely else 0


def _delimiters(text: str) -> list[str]:
    """Characters that may be delimiters, the usual ones first."""
    others = Counter(
        c for c in text[:4096] if not c.isalnum() and c not in " _\"'\r\n\ufeff.-/@#:" and c.isprintable()
    )
    others += Counter(c for c in text[:4096] if c in "\x01\x1e\x1f")
    rare = [c for c, _ in others.most_common() if c not in _USUAL and len(c.encode()) == 1]
    usual = [_USUAL[0], *(d for d in _USUAL[1:] if d in text)]
    return [*usual, *rare, *([":"] if ":" in text else [])][:_MAX_DELIMITERS]


def _lines(text: str, newline: str, count: int) -> list[str]:
    stream = io.StringIO(text, newline=newline)
    return [line for line, _ in zip(stream, range(count), strict=False)]


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Records of the first lines; one that cannot be read is empty."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=False)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error:
            rows.append([])


def _best_mode(
    text: str, newline: str, coding: Coding, header: _Header, *, is_whole: bool
) -> tuple[Dialect, list[list[str]]] | None:
    """The way of quoting that leaves the fewest records broken."""
    best: _Trial | None = None
    modes = _MODES if _are_quotes_words(text, header) else _MODES[:2]
    for mode in modes:
        dialect = Dialect(coding, newline, header.delimiter, header.quote, mode, header.has_spaces,
                          tuple(header.names), header.index, ())  # fmt: skip
        trial = _tried(text, dialect, is_whole=is_whole)
        if best is None or trial.share > best.share + 1e-9:
            best = trial
    if best is None or best.share < _LEAST_SOUND:
        return None
    is_bare_header = not best.rows and (
        header.index > 0 or sum(map(is_recognised, header.names)) < len(header.names)
    )
    return None if is_bare_header else (best.dialect, best.rows)


def _are_quotes_words(text: str, header: _Header) -> bool:
    """Whether quotes at the beginning of fields belong to the text: most of them have no counterpart."""
    quote, delimiter = re.escape(header.quote), re.escape(header.delimiter)
    begin = rf"(?:^|(?<={delimiter})){quote}"
    whole = re.compile(rf"{begin}(?:[^{quote}]|{quote}{quote})*+{quote}(?={delimiter}|\r?$)", re.MULTILINE)
    rest, count = whole.subn("", text)
    return len(re.findall(begin, rest, re.MULTILINE)) > count


class _Trial(NamedTuple):
    dialect: Dialect
    """With all that the records tell of it."""
    share: float
    """Share of sound records."""
    rows: list[list[str]]
    """The sound records."""


def _tried(text: str, dialect: Dialect, *, is_whole: bool) -> _Trial:
    """Read the first records in one way."""
    lines = list(io.StringIO(text, newline=dialect.newline))
    reader = csv.reader(
        map(unescaped, lines) if dialect.mode == "escaped" else lines, **dialect.reader_options()
    )
    rows: list[list[str] | None] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            break
        except csv.Error as error:
            rows.append(None if is_whole or "end of data" not in str(error) else [])
    body = [r for r in rows[dialect.header_index + 1 :] if r is None or r]
    body = body if is_whole or not body else body[:-1]  # the last one may be cut
    names = _named(list(dialect.columns), body)
    filled = [[*r, *[""] * (len(names) - len(r))] for r in body if r and len(r) <= len(names)]
    shapes = _shapes(filled, len(names))
    omits_empty = _omit_empty(body, shapes)
    fitted = [fit(r, len(names), shapes if omits_empty else ()) if r is not None else None for r in body]
    sound = [r for r in fitted if r is not None]
    found = replace(dialect, columns=tuple(names), shapes=shapes, omits_empty=omits_empty)
    return _Trial(found, len(sound) / len(body) if body else 1.0, sound)


def _omit_empty(body: list[list[str] | None], shapes: Shapes) -> bool:
    """Whether short records are the writer's habit: all have the shapes of the others, none ends empty."""
    width = len(shapes)
    ends = [r[-1] for r in body if r and len(r) <= width]
    short = [r for r in body if r and len(r) < width]
    return bool(short) and all(ends) and all(have_shape(r, shapes) for r in short)


def have_shape(row: list[str], shapes: Shapes) -> bool:
    """Whether a record, perhaps without its last cells, looks like the others: no inside of a broken one."""
    shaped = [(cell, shape) for cell, shape in zip(row, shapes, strict=False) if shape]
    fits = all(not cell or shape.match(cell) for cell, shape in shaped)
    return fits and any(cell for cell, _ in shaped)


def _named(header: list[str], body: list[list[str] | None]) -> list[str]:
    """Names of all columns: without empty ones at the end, with one for row names that have none (R)."""
    names = list(header)
    while names and not names[-1].strip():
        names.pop()
    widths = Counter(len(r) for r in body if r)
    most = widths.most_common(1)
    if most and most[0][0] == len(header) + 1 and widths[len(header)] == 0 and any(r and r[-1] for r in body):
        names = ["", *header]
    return unique_names(names)


def fit(row: list[str], width: int, shapes: Shapes = ()) -> list[str] | None:
    """A record with as many fields as there are columns, None if it has not.

    Empty ones too many are dropped; ones that are missing at the end are added where writers omit them and
    the shapes of columns are given.
    """
    if len(row) == width:
        return row
    if len(row) > width:
        return None if any(row[width:]) else row[:width]
    return [*row, *[""] * (width - len(row))] if shapes and have_shape(row, shapes) else None


def unescaped(line: str) -> str:
    r"""A line with doubled quotes where it has escaped ones: ``\"`` → ``""``, ``\\`` → ``\``."""
    return re.sub(r'\\(["\\])', lambda m: '""' if m[1] == '"' else "\\", line) if "\\" in line else line


def _shapes(rows: list[list[str]], width: int) -> Shapes:
    """Shape of each column that nearly all of its filled cells have."""
    shapes: list[re.Pattern[str] | None] = []
    for i in range(width):
        filled = [r[i] for r in rows if r[i]]
        fits = (s for s in _SHAPES if sum(map(bool, map(s.match, filled))) >= 0.95 * len(filled))
        shapes.append(next(fits, None) if len(filled) >= _LEAST_SHAPED else None)
    return tuple(shapes)
