"""Asking the release: one SQL file per question, answered as rows by name."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

_SQL = Path(__file__).parent / "sql"

Row = dict[str, Any]


def ask(con: duckdb.DuckDBPyConnection, question: str, **values: object) -> list[Row]:
    """Run ``sql/<question>.sql`` with its named parameters; every question is bounded by itself."""
    cursor = con.execute(_sql(question), values or None)
    names = [d[0] for d in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ask_one(con: duckdb.DuckDBPyConnection, question: str, **values: object) -> Row:
    """Run a question that has one row for an answer."""
    [row] = ask(con, question, **values)
    return row


@cache
def _sql(question: str) -> str:
    return (_SQL / f"{question}.sql").read_text(encoding="utf-8")
