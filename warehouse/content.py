"""What a release says, as one number per table: equal numbers, equal rows, in whatever order they lie."""

import duckdb

from schemas import PUBLISHED
from warehouse.ddl import identifier, qualified

OPERATIONAL = {"core.dim_dump": ("staged_at",)}
"""Columns of data tables that tell of the operation: they are no part of the content."""

SCHEMAS = ("core", "mart")
"""Schemas whose content is a function of the dumps, the configuration and the code."""


def content_of(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Count and hash the rows of every table of ``core`` and ``mart``.

    The hash of a table is the sum of the hashes of its rows, so that rows may stand in any order and a row
    that is there twice shows. DuckDB's hash differs between versions: compare within one process only.
    """
    return {name: _table(con, name) for name in PUBLISHED if name.partition(".")[0] in SCHEMAS}


def differences(held: dict[str, tuple[int, int]], wanted: dict[str, tuple[int, int]]) -> list[str]:
    """Say which tables differ, and whether in rows or only in values."""
    found = []
    for name, (count, digest) in wanted.items():
        if held[name][0] != count:
            found.append(f"{name} has {held[name][0]} rows instead of {count}")
        elif held[name][1] != digest:
            found.append(f"{name} has other values")
    return found


def _table(con: duckdb.DuckDBPyConnection, name: str) -> tuple[int, int]:
    columns = [c.name for c in PUBLISHED[name].columns if c.name not in OPERATIONAL.get(name, ())]
    listed = ", ".join(map(identifier, columns))
    query = f"SELECT count(*), coalesce(sum(hash({listed})::HUGEINT), 0) FROM {qualified(name)}"
    [(count, digest)] = con.execute(query).fetchall()
    return int(count), int(digest)
