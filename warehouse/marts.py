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
from warehouse.relation import parquet

_SQL = Path(__file__).parent / "sql" / "marts"
_SCOPE = _SQL / "trend_scope"
_TREND = re.compile(r"mart\.topic_trend_(channel_)?(\w+)")
_AXES = {"weekly": "week", "monthly": "month", "jalali_monthly": "jalali_month"}
_TABLE = re.compile(r"\b(?:core|mart)\.\w+")
_ROW_GROUP = 122_880
ROWS_AT_ONCE = 2_000_000
"""Rows of topics by channel and day from which trends are computed at a time; they can become several times as many."""

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


def mart_sql(name: str, *, continued: bool = False) -> str:
    """Return the SELECT of a mart, in the row order of its contract.

    Args:
        name: contract name, one of ``MARTS``.
        continued: take from the release that is attached as ``base`` what did not change.

    Raises:
        KeyError: there is no such mart.
    """
    if name not in MARTS:
        raise KeyError(f"no mart {name}; there are {', '.join(MARTS)}")
    contract = PUBLISHED[name]
    body = (_SQL / f"{contract.table_name}.sql").read_text(encoding="utf-8")
    if continued and (trend := _TREND.fullmatch(name)):
        body += f"\nUNION ALL BY NAME\n{_kept(name, is_channel=bool(trend[1]), axis=_AXES[trend[2]])}"
    return f"SELECT * FROM (\n{body}\n) ORDER BY {', '.join(contract.sort_by)}"


def _kept(name: str, *, is_channel: bool, axis: str) -> str:
    names = ["topic.topic_label AS topic_label", "topic.topic_kind AS topic_kind"]
    return (
        (_SCOPE / "kept.sql")
        .read_text(encoding="utf-8")
        .format(
            mart=name,
            axis=axis,
            by_channel=is_channel,
            period_key="week_start_date_key" if axis == "week" else f"{axis}_key",
            channel_key="held.channel_key" if is_channel else "-1",
            names=", ".join([*names, "channel.channel_name AS channel_name"] if is_channel else names),
            channels="JOIN core.dim_channel AS channel ON channel.channel_key = held.channel_key"
            if is_channel
            else "",
        )
    )


def mart_macros(name: str, *, continued: bool = False) -> str:
    """Return what a mart uses: the formulas, what trends are made of, and ``_<macro>.sql`` where it selects from that.

    A macro is bound when it is defined, so one that reads marts can only be defined after they were built. What
    trends are made of is a temporary table of all topics of posts, which ``build_marts`` makes once for all of them.
    """
    return "\n".join(f.read_text(encoding="utf-8") for f in _macro_files(name, continued=continued))


def _macro_files(name: str, *, continued: bool) -> list[Path]:
    query = mart_sql(name)
    scope = ["days", "spoken", "changed" if continued else "everything"] if _TREND.fullmatch(name) else []
    used = (f for f in sorted(_SQL.glob("_*.sql")) if f"FROM {f.stem[1:]}(" in query)
    return [_SQL / "_macros.sql", *(_SCOPE / f"{part}.sql" for part in scope), *used]


def mart_sources(name: str) -> list[str]:
    """Return the names of the tables that a mart reads, sorted."""
    return sorted(set(_TABLE.findall(mart_sql(name) + mart_macros(name))) & PUBLISHED.keys() - {name})


def find_changes(con: duckdb.DuckDBPyConnection, touched: Path) -> None:
    """Find what differs from the release that is attached as ``base``, for marts that continue it.

    Args:
        con: connection in which ``core.*`` and ``mart.post_frequency_daily`` exist.
        touched: Parquet with the ``post_key`` of every post that was built anew.
    """
    rows = f"SELECT DISTINCT post_key FROM {parquet((touched,))}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched_post AS {rows}").fetchall()
    con.execute((_SCOPE / "changes.sql").read_text(encoding="utf-8")).fetchall()


def build_marts(
    con: duckdb.DuckDBPyConnection,
    names: Iterable[str],
    target_of: Callable[[str], Path],
    *,
    continued: bool = False,
) -> Iterator[tuple[str, int]]:
    """Write marts as Parquet one by one, each macro defined once, posts of topics read once for all trends.

    Args:
        con: connection in which ``core.*`` exist, and the marts that a mart reads when its turn comes.
        names: contract names of ``MARTS``, in the order in which they are built.
        target_of: name → Parquet file to write; replaced if it exists. Trends of many topics come in several files,
            whose names are that of the mart, ``-`` and a number.
        continued: compute only what may have changed, and take the rest of a trend from the release;
            ``find_changes`` before the first trend.

    Yields:
        Name and number of rows of each mart once it is written.

    Raises:
        KeyError: there is no such mart.
    """
    defined: set[Path] = set()
    for name in names:
        query = mart_sql(name, continued=continued)
        for file in _macro_files(name, continued=continued):
            if file not in defined:
                con.execute(file.read_text(encoding="utf-8")).fetchall()
                defined.add(file)
        parts = _parts(con) if _TREND.fullmatch(name) else 1
        counts = [_copied(con, query, target_of(file), part, parts) for part, file in _files(name, parts)]
        yield name, sum(counts)


def _parts(con: duckdb.DuckDBPyConnection) -> int:
    """In how many parts trends are computed, so that memory bounds them, too."""
    [(rows,)] = con.execute("SELECT count(*) FROM spoken_day").fetchall()
    return max(1, -(-int(rows) // ROWS_AT_ONCE))


def _files(name: str, parts: int) -> Iterator[tuple[int, str]]:
    """The parts of a mart with the names of their files."""
    return enumerate([name] if parts == 1 else [f"{name}-{part:05d}" for part in range(parts)])


def _copied(con: duckdb.DuckDBPyConnection, query: str, target: Path, part: int, parts: int) -> int:
    con.execute(f"SET VARIABLE trend_part = {part}; SET VARIABLE trend_parts = {parts}").fetchall()
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    copied = con.execute(f"COPY ({query}) TO {literal(str(target))} ({options})").fetchall()
    return int(copied[0][0])
