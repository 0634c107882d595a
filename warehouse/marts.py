"""The marts: one SQL file per table, built in dependency order into Parquet.

Each file in ``sql/marts`` is one SELECT over ``core.*`` and earlier ``mart.*`` that gives the columns of the
contract of the same name. Files that begin with ``_`` hold macros that several of them share.
"""

import re
from collections.abc import Callable, Iterable, Iterator
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
    return "\n".join(f.read_text(encoding="utf-8") for f in _macro_files(name))


def _macro_files(name: str) -> list[Path]:
    query = mart_sql(name)
    used = (f for f in sorted(_SQL.glob("_*.sql")) if f"FROM {f.stem[1:]}(" in query)
    return [_SQL / "_macros.sql", *used]


def mart_sources(name: str) -> list[str]:
    """Return the names of the tables that a mart reads, sorted."""
    return sorted(set(_TABLE.findall(mart_sql(name) + mart_macros(name))) & PUBLISHED.keys() - {name})


def build_marts(
    con: duckdb.DuckDBPyConnection, names: Iterable[str], target_of: Callable[[str], Path]
) -> Iterator[tuple[str, int]]:
    """Write marts as Parquet one by one, each macro defined once.

    Args:
        con: connection in which ``core.*`` exist, and the marts that a mart reads when its turn comes.
        names: contract names of ``MARTS``, in the order in which they are built.
        target_of: name → Parquet file to write; replaced if it exists.

    Yields:
        Name and number of rows of each mart once it is written.

    Raises:
        KeyError: there is no such mart.
    """
    defined: set[Path] = set()
    for name in names:
        query = mart_sql(name)
        for file in _macro_files(name):
            if file not in defined:
                con.execute(file.read_text(encoding="utf-8")).fetchall()
                defined.add(file)
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
        copied = con.execute(f"COPY ({query}) TO {literal(str(target_of(name)))} ({options})").fetchall()
        yield name, int(copied[0][0])
