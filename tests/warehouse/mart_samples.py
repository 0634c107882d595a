"""Tiny warehouses for the tests of marts, views and checks: frames of core and dq, written as Parquet.

A post is given by what a test is about; everything else gets a plain default. All texts are made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jdatetime
import polars as pl

from schemas import PUBLISHED
from warehouse.marts import MARTS, build_marts
from warehouse.relation import Relation, register_tables

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2025, 12, 31)
CAPTURED = datetime.fromisoformat("2025-12-30T12:00")
WEEKDAYS_EN = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
WEEKDAYS_FA = ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]

Row = dict[str, Any]


def key_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def day_of_week(day: date) -> int:
    """1 Saturday to 7 Friday."""
    return (day.weekday() + 2) % 7 + 1


def week_start(day: date) -> date:
    return day - timedelta(days=day_of_week(day) - 1)


def date_row(day: date) -> Row:
    jalali = jdatetime.date.fromgregorian(date=day)
    iso = day.isocalendar()
    weekday = day_of_week(day)
    return {
        "date_key": key_of(day), "full_date": day, "year": day.year, "quarter": (day.month + 2) // 3,
        "month": day.month, "month_name": day.strftime("%B"), "month_key": day.year * 100 + day.month,
        "day": day.day, "iso_year": iso.year, "iso_week": iso.week, "day_of_week": weekday,
        "day_name_en": WEEKDAYS_EN[weekday - 1], "day_name_fa": WEEKDAYS_FA[weekday - 1],
        "is_weekend": weekday == 7, "jalali_date": jalali.strftime("%Y/%m/%d"),
        "jalali_year": jalali.year, "jalali_month": jalali.month,
        "jalali_month_name_fa": f"ماه {jalali.month}", "jalali_day": jalali.day,
        "jalali_month_key": jalali.year * 100 + jalali.month, "week_start_date": week_start(day),
        "jalali_month_name_en": f"{jalali:%B}", "jalali_quarter": (jalali.month + 2) // 3,
        "jalali_season_fa": f"فصل {(jalali.month + 2) // 3}", "jalali_day_of_year": jalali.yday(),
        "is_jalali_leap_year": jalali.isleap(), "is_holiday": False,
    }  # fmt: skip


@cache
def dim_date() -> tuple[Row, ...]:
    """Rows of core.dim_date, reserved rows included."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    reserved = [
        {"date_key": 0, "jalali_date": "unknown"},
        {"date_key": -1, "jalali_date": "not applicable"},
    ]
    return (*reserved, *map(date_row, days))


def channel(key: int, **given: Any) -> Row:
    names = {0: "unknown", -1: "not applicable"}
    plain = {
        "channel_key": key, "channel_name": names.get(key, f"channel {key}"), "primary_language": "fa",
        "is_inferred": False,
    }  # fmt: skip
    return plain | given


def channel_version(key: int) -> Row:
    """The one period of a channel."""
    named = channel(key)
    return {
        "channel_version_key": key, "channel_key": key, "version_number": 1, "channel_name": named["channel_name"],
        "valid_from": datetime(2013, 8, 14), "valid_to": datetime(9999, 12, 31), "is_current": True,  # noqa: DTZ001
    }  # fmt: skip


def topic(key: int, label: str = "", **given: Any) -> Row:
    plain = {
        "topic_key": key, "topic_kind": "hashtag" if key > 0 else None, "topic_name": label or f"t{key}",
        "topic_label": label or f"t{key}", "parent_topic_key": -1, "topic_version": "1", "is_current": True,
    }  # fmt: skip
    return plain | given


def dump(key: int, **given: Any) -> Row:
    if key <= 0:
        return {"dump_key": key, "dump_id": str(key), "file_name": str(key), "channel_key": key} | given
    plain = {
        "dump_key": key, "dump_id": f"{key:064x}", "file_name": f"dump{key}.json",
        "dump_format": "tdesktop_json", "byte_count": 100, "captured_at": CAPTURED, "channel_key": 1,
        "record_count": 1, "observation_count": 1, "service_count": 0, "artifact_count": 0,
        "quarantined_count": 0,
    }  # fmt: skip
    return plain | given


def post(key: int, when: datetime | date | None = None, **given: Any) -> Row:
    """A post of channel 1; ``when`` is its local time, a day, or None for an undated post."""
    local = when if isinstance(when, datetime) else None
    day = local.date() if local else when
    precision = "second" if local else "day" if day else "unknown"
    plain = {
        "post_key": key, "channel_key": 1, "date_key": key_of(day) if day else 0,
        "posted_at": local - timedelta(hours=3, minutes=30) if local else None, "posted_at_local": local,
        "posted_precision": precision, "date_method": "source" if day else "none",
        "is_zone_assumed": False, "text": f"text {key}", "escaped_text": None,
        "language": "fa", "char_count": 6, "word_count": 2, "album_key": -1, "is_forward": False,
        "forward_from_channel_key": -1, "observation_count": 1, "version_count": 1,
        "repost_group_key": key, "first_dump_key": 1, "last_dump_key": 1,
    }  # fmt: skip
    return plain | given


def observation(post_key: int, dump_key: int = 1, record_index: int = 0, **given: Any) -> Row:
    plain = {
        "post_key": post_key, "dump_key": dump_key, "record_index": record_index, "copy_kind": "original",
        "captured_at": CAPTURED, "record_locator": f"/messages/{record_index}", "confidence": 1.0,
    }  # fmt: skip
    return plain | given


def revision(post_key: int, superseded_text: str | None = None, number: int = 1) -> Row:
    return {"post_key": post_key, "version_number": number, "superseded_text": superseded_text}


def spoken(post_key: int, topic_key: int) -> Row:
    return {
        "post_key": post_key, "topic_key": topic_key, "assignment": "hashtag", "evidence": "x", "weight": 1.0
    }  # fmt: skip


def ledger(dump_key: int, **given: Any) -> Row:
    plain = {
        "run_id": "r1", "dump_key": dump_key, "stage": "parsed", "file_name": f"dump{dump_key}.json",
        "byte_count": 100, "accounted_byte_count": 100, "record_count": 1, "observation_count": 1,
        "service_count": 0, "artifact_count": 0, "quarantined_count": 0, "residual": 0, "byte_residual": 0,
    }  # fmt: skip
    return plain | given


@dataclass
class Sample:
    """Rows per table; ``posts`` is the short form: observation and version are added to each post."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, *rows: Row) -> "Sample":
        self.tables.setdefault(table, []).extend(rows)
        return self

    def add_posts(self, *posts: Row, dump_key: int = 1) -> "Sample":
        """Add posts, each seen once, in one dump."""
        start = sum(o["dump_key"] == dump_key for o in self.tables.get("core.fact_post_observation", []))
        self.add("core.fact_post", *posts)
        self.add(
            "core.fact_post_observation",
            *(observation(p["post_key"], dump_key, start + n) for n, p in enumerate(posts)),
        )
        return self.add("core.fact_post_revision", *(revision(p["post_key"]) for p in posts))


def sample(channels: Sequence[int] = (1, 2), dumps: Sequence[int] = (1,)) -> Sample:
    """A warehouse with its dimensions and no post."""
    empty = Sample()
    empty.add("core.dim_channel", *(channel(k) for k in (0, -1, *channels)))
    empty.add("core.dim_channel_version", *(channel_version(k) for k in (0, -1, *channels)))
    empty.add("core.dim_date", *dim_date())
    empty.add("core.dim_topic", topic(0, "unknown"), topic(-1, "not applicable"))
    empty.add("core.dim_dump", *(dump(k) for k in (0, -1, *dumps)))
    return empty.add("dq.ledger", *(ledger(k) for k in dumps))


def frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    schema = PUBLISHED[table].polars_schema
    unknown = {c for row in rows for c in row} - set(schema)
    assert not unknown, f"{table} has no column {unknown}"
    return pl.DataFrame([{c: row.get(c) for c in schema} for row in rows], schema=schema)


def connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone='UTC'").fetchall()
    return con


def load(given: Sample, folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database with all core and dq tables, those without rows included."""
    con = connect()
    for name, contract in PUBLISHED.items():
        if contract.schema_name in {"core", "dq"}:
            put(con, name, given.tables.get(name, []), folder)
    return con


def put(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Create or replace a table from rows."""
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}").fetchall()
    source = folder / f"{table}.parquet"
    frame(table, rows).write_parquet(source)
    given = ", ".join(f"{c.generated or c.name} AS {c.name}" for c in PUBLISHED[table].columns)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {given} FROM read_parquet('{source}')").fetchall()


def build_all(con: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str] = MARTS) -> dict[str, int]:
    """Build every mart, or some in their order; returns rows per mart."""
    counts = {}
    for name, rows in build_marts(con, names, lambda n: folder / f"{n}.parquet"):
        counts[name] = rows
        register_tables(con, {name: Relation((folder / f"{name}.parquet",))})
    return counts


def read(con: duckdb.DuckDBPyConnection, table: str) -> list[Row]:
    """All rows of a table or view, in its order."""
    return pl.DataFrame(con.sql(f"FROM {table}")).to_dicts()
