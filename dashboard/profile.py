"""What columns hold: how many rows are filled, the range of their values, and examples.

Shares and ranges are those of all rows of a table, of a large one those of evenly spaced stretches, so that the cost
has a bound; examples come from fewer rows. Which rows that are depends on nothing but their number, so that the
same release has the same page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from dashboard.ask import Row
from warehouse.ddl import identifier, qualified

LENGTH = 48
"""Characters of an example."""
_EXAMPLES = 3
_RANGED = ("BIGINT", "INTEGER", "DOUBLE", "DATE", "TIMESTAMP")
_NAMED = ("_key", "_id")
"""Ends of names whose numbers are names: their order says nothing."""


@dataclass(frozen=True)
class Looked:
    """How many rows are looked at: all up to ``whole``, else ``stretches`` of ``stretch`` rows."""

    whole: int
    stretches: int
    stretch: int

    def rows_of(self, rows: int) -> int:
        """How many of the rows of a table that is."""
        return rows if rows <= self.whole else self.stretches * self.stretch


FOR_SHARES = Looked(whole=100_000, stretches=32, stretch=2_048)
FOR_EXAMPLES = Looked(whole=1_024, stretches=16, stretch=64)


@dataclass(frozen=True)
class Profile:
    """A column as the rows show that were looked at."""

    null_count: int
    low: str | None = None
    high: str | None = None
    examples: tuple[str, ...] = ()
    """The most frequent values, cut; one that is cut is a character longer than ``LENGTH``."""


@dataclass(frozen=True)
class TableProfile:
    """A table and its columns."""

    row_count: int
    shares_of: int
    """Rows that shares and ranges rest on."""
    examples_of: int
    """Rows that examples are the most frequent values of."""
    columns: dict[str, Profile]


def profile_table(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Row]) -> TableProfile:
    """Look at a table of a release.

    Args:
        con: the release.
        table: ``schema.table``; views have no places of rows.
        columns: rows of ``meta.column``.
    """
    [(rows,)] = con.execute(f"SELECT count(*) FROM {qualified(table)}").fetchall()
    if not rows:
        return TableProfile(0, 0, 0, {c["column_name"]: Profile(0) for c in columns})
    ranged = [c["column_name"] for c in columns if _is_ranged(c)]
    others = [c["column_name"] for c in columns if not _is_ranged(c)]
    count, nulls, ranges = _shares(con, _some(table, rows, FOR_SHARES), [*ranged, *others], ranged)
    examples = _examples(con, _some(table, rows, FOR_EXAMPLES), others) if others else {}
    found = {name: Profile(nulls[name], *ranges[name]) for name in ranged}
    found |= {name: Profile(nulls[name], examples=examples[name]) for name in others}
    return TableProfile(rows, count, FOR_EXAMPLES.rows_of(rows), found)


def _is_ranged(column: Row) -> bool:
    return column["data_type"] in _RANGED and not column["column_name"].endswith(_NAMED)


def _some(table: str, rows: int, looked: Looked) -> str:
    """The rows of a table that are looked at, as a FROM clause."""
    if rows <= looked.whole:
        return qualified(table)
    last = rows - looked.stretch
    starts = [n * last // (looked.stretches - 1) for n in range(looked.stretches)]
    spans = " OR ".join(f"rowid BETWEEN {start} AND {start + looked.stretch - 1}" for start in starts)
    return f"{qualified(table)} WHERE {spans}"


def _shares(
    con: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str], ranged: Sequence[str]
) -> tuple[int, dict[str, int], dict[str, tuple[str | None, str | None]]]:
    """Rows, NULLs by column, and smallest and largest value of those that have an order."""
    filled = [f"count({identifier(c)})" for c in columns]
    ends = [f"CAST({end}({identifier(c)}) AS VARCHAR)" for c in ranged for end in ("min", "max")]
    [(count, *found)] = con.execute(
        f"SELECT {', '.join(['count(*)', *filled, *ends])} FROM {source}"
    ).fetchall()
    nulls = {c: count - n for c, n in zip(columns, found, strict=False)}
    values = found[len(columns) :]
    return count, nulls, dict(zip(ranged, zip(values[::2], values[1::2], strict=True), strict=True))


def _examples(
    con: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The most frequent values of each column; of equally frequent ones those that come first."""
    cut = [f"left(CAST({identifier(c)} AS VARCHAR), {LENGTH + 1})" for c in columns]
    rows = con.execute(f"SELECT {', '.join(cut)} FROM {source}").fetchall()
    counted = [Counter(v for v in values if v is not None) for values in zip(*rows, strict=True)]
    common = [
        tuple(value for value, _ in values.most_common(1 if name.endswith(_NAMED) else _EXAMPLES))
        for name, values in zip(columns, counted, strict=False)
    ]
    return dict(zip(columns, common or [()] * len(columns), strict=True))
