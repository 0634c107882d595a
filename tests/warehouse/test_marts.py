"""Marts against an independent recount, against hand-made cases, and against their contracts."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import mart_recount as recount
import mart_samples as samples
import polars as pl
import pytest
import trend_oracle
from mart_samples import build_all, load, post, read, sample, spoken, topic
from random_warehouse import random_warehouse

from schemas import PUBLISHED
from warehouse import marts
from warehouse.marts import MARTS, mart_macros, mart_sql

Number = Callable[[date], Any]

TRENDS = [
    ("weekly", recount.WEEKS, "week_start_date_key"),
    ("monthly", recount.MONTHS, "month_key"),
    ("jalali_monthly", recount.JALALI_MONTHS, "jalali_month_key"),
]

STRICT = ("mart.topic_emerging", "mart.topic_cooccurrence")
"""Marts that show nothing of few posts or of undated ones."""


def is_close(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-10)


@pytest.fixture(scope="module", params=range(4))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    folder = tmp_path_factory.mktemp("marts")
    given = random_warehouse(request.param)
    con = load(given, folder)
    build_all(con, folder)
    return given, con


def frequencies(con: duckdb.DuckDBPyConnection, table: str, period: str, covered: str) -> dict:
    return {
        (c, p): tuple(rest)
        for c, p, *rest in con.execute(
            f"SELECT channel_key, {period}, {covered}, post_count, original_post_count,"
            f" forward_count_posts, repost_post_count, word_count FROM mart.{table}"
        ).fetchall()
    }


@pytest.mark.parametrize(
    ("table", "number", "period", "covered"),
    [
        ("daily", lambda d: d, "full_date", "CAST(date_key > 0 AS BIGINT)"),
        ("weekly", samples.week_start, "week_start_date", "covered_day_count"),
        ("monthly", recount.month, "year * 12 + month", "covered_day_count"),
        ("jalali_monthly", recount.jalali_month, "jalali_year * 12 + jalali_month", "covered_day_count"),
    ],
)
def test_frequencies_equal_the_recount(
    world: tuple, table: str, number: Number, period: str, covered: str
) -> None:
    given, con = world
    assert frequencies(con, f"post_frequency_{table}", period, covered) == recount.frequency(given, number)


def test_hourly_profile_equals_the_recount(world: tuple) -> None:
    given, con = world
    rows = read(con, "mart.post_frequency_hourly_profile")
    counted = {
        (r["channel_key"], r["day_of_week"], r["hour"]): (
            r["post_count"], r["original_post_count"], r["forward_count_posts"], r["repost_post_count"], r["share"],
        )
        for r in rows
    }  # fmt: skip
    assert counted == recount.hourly(given)
    named = {r["day_of_week"]: r["day_name_en"] for r in rows}
    assert named == {0: None} | dict(enumerate(samples.WEEKDAYS_EN, 1))


@pytest.mark.parametrize("by_channel", [False, True])
@pytest.mark.parametrize(("table", "axis", "key"), TRENDS)
def test_trends_equal_the_recount(
    world: tuple, table: str, axis: recount.Axis, key: str, by_channel: bool
) -> None:
    given, con = world
    expected = recount.trend(given, axis, by_channel=by_channel)
    rows = read(con, f"mart.topic_trend_{'channel_' * by_channel}{table}")
    found = {(r.get("channel_key", -1), r["topic_key"], period_number(r, key)): r for r in rows}
    assert found.keys() == expected.keys()
    for score in ("trend_score", "fading_score"):
        assert any(e[score] for e in expected.values()), f"the sample has no {score}"
    assert any(e["post_count"] == 0 for e in expected.values()), "the sample has no empty period"
    for k, e in expected.items():
        r = found[k]
        for name, value in e.items():
            assert is_close(r[name], value) if isinstance(value, float) else r[name] == value, (k, name)
        assert r["is_emerging"] == ((e["trend_score"] or 0) >= 2 and e["window_post_count"] >= 3)
        assert r["is_fading"] == ((e["fading_score"] or 0) >= 2)


def period_number(row: dict, key: str) -> int | None:
    if row[key] == 0:
        return None
    return recount.week(row["week_start_date"]) if "week" in key else row[key] // 100 * 12 + row[key] % 100


def test_cooccurrence_equals_the_recount(world: tuple) -> None:
    given, con = world
    expected = recount.cooccurrence(given)
    assert expected
    rows = {(r["topic_key"], r["other_topic_key"]): r for r in read(con, "mart.topic_cooccurrence")}
    assert rows.keys() == expected.keys()
    for pair, (posts, both, a, b, n) in expected.items():
        r = rows[pair]
        assert (r["post_count"], r["distinct_content_count"]) == (posts, both)
        assert (r["topic_content_count"], r["other_topic_content_count"], r["total_content_count"]) == (
            a,
            b,
            n,
        )
        assert is_close(r["lift"], both * n / (a * b))
        assert is_close(r["npmi"], math.log(both * n / (a * b)) / -math.log(both / n))
        assert is_close(r["g2"], trend_oracle.log_likelihood(both, a, b, n))


def test_a_stuffed_post_counts_with_its_strongest_topics_and_a_parent_is_no_partner(tmp_path: Path) -> None:
    given = sample().add_posts(*(post(k) for k in range(1, 5)))
    given.add("core.dim_topic", topic(9, parent_topic_key=8), *(topic(k) for k in [8, *range(20, 50)]))
    given.add("core.fact_post_topic", *(spoken(p, t) for p in (1, 2, 3) for t in range(20, 50)))
    given.add("core.fact_post_topic", *(spoken(p, t) for p in (1, 2, 3, 4) for t in (8, 9)))
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    pairs = {(r["topic_key"], r["other_topic_key"]) for r in read(con, "mart.topic_cooccurrence")}
    kept = [8, 9, *range(20, 38)]
    assert pairs == {(a, b) for a in kept for b in kept if a < b} - {(8, 9)}


def test_a_stuffed_content_of_two_posts_counts_once_and_its_posts_each(tmp_path: Path) -> None:
    given = sample().add_posts(*(post(k) for k in range(1, 5)), post(5, repost_group_key=4))
    given.add("core.dim_topic", *(topic(k) for k in range(20, 50)))
    given.add("core.fact_post_topic", *(spoken(p, t) for p in range(1, 5) for t in range(20, 50)))
    given.add("core.fact_post_topic", spoken(5, 20), spoken(5, 21), spoken(5, 49))
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    rows = {(r["topic_key"], r["other_topic_key"]): r for r in read(con, "mart.topic_cooccurrence")}
    counts = {pair: (r["post_count"], r["distinct_content_count"]) for pair, r in rows.items()}
    assert counts.keys() == {(a, b) for a in range(20, 40) for b in range(a + 1, 40)}
    assert {pair for pair, found in counts.items() if found == (5, 4)} == {(20, 21)}
    assert set(counts.values()) == {(5, 4), (4, 4)}


def test_every_mart_keeps_its_contract(world: tuple) -> None:
    _, con = world
    for name in MARTS:
        frame = pl.DataFrame(con.sql(f"FROM {name}"))
        assert frame.schema == PUBLISHED[name].polars_schema
        PUBLISHED[name].model.validate(frame, lazy=True)
        assert frame.equals(frame.sort(PUBLISHED[name].sort_by, nulls_last=True)), f"{name} is not in order"


def test_sums_agree_between_marts(world: tuple) -> None:
    given, con = world
    posts = given.tables["core.fact_post"]
    for name in MARTS[:10]:
        assert con.execute(f"SELECT sum(post_count) FROM {name}").fetchall() == [(len(posts),)]


def test_a_mart_for_every_contract_and_file() -> None:
    contracts = {n for n in PUBLISHED if n.startswith("mart.")}
    files = {f"mart.{f.stem}" for f in (Path(marts.__file__).parent / "sql/marts").glob("[!_]*.sql")}
    assert set(MARTS) == contracts == files


def test_an_unknown_mart_is_named() -> None:
    with pytest.raises(KeyError, match="mart.nothing"):
        mart_sql("mart.nothing")


def test_a_warehouse_without_posts_has_empty_marts(tmp_path: Path) -> None:
    con = load(sample(), tmp_path)
    assert set(build_all(con, tmp_path).values()) == {0}
    for name in MARTS:
        assert pl.DataFrame(con.sql(f"FROM {name}")).schema == PUBLISHED[name].polars_schema


def test_a_seed_without_dates_has_its_posts_in_the_unknown_rows(tmp_path: Path) -> None:
    given = sample().add_posts(post(1), post(2), post(3)).add("core.dim_topic", topic(9))
    con = load(given.add("core.fact_post_topic", spoken(1, 9), spoken(2, 9)), tmp_path)
    counts = build_all(con, tmp_path)
    assert {counts[n] for n in MARTS if n not in STRICT} == {1}
    assert {counts[n] for n in STRICT} == {0}
    [daily] = read(con, "mart.post_frequency_daily")
    assert (daily["date_key"], daily["full_date"], daily["jalali_date"], daily["post_count"]) == (
        0, None, "unknown", 3,
    )  # fmt: skip
    [trend] = read(con, "mart.topic_trend_weekly")
    assert (trend["post_count"], trend["total_post_count"], trend["trend_score"]) == (2, 3, None)


def test_covered_and_empty_is_zero_and_uncovered_has_no_row(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2))
    given.add_posts(post(1, date(2024, 1, 1)), post(2, date(2024, 1, 3)), dump_key=1)
    given.add_posts(post(3, date(2024, 1, 6)), post(4, date(2024, 1, 6), channel_key=2), dump_key=2)
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    days = con.execute(
        "SELECT channel_key, date_key, post_count FROM mart.post_frequency_daily ORDER BY ALL"
    ).fetchall()
    assert days == [(1, 20240101, 1), (1, 20240102, 0), (1, 20240103, 1), (1, 20240106, 1), (2, 20240106, 1)]


def test_change_needs_the_calendar_period_before(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2)).add("core.dim_topic", topic(9))
    given.add_posts(post(1, date(2024, 1, 5)), post(2, date(2024, 2, 5)), dump_key=1)
    given.add_posts(post(3, date(2024, 4, 5)), dump_key=2)
    given.add("core.fact_post_topic", spoken(2, 9), spoken(3, 9))
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    changes = con.execute("SELECT month_key, change FROM mart.topic_trend_monthly ORDER BY 1").fetchall()
    # In January the topic's share was 0 of a covered month; March is not covered.
    assert changes == [(202402, 1.0), (202404, None)]


def test_a_burst_is_emerging_and_a_steady_topic_is_not(tmp_path: Path) -> None:
    given = sample().add("core.dim_topic", topic(8, "steady"), topic(9, "burst"))
    for week in range(60):
        monday = date(2023, 1, 9) + timedelta(weeks=week)
        keys = range(week * 10 + 1, week * 10 + 11)
        given.add_posts(*(post(k, monday) for k in keys))
        given.add("core.fact_post_topic", *(spoken(k, 8) for k in keys[:2]))
        given.add("core.fact_post_topic", *(spoken(k, 9) for k in keys[: 5 if week >= 57 else week % 2]))
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    for table, key, first in (("weekly", "week_start_date_key", 20240210), ("monthly", "month_key", 202402)):
        emerging = [r for r in read(con, f"mart.topic_trend_{table}") if r["is_emerging"]]
        assert {r["topic_label"] for r in emerging} == {"burst"}
        assert min(r[key] for r in emerging) == first


def test_originals_are_first_of_their_group_and_no_forwards(tmp_path: Path) -> None:
    given = sample().add_posts(
        post(1, date(2024, 1, 1)),
        post(2, date(2024, 1, 1), repost_group_key=1),
        post(3, date(2024, 1, 1), is_forward=True),
    )
    con = load(given, tmp_path)
    build_all(con, tmp_path)
    [row] = read(con, "mart.post_frequency_daily")
    assert (row["post_count"], row["original_post_count"], row["forward_count_posts"]) == (3, 1, 1)


def test_a_target_with_wildcards_and_quotes_in_its_path_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "it's [old] *?"
    folder.mkdir()
    con = load(sample().add_posts(post(1)), tmp_path)
    for _ in range(2):  # the second replaces the first
        assert build_all(con, folder, MARTS[:1]) == {MARTS[0]: 1}
        assert len(read(con, MARTS[0])) == 1


SURPRISES = [
    (0, 5, 5, 20), (1, 30, 0, 200), (2, 30, 0, 200), (5, 30, 3, 200), (1, 1, 0, 10), (0, 0, 3, 50),
    (3, 1000, 50, 9000), (100, 1000, 50, 9000), (300, 400, 100, 2000), (10, 10, 280, 280),
    (0, 60, 70, 800), (0, 1000, 400, 900), (1, 7000, 600, 50000),
    (700, 7000, 6000, 50000), (900, 7000, 6000, 50000), (1, 30, 0, 9), (400, 400, 0, 10),
]  # fmt: skip


@pytest.mark.parametrize("counts", SURPRISES)
@pytest.mark.parametrize(
    ("macro", "oracle"), [("surprise", trend_oracle.surprise), ("lull", trend_oracle.lull)]
)
def test_scores_equal_exact_arithmetic(
    macro: str, oracle: Callable[..., float | None], counts: tuple[int, int, int, int]
) -> None:
    con = samples.connect()
    con.execute(mart_macros("mart.post_frequency_daily")).fetchall()
    [(found,)] = con.execute(f"SELECT {macro}({', '.join(f'{c}::BIGINT' for c in counts)})").fetchall()
    assert is_close(found, oracle(*counts))
