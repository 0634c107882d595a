"""Frequencies over all channels, means and cadence: against a recount, and in hand-made cases."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import frequency_recount as recount
import pytest
from mart_recount import jalali_month, month
from mart_samples import Row, Sample, build_all, load, post, read, sample, week_start
from random_warehouse import random_warehouse

from warehouse.marts import MARTS

FREQUENCIES = tuple(name for name in MARTS if "topic" not in name)
MEASURES = "post_count, original_post_count, forward_count_posts, repost_post_count, word_count"


@pytest.fixture(scope="module", params=[1, 11])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    folder = tmp_path_factory.mktemp("frequency")
    given = random_warehouse(request.param)
    con = load(given, folder)
    build_all(con, folder, FREQUENCIES)
    return given, con


def built(given: Sample, folder: Path, *tables: str) -> list[Row]:
    """Rows of the last table, after the daily one and those before it were built."""
    con = load(given, folder)
    build_all(con, folder, tuple(dict.fromkeys((FREQUENCIES[0], *tables))))
    return read(con, tables[-1])


@pytest.mark.parametrize(
    ("table", "number", "period", "covered"),
    [
        ("daily", lambda d: d, "full_date", "CAST(date_key > 0 AS BIGINT)"),
        ("weekly", week_start, "week_start_date", "covered_day_count"),
        ("monthly", month, "year * 12 + month", "covered_day_count"),
        ("jalali_monthly", jalali_month, "jalali_year * 12 + jalali_month", "covered_day_count"),
    ],
)
def test_frequencies_over_all_channels_equal_the_recount(
    world: tuple, table: str, number: Callable[[date], Any], period: str, covered: str
) -> None:
    given, con = world
    rows = con.execute(
        f"SELECT {period}, {covered}, covered_channel_count, active_channel_count, {MEASURES}"
        f" FROM mart.post_frequency_overall_{table}"
    ).fetchall()
    assert {p: tuple(rest) for p, *rest in rows} == recount.overall(given, number)


@pytest.mark.parametrize("size", [7, 28])
def test_means_equal_the_recount(world: tuple, size: int) -> None:
    given, con = world
    expected = recount.daily_means(given, size)
    found = {
        (r["channel_key"], r["full_date"]): r[f"mean_post_count_{size}_days"]
        for r in read(con, "mart.post_frequency_daily")
        if r["full_date"]
    }
    assert found == {k: v if v is None else pytest.approx(v) for k, v in expected.items()}
    assert None in found.values()
    assert any(found.values())


def test_cadence_equals_the_recount(world: tuple) -> None:
    given, con = world
    expected = recount.cadence(given)
    rows = {r["channel_key"]: r for r in read(con, "mart.posting_cadence")}
    assert rows.keys() == expected.keys()
    for channel, habits in expected.items():
        found = {c: rows[channel][c] for c in habits}
        assert found == {c: pytest.approx(v) if isinstance(v, float) else v for c, v in habits.items()}
        assert habits["gap_count"] > 5, "the sample says nothing"


def days(first: date, *counts: int, channel: int = 1, start: int = 1) -> list[Row]:
    """So many posts on each of the days from the first one."""
    made: list[Row] = []
    for n, count in enumerate(counts):
        made += [
            post(start + len(made) + i, first + timedelta(days=n), channel_key=channel) for i in range(count)
        ]
    return made


def test_a_mean_waits_for_seven_covered_days_and_starts_anew_after_a_gap(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2))
    given.add_posts(*days(date(2024, 1, 1), 7, 0, 0, 0, 0, 0, 0, 7, 14), dump_key=1)
    given.add_posts(*days(date(2024, 1, 11), 1, 1, 1, 1, 1, 1, 1, start=100), dump_key=2)
    rows = built(given, tmp_path, "mart.post_frequency_daily")
    means = {r["full_date"].day: r["mean_post_count_7_days"] for r in rows}
    assert means == dict.fromkeys(range(1, 7)) | {7: 1, 8: 1, 9: 3} | dict.fromkeys(range(11, 17)) | {17: 1}


def test_a_mean_of_weeks_needs_28_covered_days(tmp_path: Path) -> None:
    saturday = date(2024, 1, 6)
    given = sample().add_posts(*days(saturday - timedelta(days=1), *[1] * 37))
    weekly = built(given, tmp_path, "mart.post_frequency_weekly")
    found = [(r["covered_day_count"], r["mean_post_count_4_weeks"]) for r in weekly]
    assert found == [(1, None), (7, None), (7, None), (7, None), (7, 7.0), (7, 7.0), (1, None)]


def test_over_all_channels_a_day_is_covered_when_one_channel_covers_it(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2)).add_posts(*days(date(2024, 1, 1), 1, 0, 2), dump_key=1)
    given.add_posts(*days(date(2024, 1, 3), 1, 1, channel=2, start=10), post(20, channel_key=2), dump_key=2)
    rows = built(given, tmp_path, "mart.post_frequency_overall_daily")
    found = [
        (r["date_key"], r["covered_channel_count"], r["active_channel_count"], r["post_count"]) for r in rows
    ]
    assert found == [
        (0, 0, 1, 1),
        (20240101, 1, 1, 1),
        (20240102, 1, 0, 0),
        (20240103, 2, 2, 3),
        (20240104, 1, 1, 1),
    ]
    tables = ("weekly", "overall_daily", "overall_weekly")
    [_, week] = built(given, tmp_path, *(f"mart.post_frequency_{t}" for t in tables))
    assert (week["covered_day_count"], week["covered_channel_count"], week["post_count"]) == (4, 2, 5)


def test_reposts_are_neither_forwards_nor_first(tmp_path: Path) -> None:
    given = sample().add_posts(
        post(1, date(2024, 1, 1)),
        post(2, date(2024, 1, 1), repost_group_key=1),
        post(3, date(2024, 1, 1), repost_group_key=1, is_forward=True),
        post(4, date(2024, 1, 1), repost_group_key=1, channel_key=2),
    )
    first, second = built(given, tmp_path, "mart.post_frequency_daily")
    parts = ("post_count", "original_post_count", "forward_count_posts", "repost_post_count")
    assert [first[p] for p in parts] == [3, 1, 1, 1]
    assert [second[p] for p in parts] == [1, 0, 0, 1]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


CADENCES = [
    ("one post has no gap", [post(1, at("2024-01-01T10:00"))], (0, None, None)),
    ("undated posts have none", [post(1), post(2)], (0, None, None)),
    (
        "the longest of two",
        [post(k, at(t)) for k, t in enumerate(["2024-01-01T10:00", "2024-01-01T11:00", "2024-01-03T11:00"])],
        (2, 172_800, at("2024-01-01T11:00")),
    ),
    (
        "the earliest of equal ones",
        [post(k, at(t)) for k, t in enumerate(["2024-01-01T10:00", "2024-01-02T10:00", "2024-01-03T10:00"])],
        (2, 86_400, at("2024-01-01T10:00")),
    ),
    (
        "a day without a time lies between",
        [post(1, at("2024-01-01T10:00")), post(2, date(2024, 1, 2)), post(3, at("2024-01-03T10:00")),
         post(4, at("2024-01-03T12:00"))],
        (1, 7_200, at("2024-01-03T10:00")),
    ),
    (
        "a post without a time on the same day",
        [post(1, at("2024-01-01T10:00")), post(2, date(2024, 1, 1)), post(3, at("2024-01-01T12:00"))],
        (0, None, None),
    ),
    (
        "an album is one post",
        [post(1, at("2024-01-01T10:00"), album_key=1), post(2, at("2024-01-01T10:00:01"), album_key=1),
         post(3, at("2024-01-01T10:01"))],
        (1, 60, at("2024-01-01T10:00")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("posts", "expected"), [c[1:] for c in CADENCES], ids=[c[0] for c in CADENCES])
def test_gaps_and_silence(posts: list[Row], expected: tuple, tmp_path: Path) -> None:
    [row] = built(sample().add_posts(*posts), tmp_path, "mart.posting_cadence")
    found = ("gap_count", "longest_silence_seconds", "longest_silence_started_at_local")
    assert tuple(row[c] for c in found) == expected


def test_posts_of_unknown_channels_are_no_sequence(tmp_path: Path) -> None:
    posts = [post(k, at(f"2024-01-0{k}T10:00"), channel_key=0) for k in (1, 2)]
    [row] = built(sample().add_posts(*posts), tmp_path, "mart.posting_cadence")
    assert (row["channel_key"], row["dated_post_count"], row["gap_count"]) == (0, 2, 0)
    assert row["longest_silence_seconds"] is None


def test_days_that_no_dump_covers_are_no_silence(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2))
    given.add_posts(post(1, at("2024-01-01T10:00")), post(2, at("2024-01-02T10:00")), dump_key=1)
    given.add_posts(post(3, at("2024-03-01T10:00")), post(4, at("2024-03-01T11:00")), dump_key=2)
    [row] = built(given, tmp_path, "mart.posting_cadence")
    assert (row["gap_count"], row["longest_silence_seconds"], row["covered_day_count"]) == (2, 86_400, 3)
    assert (row["active_day_share"], row["posts_per_covered_day"]) == (1.0, pytest.approx(4 / 3))
    assert (row["first_post_date"], row["last_post_date"]) == (date(2024, 1, 1), date(2024, 3, 1))
