"""The marts: one SQL file per table, built in dependency order into Parquet.

Each file in ``sql/marts`` is one SELECT over ``core.*`` and earlier ``mart.*`` that gives the columns of the
contract of the same name.
"""

from pathlib import Path

import duckdb

from schemas import PUBLISHED
from warehouse.ddl import literal

_SQL = Path(__file__).parent / "sql" / "marts"
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


def define_mart_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Define the formulas that ``mart_sql`` may use, for this connection only."""
    con.execute((_SQL / "_macros.sql").read_text(encoding="utf-8")).fetchall()


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
    define_mart_macros(con)
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    [(row_count,)] = con.execute(f"COPY ({query}) TO {literal(str(target))} ({options})").fetchall()
    return int(row_count)
