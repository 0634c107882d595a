"""SQL text that follows from contracts: tables, views, comments, and the quoting they need.

Pure text: nothing here opens a database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the smoke test needs the quoting here in a fresh process, but not Pandera
    from schemas import Contract
    from schemas.contract import Column

SCHEMAS = ("core", "mart", "dq", "meta")
"""Schemas of a release. None may be called like the file's stem: qualified names would be ambiguous."""

PUBLISHED_TYPES = frozenset({"BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "VARCHAR", "DATE", "TIMESTAMP"})
"""What BI tools read without surprise: no HUGEINT, DECIMAL, zoned instants or nested types."""


@dataclass(frozen=True)
class ViewSpec:
    """A published view: what it is called, what it means, and its query."""

    name: str
    """``schema.view``, for instance ``dq.freshness``."""
    comment: str
    """Starts with the grain sentence."""
    columns: tuple[tuple[str, str], ...]
    """Name and description of each column, in the order of the query."""
    sql: str
    """A SELECT without a closing semicolon; tables as ``schema.table``, without a catalog."""


def identifier(name: str) -> str:
    """Quote one identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def qualified(name: str) -> str:
    """Quote ``schema.table``; the first dot separates."""
    schema, _, table = name.partition(".")
    return f"{identifier(schema)}.{identifier(table)}"


def literal(text: str) -> str:
    """Quote a text literal; DuckDB knows no escapes but the doubled quote."""
    return "'" + text.replace("'", "''") + "'"


def create_table(contract: Contract) -> str:
    """Write the ``CREATE TABLE`` of a contract.

    Only dimensions get a primary key: on facts keys cost a multiple in time and space (1.4x with a primary
    key, 3.6x with foreign keys on 2 M rows), and checks prove them at every run.
    """
    lines = [_column(c) for c in contract.columns]
    if is_dimension(contract):
        lines.append(f"PRIMARY KEY ({', '.join(map(identifier, contract.primary_key))})")
    return f"CREATE TABLE {qualified(contract.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(column: Column) -> str:
    name = f"{identifier(column.name)} {column.duckdb_type}"
    if column.generated:
        return f"{name} GENERATED ALWAYS AS ({column.generated}) VIRTUAL"
    return name if column.nullable else f"{name} NOT NULL"


def is_dimension(contract: Contract) -> bool:
    """Tell whether a table is one of ``core.dim_*``."""
    return contract.name.startswith("core.dim_")


def comments(contract: Contract) -> list[str]:
    """Write the ``COMMENT ON`` statements of a table and its columns."""
    described = ((c.name, c.description) for c in contract.columns)
    return list(_comments("TABLE", contract.name, contract.comment, described))


def create_view(view: ViewSpec) -> str:
    """Write the ``CREATE VIEW`` of a view.

    The columns keep the names that the query gives them: a list of names here would rename by position
    and hide a query whose columns stand in another order.
    """
    return f"CREATE VIEW {qualified(view.name)} AS\n{view.sql.strip().rstrip(';')}"


def view_comments(view: ViewSpec) -> list[str]:
    """Write the ``COMMENT ON`` statements of a view and its columns."""
    return list(_comments("VIEW", view.name, view.comment, iter(view.columns)))


def grain(comment: str) -> str:
    """Take the first sentence of a comment: what one row is."""
    sentence, stop, _ = comment.partition(". ")
    return sentence + stop.rstrip()


def _comments(kind: str, name: str, comment: str, columns: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"COMMENT ON {kind} {qualified(name)} IS {literal(comment)}"
    for column, description in columns:
        yield f"COMMENT ON COLUMN {qualified(name)}.{identifier(column)} IS {literal(description)}"
