"""The marts: one SQL file per table, built in dependency order into Parquet.

Each file in ``sql/marts`` is one SELECT over ``core.*`` and earlier ``mart.*`` that gives the columns of the
contract of the same name. Files that begin with ``_`` hold macros that several of them share.
"""

import re
from pathlib import Path

import duckdb

from schemas import PUBLISHED
from warehouse.ddl import literal

_SQL = Path(__file__).parent / "sql" / "marts"
_TABLE = re.compile(r"\b(?:core|mart)\.\w+")
_ROW_GROUP = 122_880

MARTS: tuple[str, ...] = (
    "mart.post_frequency_daily",
    "mart.post_frequency_weekly",
    "mart.post_frequency_monthly",
    "mart.post_frequency_jalali_monthly",
    "mart.post_frequency_hourly_profile",
    "mart.post_frequency_overall_daily",
    "mart.post_frequency_overall_weekly",
    "mart.post_frequency_overall_monthly",
    "mart.post_frequency_overall_jalali_monthly",
    "mart.posting_cadence",
    "mart.topic_trend_weekly",
    "mart.topic_trend_monthly",
    "mart.topic_trend_jalali_monthly",
    "mart.topic_trend_channel_weekly",
    "mart.topic_trend_channel_monthly",
    "mart.topic_trend_channel_jalali_monthly",
    "mart.topic_emerging",
    "mart.topic_cooccurrence",
)
"""Contract names, each after the marts it reads."""


def mart_sql(name: str) -> str:
    """Return the SELECT of a mart, in the row order of its contract.

    Args:
        name: contract name, one of ``MARTS``.

    Raises:
        KeyError: there is no such mart.
    """
    if name not in MARTS:
        raise KeyError(f"no mart {name}; there are {', '.join(MARTS)}")
    contract = PUBLISHED[name]
    body = (_SQL / f"{contract.table_name}.sql").read_text(encoding="utf-8")
    return f"SELECT * FROM (\n{body}\n) ORDER BY {', '.join(contract.sort_by)}"


def mart_macros(name: str) -> str:
    """Return the macros that a mart uses: the formulas, and ``_<macro>.sql`` where it selects from that macro.

    A macro is bound when it is defined, so one that reads marts can only be defined after they were built.
    """
    query = mart_sql(name)
    files = [
        _SQL / "_macros.sql",
        *(f for f in sorted(_SQL.glob("_*.sql")) if f"FROM {f.stem[1:]}(" in query),
    ]
    return "\n".join(f.read_text(encoding="utf-8") for f in files)


def mart_sources(name: str) -> list[str]:
    """Return the names of the tables that a mart reads, sorted."""
    return sorted(set(_TABLE.findall(mart_sql(name) + mart_macros(name))) & PUBLISHED.keys() - {name})


def build_mart(con: duckdb.DuckDBPyConnection, name: str, target: Path) -> int:
    """Write a mart as Parquet.

    Args:
        con: connection in which ``core.*`` and the marts before this one exist.
        name: contract name, one of ``MARTS``.
        target: Parquet file to write; replaced if it exists.

    Returns:
        Number of rows.

    Raises:
        KeyError: there is no such mart.
    """
    query = mart_sql(name)
    con.execute(mart_macros(name)).fetchall()
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    [(row_count,)] = con.execute(f"COPY ({query}) TO {literal(str(target))} ({options})").fetchall()
    return int(row_count)
