"""Trends that continue a release hold what a full build holds, and compute only what may have changed."""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from mart_samples import CAPTURED, Row, Sample, build_all, load, observation, post, spoken
from random_warehouse import random_warehouse

from schemas import PUBLISHED
from warehouse import marts
from warehouse.marts import build_marts, find_changes
from warehouse.relation import Relation, register_tables

_DAILY = "mart.post_frequency_daily"
_TRENDS = [
    f"mart.topic_trend_{channel}{axis}"
    for channel in ("", "channel_")
    for axis in ("weekly", "monthly", "jalali_monthly")
]
_NEW = 10_000
"""The first key of new posts."""

Change = Callable[[Sample, random.Random], set[int]]
"""Changes a warehouse; gives the posts that it touches."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, Path]:
    """A warehouse and its release."""
    folder = tmp_path_factory.mktemp("before")
    given = random_warehouse(3)
    con = load(given, folder)
    build_all(con, folder, [_DAILY, *_TRENDS])
    file = folder / "base.duckdb"
    con.execute(f"ATTACH '{file}' AS base").fetchall()
    con.execute("CREATE SCHEMA base.core; CREATE SCHEMA base.mart").fetchall()
    for name in ("core.fact_post", "core.fact_post_topic", "core.dim_topic", _DAILY, *_TRENDS):
        con.execute(f"CREATE TABLE base.{name} AS FROM {name}").fetchall()
    con.close()
    return given, file


def _add(given: Sample, when: datetime, count: int, topics: tuple[int, ...], channel: int = 1) -> set[int]:
    keys = set(range(_NEW, _NEW + count))
    for key in keys:
        given.add("core.fact_post", post(key, when + timedelta(hours=key % 40), channel_key=channel))
        given.add("core.fact_post_observation", observation(key, channel, key))
        given.add("core.fact_post_topic", *(spoken(key, topic) for topic in topics))
    return keys


def _dated(given: Sample) -> list[Row]:
    return [row for row in given.tables["core.fact_post"] if row["date_key"]]


def new_posts(given: Sample, _: random.Random) -> set[int]:
    last = max(row["posted_at"] or datetime.min for row in _dated(given))  # noqa: DTZ901 - naive, as everywhere
    return _add(given, last + timedelta(days=3), 6, (11, 15))


def new_posts_among_old_ones(given: Sample, _: random.Random) -> set[int]:
    return _add(given, CAPTURED.replace(year=2023, month=9), 4, (12,), channel=2)


def a_topic_that_becomes_frequent(given: Sample, _: random.Random) -> set[int]:
    last = max(row["posted_at"] or datetime.min for row in _dated(given))  # noqa: DTZ901 - naive, as everywhere
    return _add(given, last, 49, (10, 15))


def other_groups_dates_and_posts_gone(given: Sample, dice: random.Random) -> set[int]:
    rows = dice.sample(_dated(given), 9)
    for row in rows[:3]:
        row["repost_group_key"] = 1
    for row, other in zip(rows[3:6], rows[:3], strict=True):
        row["date_key"] = other["date_key"]
    gone = {row["post_key"] for row in rows[6:]}
    for name in ("core.fact_post", "core.fact_post_topic", "core.fact_post_observation"):
        given.tables[name] = [row for row in given.tables[name] if row["post_key"] not in gone]
    return {row["post_key"] for row in rows}


def topics_that_came_and_went(given: Sample, dice: random.Random) -> set[int]:
    came = {row["post_key"] for row in dice.sample(given.tables["core.fact_post"], 60)}
    went = {row["post_key"] for row in given.tables["core.fact_post_topic"] if row["topic_key"] == 13}
    kept = [row for row in given.tables["core.fact_post_topic"] if row["topic_key"] != 13]
    given.tables["core.fact_post_topic"] = [*kept, *(spoken(key, 15) for key in sorted(came))]
    return came | went


def topics_that_are_new_and_gone(given: Sample, dice: random.Random) -> set[int]:
    topics, spoken_of = given.tables["core.dim_topic"], given.tables["core.fact_post_topic"]
    given.add("core.dim_topic", topics[-1] | {"topic_key": 77, "topic_name": "new", "topic_label": "new"})
    given.tables["core.dim_topic"] = [row for row in topics if row["topic_key"] != 13]
    saying = dice.sample(given.tables["core.fact_post"], 20)  # too few to be frequent
    given.tables["core.fact_post_topic"] = [
        *(row for row in spoken_of if row["topic_key"] != 13),
        *(spoken(row["post_key"], 77) for row in saying),
    ]
    return set()


def other_names(given: Sample, _: random.Random) -> set[int]:
    for row in given.tables["core.dim_topic"]:
        row["topic_label"] += "!"
    for row in given.tables["core.dim_channel"]:
        row["channel_name"] += "?"
    return set()


def undated_posts(given: Sample, _: random.Random) -> set[int]:
    given.add("core.fact_post", post(_NEW, None, channel_key=1))
    given.add("core.fact_post_topic", spoken(_NEW, 14))
    return {_NEW}


@pytest.mark.parametrize(
    "change",
    [
        new_posts,
        new_posts_among_old_ones,
        a_topic_that_becomes_frequent,
        other_groups_dates_and_posts_gone,
        topics_that_came_and_went,
        topics_that_are_new_and_gone,
        other_names,
        undated_posts,
    ],
)
def test_a_trend_that_continues_a_release_is_that_of_a_full_build(
    before: tuple[Sample, Path], change: Change, tmp_path: Path
) -> None:
    old, file = before
    given = deepcopy(old)
    touched = change(given, random.Random(5))
    con = load(given, tmp_path)
    build_all(con, tmp_path, [_DAILY])
    _continue(con, file, touched, tmp_path)
    for name in _TRENDS:
        _build(con, name, tmp_path / "full.parquet")
        _build(con, name, tmp_path / "part.parquet", continued=True)
        full, part = (pl.read_parquet(tmp_path / f"{which}.parquet") for which in ("full", "part"))
        assert part.columns == PUBLISHED[name].polars_schema.names()
        assert part.equals(full), name
        held = pl.DataFrame(con.sql(f"FROM base.{name}"))
        assert change is undated_posts or not held.equals(full), "nothing changed"


def test_trends_in_parts_are_those_in_one(
    before: tuple[Sample, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, file = deepcopy(before[0]), before[1]
    touched = new_posts(given, random.Random(5))
    con = load(given, tmp_path)
    build_all(con, tmp_path, [_DAILY])
    _continue(con, file, touched, tmp_path)
    for name in _TRENDS:
        _build(con, name, tmp_path / "whole.parquet")
        with monkeypatch.context() as patch:
            patch.setattr(marts, "ROWS_AT_ONCE", 100)
            for continued in (False, True):
                counts = list(
                    build_marts(con, [name], lambda n: tmp_path / f"{n}.parquet", continued=continued)
                )
                parts = pl.read_parquet(sorted(tmp_path.glob(f"{name}-*.parquet")))
                assert len(list(tmp_path.glob(f"{name}-*.parquet"))) > 2
                assert counts == [(name, len(parts))]
                order = PUBLISHED[name].primary_key
                assert parts.sort(order).equals(pl.read_parquet(tmp_path / "whole.parquet").sort(order))


def test_what_did_not_change_is_not_computed(before: tuple[Sample, Path], tmp_path: Path) -> None:
    old, file = before
    given = deepcopy(old)
    touched = new_posts(given, random.Random(5))
    con = load(given, tmp_path)
    build_all(con, tmp_path, [_DAILY])
    copy = tmp_path / "marked.duckdb"
    copy.write_bytes(file.read_bytes())
    with duckdb.connect(copy) as release:
        release.execute("UPDATE mart.topic_trend_channel_weekly SET year_ratio = 77").fetchall()
    _continue(con, copy, touched, tmp_path)
    _build(con, "mart.topic_trend_channel_weekly", tmp_path / "part.parquet", continued=True)
    first = min(row["date_key"] for row in given.tables["core.fact_post"] if row["post_key"] in touched)
    rows = pl.read_parquet(tmp_path / "part.parquet").filter(pl.col("week_start_date_key") > 0)
    kept = rows.filter(pl.col("year_ratio") == 77)
    assert len(kept) > 100
    assert kept.filter(pl.col("channel_key") == 1)["week_start_date_key"].max() < first
    assert rows.filter(pl.col("channel_key") == 2).equals(kept.filter(pl.col("channel_key") == 2))


def _build(con: duckdb.DuckDBPyConnection, name: str, target: Path, *, continued: bool = False) -> None:
    list(build_marts(con, [name], lambda _: target, continued=continued))


def _continue(con: duckdb.DuckDBPyConnection, file: Path, touched: set[int], folder: Path) -> None:
    con.execute(f"ATTACH '{file}' AS base (READ_ONLY)").fetchall()
    keys = folder / "touched.parquet"
    pl.DataFrame({"post_key": sorted(touched)}, schema={"post_key": pl.Int64}).write_parquet(keys)
    register_tables(con, {_DAILY: Relation((folder / f"{_DAILY}.parquet",))})
    find_changes(con, keys)
