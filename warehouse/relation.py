"""Where the rows of a table under construction lie: in Parquet, or in Parquet and an earlier release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from schemas import PUBLISHED
from warehouse.ddl import identifier, literal, qualified

BASE = "base"
"""Name under which the release that tables continue is attached."""


@dataclass(frozen=True)
class Relation:
    """A table of the release under construction."""

    files: tuple[Path, ...] = ()
    """Parquet with the table's columns; all rows, or those that are new."""
    base: Path | None = None
    """Database of the release that the table continues; None where the files hold all of it."""
    replaced: Mapping[str, Path] = field(default_factory=dict)
    """Column → Parquet that has it: rows of the base with one of these values there no longer count."""


def register_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, Relation]) -> None:
    """Make tables readable as ``schema.table`` in a scratch database.

    Raises:
        ValueError: a table has no rows anywhere, not even an empty file.
    """
    bases = {relation.base for relation in tables.values() if relation.base}
    if bases:
        [base] = bases
        attach_base(con, base)
    for schema in sorted({name.partition(".")[0] for name in tables}):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
    for name, relation in tables.items():
        con.execute(f"CREATE OR REPLACE VIEW {qualified(name)} AS {_rows(name, relation)}")


def attach_base(con: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Attach the release that tables continue."""
    con.execute(f"ATTACH IF NOT EXISTS {literal(str(database))} AS {BASE} (READ_ONLY)")


def parquet(files: tuple[Path, ...]) -> str:
    """SQL that reads Parquet files, whatever their names hold."""
    listed = ", ".join(literal(without_glob(f)) for f in files)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def without_glob(path: Path) -> str:
    """Write a path so that DuckDB takes ``*``, ``?`` and ``[`` in it for what they are."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def _rows(name: str, relation: Relation) -> str:
    contract = PUBLISHED[name]
    columns = ", ".join(identifier(c.name) for c in contract.columns)
    given = ", ".join(
        f"{c.generated or identifier(c.name)} AS {identifier(c.name)}" for c in contract.columns
    )
    parts = [f"SELECT {given} FROM {parquet(relation.files)}"] if relation.files else []
    if relation.base:
        kept = f"SELECT {columns} FROM {BASE}.{qualified(name)}"
        for column, file in relation.replaced.items():
            key = identifier(column)
            kept += f" ANTI JOIN (SELECT {key} FROM {parquet((file,))}) AS gone USING ({key})"
        parts.insert(0, kept)
    if not parts:
        raise ValueError(f"{name} has no rows anywhere, not even an empty file")
    return " UNION ALL ".join(parts)
