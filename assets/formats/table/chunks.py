"""Stretches of a table as readers hand them over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

CHUNK_ROWS = 122_880
CHUNK_CHARACTERS = 24 << 20
"""A chunk is handed over once it holds so much text, however few its rows are."""
SAMPLE_ROWS = 2_000
"""The roles of columns are decided by so many first rows."""
HEADER_ROWS = 20
"""A table's header is among so many first rows; titles and notes may stand above it."""
_ROWS_HELD = 8_192
SHOWN_CHARACTERS = 64 << 10
"""So much of a record that cannot be read is kept."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Stray:
    """A record of a table that is not one of its rows: a heading, or a stretch that cannot be read."""

    order: int
    """Position among the records of its chunk."""
    locator: str
    raw: str
    span: Span | None = None
    artifact: str | None = None
    """Kind of artifact; None for what cannot be read, which has a reason and a rule."""
    reason: str = ""
    rule: str = ""
    case: str | None = None


@dataclass(frozen=True)
class Chunk:
    """Records that follow each other in a table."""

    rows: pl.DataFrame
    """Cells as text, columns named as in the source; NULL where there is no value."""
    order: pl.Series
    """Position of each row among the records of the chunk."""
    locators: pl.Series
    strays: list[Stray]
    record_count: int
    """Records found, counted while reading."""
    starts: pl.Series | None = None
    """First byte of each row, where rows are lines of a file."""
    ends: pl.Series | None = None


class Table(Protocol):
    """One table of a file."""

    name: str
    """Sheet or database table; empty where a file holds one table only."""
    has_float_numbers: bool = False
    """True where the source holds all numbers as floats."""
    day_shift: int = 0
    """What to add to serial days to count as Excel does: workbooks may count from 1904."""

    def chunks(self) -> Iterator[Chunk]:
        """Read the table from its start; never raises for bad data."""


class Readable(Protocol):
    """A file as tables."""

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """Names of all tables and their first rows, cheaply; raises nothing for bad data."""

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """Those tables, in order."""


@dataclass
class ChunkWriter:
    """Collects records one by one; ``columns`` may grow while rows are dicts (JSON)."""

    columns: list[str]
    cells: list[Sequence[str | None]] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    locators: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    characters: int = 0
    record_count: int = 0

    @property
    def is_full(self) -> bool:
        """True when the chunk should be handed over."""
        return self.record_count >= CHUNK_ROWS or self.characters >= CHUNK_CHARACTERS

    def row(self, cells: Sequence[str | None], locator: str, size: int, span: Span | None = None) -> None:
        """Add a row of the table; ``size`` is about its number of characters."""
        self.cells.append(cells)
        self.order.append(self.record_count)
        self.locators.append(locator)
        if span is not None:
            self.spans.append(span)
        self.characters += size
        self.record_count += 1
        if len(self.cells) >= _ROWS_HELD:
            self._settle()

    def rows(self, cells: Sequence[Sequence[str | None]], locators: Sequence[str], size: int) -> None:
        """Add rows that follow each other, all of which have all columns."""
        self.frame(_frame(self.columns, cells), locators, size)

    def frame(
        self, rows: pl.DataFrame, locators: Sequence[str], size: int, spans: Sequence[Span] = ()
    ) -> None:
        """Add rows that follow each other, with some of the columns."""
        self._settle()
        self.frames.append(rows)
        self.order.extend(range(self.record_count, self.record_count + rows.height))
        self.locators.extend(locators)
        self.spans.extend(spans)
        self.characters += size
        self.record_count += rows.height

    def heading(self, locator: str, raw: str) -> None:
        """Add a record above the table's header, or a header that is repeated."""
        self._stray(Stray(self.record_count, locator, shown(raw), artifact="boilerplate"))

    def reject(
        self,
        locator: str,
        raw: str,
        reason: str,
        rule: str,
        case: str | None = None,
        span: Span | None = None,
    ) -> None:
        """Add a record that cannot be read."""
        stray = Stray(self.record_count, locator, shown(raw), span, None, reason, rule, case)
        self._stray(stray)

    def take(self) -> Chunk:
        """Hand over what was collected, and begin anew."""
        self._settle()
        has_spans = bool(self.spans)
        chunk = Chunk(
            rows=pl.concat([_frame(self.columns, []), *self.frames], how="diagonal"),
            order=pl.Series(self.order, dtype=pl.Int64),
            locators=pl.Series(self.locators, dtype=pl.String),
            strays=self.strays,
            record_count=self.record_count,
            starts=pl.Series([s for s, _ in self.spans], dtype=pl.Int64) if has_spans else None,
            ends=pl.Series([e for _, e in self.spans], dtype=pl.Int64) if has_spans else None,
        )
        self.frames, self.order, self.locators, self.spans, self.strays = [], [], [], [], []
        self.characters = self.record_count = 0
        return chunk

    def _settle(self) -> None:
        """Rows held as lists take many times the room of a frame."""
        if self.cells:
            width = len(self.columns)
            self.frames.append(_frame(self.columns, [_padded(row, width) for row in self.cells]))
            self.cells = []

    def _stray(self, stray: Stray) -> None:
        self.strays.append(stray)
        self.characters += len(stray.raw)
        self.record_count += 1


class Unread(Table):
    """A file or a table that cannot be read, as a table with one record."""

    def __init__(self, reason: str, rule: str, case: str, name: str = "file") -> None:
        self.name = name
        self._reason = reason
        self._rule = rule
        self._case = case

    def chunks(self) -> Iterator[Chunk]:
        """The one record."""
        writer = ChunkWriter([])
        writer.reject(self.name, self._case, self._reason, self._rule, self._case[:200])
        yield writer.take()


def _frame(names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pl.DataFrame([pl.Series(n, c, dtype=pl.String) for n, c in zip(names, columns, strict=True)])


def _padded(row: Sequence[str | None], width: int) -> Sequence[str | None]:
    """A row from before columns were added."""
    return row if len(row) == width else [*row, *[None] * (width - len(row))]


def shown(raw: str) -> str:
    """A record that cannot be read as it may be shown and stored: cut, NULs and stray bytes made visible."""
    text = raw[:SHOWN_CHARACTERS].replace("\x00", "\\x00")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def unique_names(names: Sequence[str | None]) -> list[str]:
    """Names of columns as they stand, repeated and missing ones numbered; bytes that are no text are U+FFFD."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        plain = (name or "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        plain = plain.strip().lstrip("\ufeff").strip()
        seen[plain] = seen.get(plain, 0) + 1
        candidate = plain if seen[plain] == 1 and plain else f"{plain}#{seen[plain]}"
        while candidate in unique:
            candidate += "#"
        unique.append(candidate)
    return unique
