"""The views: what they say about hand-made warehouses, and that their files document them."""

from datetime import date, datetime, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from mart_samples import (
    Row,
    Sample,
    build_all,
    channel,
    dump,
    ledger,
    load,
    observation,
    post,
    read,
    revision,
    sample,
    spoken,
    topic,
)

from warehouse.ddl import PUBLISHED_TYPES, ViewSpec
from warehouse.views import define_view, load_views, read_view

VIEWS = {v.name: v for v in load_views()}


def rows_of(view: str, given: Sample, folder: Path) -> list[Row]:
    """Rows of one view over a sample and its marts, ordered by all columns."""
    con = load(given, folder)
    build_all(con, folder)
    define_view(con, VIEWS[view])
    return read(con, f"{view} ORDER BY ALL")


def test_all_views_are_there() -> None:
    assert set(VIEWS) == {
        "dq.span", "dq.freshness", "dq.volume_anomaly", "dq.message_id_gap", "dq.duplicate_rate",
        "dq.schema_drift", "dq.field_drift", "dq.profile_shift",
        "dq.series_gap", "dq.latest_check", "dq.latest_ledger", "mart.post_wide", "mart.topic_daily",
        "core.fact_post_version",
    }  # fmt: skip


def test_the_newest_version_is_the_text_of_the_post(tmp_path: Path) -> None:
    given = sample().add_posts(post(1, text="one"))
    given.add("core.fact_post", post(2, text="newer", version_count=2))
    given.add("core.fact_post_revision", revision(2, "older"), revision(2, number=2))
    found = [
        (r["post_key"], r["version_number"], r["text"])
        for r in rows_of("core.fact_post_version", given, tmp_path)
    ]
    assert found == [(1, 1, "one"), (2, 1, "older"), (2, 2, "newer")]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_works_on_an_empty_warehouse_in_published_types(name: str, tmp_path: Path) -> None:
    con = load(sample(dumps=()), tmp_path)
    build_all(con, tmp_path)
    define_view(con, VIEWS[name])
    types = {row[1] for row in con.execute(f"DESCRIBE {name}").fetchall()}
    assert types <= PUBLISHED_TYPES
    assert con.execute(f"FROM {name}").fetchall() == []
    assert VIEWS[name].comment.startswith("One row per ")


def test_span_lists_posts_and_the_rest(tmp_path: Path) -> None:
    given = (
        sample()
        .add("core.fact_post", post(1))
        .add("core.fact_post_observation", observation(1, 1, 0, byte_start=0, byte_end=10))
    )
    given.add(
        "dq.excluded_record",
        {"dump_key": 1, "record_index": 1, "record_kind": "artifact", "artifact_kind": "link_preview",
         "record_locator": "line 2", "byte_start": 10, "byte_end": 14},
    )  # fmt: skip
    found = [
        (r["record_index"], r["record_kind"], r["artifact_kind"], r["byte_start"], r["byte_end"])
        for r in rows_of("dq.span", given, tmp_path)
    ]
    assert found == [(0, "observation", None, 0, 10), (1, "artifact", "link_preview", 10, 14)]


def test_post_wide_has_each_post_once_and_names_its_current_topics_sorted(tmp_path: Path) -> None:
    given = sample().add_posts(post(1, datetime.fromisoformat("2024-03-20T01:00")), post(2, escaped_text="'=1")).add(
        "core.dim_topic", topic(7, "ب"), topic(8, "الف"), topic(9, "ب", topic_kind="taxonomy"),
        topic(10, "old", is_current=False),
    )  # fmt: skip
    given.add("core.fact_post_topic", *(spoken(1, k) for k in (7, 8, 9, 10)))
    given.tables["core.dim_channel"][2] = channel(1, handle="own_handle")
    dated, undated = sorted(rows_of("mart.post_wide", given, tmp_path), key=lambda r: r["post_key"])
    assert dated["topic_labels"] == "الف, ب"
    assert (dated["channel_handle"], dated["jalali_date"]) == ("own_handle", "1403/01/01")
    assert (dated["jalali_month_key"], dated["week_start_date"]) == (140301, date(2024, 3, 16))
    assert (undated["topic_labels"], undated["full_date"], undated["jalali_date"]) == ("", None, "unknown")
    assert (dated["raw_text_display"], undated["raw_text_display"]) == ("text 1", "'=1")


def test_days_of_a_topic_tell_contents_of_several_posts_apart(tmp_path: Path) -> None:
    first, second = date(2024, 1, 1), date(2024, 1, 2)
    given = sample().add_posts(
        post(1, first), post(2, first, repost_group_key=1), post(3, second, channel_key=2, repost_group_key=1),
        post(4, first), post(5, first), post(6, None), post(7, first),
    ).add("core.dim_topic", topic(9))  # fmt: skip
    con = load(given.add("core.fact_post_topic", *(spoken(key, 9) for key in range(1, 7))), tmp_path)
    define_view(con, VIEWS["mart.topic_daily"])
    assert con.execute("FROM mart.topic_daily ORDER BY ALL").fetchall() == [
        (1, 9, 0, None, 1, 1),
        (1, 9, 20240101, 1, 2, 0),
        (1, 9, 20240101, None, 2, 2),
        (2, 9, 20240102, 1, 1, 0),
    ]
    told = "sum(single_content_count) + count(DISTINCT repeated_content_key)"
    assert con.execute(f"SELECT {told} FROM mart.topic_daily").fetchall() == [(4,)]


def on_days(first_key: int, first: date, steps: list[int], **given: object) -> list[Row]:
    """Posts on a first day and then after so many days each."""
    days = [first + timedelta(days=sum(steps[:n])) for n in range(len(steps) + 1)]
    return [post(first_key + n, day, **given) for n, day in enumerate(days)]


def test_freshness_knows_the_habits_of_a_channel(tmp_path: Path) -> None:
    given = sample(channels=(1, 2, 3, 4))
    given.tables["core.dim_dump"] = [dump(0), dump(-1), dump(1, captured_at=None)]
    given.add_posts(
        *on_days(1, date(2024, 1, 1), [1] * 20, channel_key=1),  # daily, silent since 21 January
        *on_days(100, date(2024, 1, 1), [10] * 6, channel_key=2),  # every ten days, until 1 March
        *on_days(200, date(2024, 2, 1), [1, 1], channel_key=3),  # too young to have habits
        post(300, None, channel_key=4),
    )
    for o in given.tables["core.fact_post_observation"]:
        o["captured_at"] = None
    given.tables["core.fact_post_observation"][0]["captured_at"] = datetime.fromisoformat("2024-03-05T01:00")
    found = {r["channel_key"]: r for r in rows_of("dq.freshness", given, tmp_path)}
    assert {k: r["is_late"] for k, r in found.items()} == {1: True, 2: False, 3: None, 4: None}
    assert found[1]["last_seen_date"] == date(2024, 3, 5)
    assert {k: r["days_since_last_post"] for k, r in found.items()} == {1: 44, 2: 4, 3: 31, 4: None}
    assert (found[2]["median_gap_days"], found[2]["usual_gap_days"]) == (10.0, 10.0)
    assert (found[4]["post_count"], found[4]["dated_post_count"]) == (1, 0)
    assert {r["as_of_date"] for r in found.values()} == {date(2024, 3, 5)}


def weekly_counts(counts: list[int]) -> Sample:
    """Mondays with these counts, and one post on every other day so that all days are covered."""
    given, key = sample(), 0
    for week, count in enumerate(counts):
        for weekday in range(7):
            size = count if weekday == 0 else 1
            day = date(2024, 1, 1) + timedelta(weeks=week, days=weekday)
            given.add_posts(*(post(key + n + 1, day) for n in range(size)))
            key += size
    return given


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10, 11, 9, 10, 12, 10, 9, 11, 10], None),
        ([10, 10, 11, 9, 10, 12, 10, 9, 11, 40], "high"),
        ([10, 10, 11, 9, 10, 12, 10, 9, 11, 0], "low"),
        ([40, 10, 11, 9, 10, 12, 10, 9, 11, 40], None),  # no more than a day before had
        ([10, 11, 0, 10, 12, 10, 9, 11, 10, 9, 0], "low"),  # one such day before does not excuse it
        ([10, 11, 9, 10, 12, 10, 9, 40], None),  # only seven Mondays before
        ([1, 1, 0, 1, 0, 1, 1, 0, 1, 9], None),  # too few posts to speak of
        ([10, 10, 10, 10, 10, 10, 10, 10, 10, 20], None),  # a flat past is no narrow band
    ],
)
def test_volume_anomaly(counts: list[int], expected: str | None, tmp_path: Path) -> None:
    rows = rows_of("dq.volume_anomaly", weekly_counts(counts), tmp_path)
    last = date(2024, 1, 1) + timedelta(weeks=len(counts) - 1)
    [row] = [r for r in rows if r["full_date"] == last]
    assert (row["direction"], row["is_anomaly"]) == (expected, expected is not None)
    assert row["baseline_day_count"] == min(12, len(counts) - 2), (
        "the first Monday is the edge of what is covered"
    )


def test_the_band_leaves_the_day_itself_out(tmp_path: Path) -> None:
    rows = rows_of("dq.volume_anomaly", weekly_counts([9, 9, 9, 9, 9, 9, 9, 9, 9, 60]), tmp_path)
    row = next(r for r in rows if r["post_count"] == 60)
    middle = 2 * sqrt(9.375)
    assert row["baseline_median"] == pytest.approx(9)
    assert row["expected_low"] == pytest.approx(((middle - 4.5) / 2) ** 2 - 0.375)
    assert row["expected_high"] == pytest.approx(((middle + 4.5) / 2) ** 2 - 0.375)


@pytest.mark.parametrize(("is_holiday", "expected"), [(True, None), (False, "low"), (None, "low")])
def test_a_quiet_holiday_is_no_anomaly_where_the_calendar_knows_it(
    is_holiday: bool | None, expected: str | None, tmp_path: Path
) -> None:
    con = load(weekly_counts([10, 11, 9, 10, 12, 10, 9, 11, 10, 0]), tmp_path)
    build_all(con, tmp_path)
    if is_holiday is not None:
        columns = [row[0] for row in con.execute("DESCRIBE core.dim_date").fetchall()]
        if "is_holiday" not in columns:
            con.execute("ALTER TABLE core.dim_date ADD COLUMN is_holiday BOOLEAN").fetchall()
        con.execute(
            "UPDATE core.dim_date SET is_holiday = (date_key = 20240304 AND ?)", [is_holiday]
        ).fetchall()
    define_view(con, VIEWS["dq.volume_anomaly"])
    [row] = [r for r in read(con, "dq.volume_anomaly") if r["date_key"] == 20240304]
    assert (row["post_count"], row["direction"]) == (0, expected)


def test_message_id_gaps_lie_inside_each_channels_sequence(tmp_path: Path) -> None:
    given = sample().add_posts(
        *(post(k, date(2024, 1, k), message_id=m) for k, m in [(1, 10), (2, 11), (3, 15), (4, -7), (5, -3)]),
        post(6, message_id=99, channel_key=2),
        post(7, message_id=1, channel_key=0),
        post(8, message_id=50, channel_key=0),
        post(9),
    )
    found = [
        (r["channel_key"], r["after_message_id"], r["before_message_id"], r["missing_count"])
        for r in rows_of("dq.message_id_gap", given, tmp_path)
    ]
    assert found == [(1, -7, -3, 3), (1, 11, 15, 3)]


def test_a_long_gap_is_unusual_where_steps_are_known(tmp_path: Path) -> None:
    given = sample().add_posts(
        *(post(k, date(2024, 1, 1), message_id=k + 60 * (k > 15)) for k in range(1, 31)),
        post(100, message_id=1, channel_key=2),
        post(101, message_id=900, channel_key=2),
    )
    found = [
        (r["channel_key"], r["usual_step"], r["is_unusual"])
        for r in rows_of("dq.message_id_gap", given, tmp_path)
    ]
    assert found == [(1, 1, True), (2, None, False)]


def months(key: int, count: int, **given: Any) -> list[Row]:
    """40 posts in each of so many months from January 2024."""
    return [
        post(key + 40 * m + n, date(2024, 1 + m, 1 + n % 28), text=f"نمونه {n}", word_count=12, **given)
        for m in range(count)
        for n in range(40)
    ]


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"language": "en"}, "language_share"),
        ({"char_count": 900}, "text_length"),
        ({"text": "نمونه بی فاصله"}, "half_space_share"),
        ({"repost_group_key": 7}, "repeat_share"),
        ({}, None),
    ],
)
def test_a_month_unlike_those_before_is_a_shift(change: Row, measure: str | None, tmp_path: Path) -> None:
    posts = [p | {"char_count": 100, "text": "نمونه‌ی کوتاه"} for p in months(1, 6)]
    posts[200:] = [p | change for p in posts[200:]]
    rows = rows_of("dq.profile_shift", sample().add_posts(*posts), tmp_path)
    assert [(r["month_key"], r["measure"]) for r in rows if r["is_shift"]] == (
        [(202406, measure)] if measure else []
    )
    assert {r["baseline_month_count"] for r in rows} == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(("sure", "is_judged"), [(0, False), (29, False), (30, True)])
def test_posts_of_no_sure_language_are_no_shift(sure: int, is_judged: bool, tmp_path: Path) -> None:
    posts = [p | {"char_count": 100} for p in months(1, 6)]
    posts[200 + sure :] = [p | {"language": "und"} for p in posts[200 + sure :]]
    rows = rows_of("dq.profile_shift", sample().add_posts(*posts), tmp_path)
    told = [r for r in rows if r["measure"] == "language_share" and r["month_key"] == 202406]
    assert [r["is_shift"] for r in told] == [False] * is_judged


def test_a_field_that_a_channel_loses_is_told(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2, 3))
    for key in (1, 2, 3):
        given.add("core.fact_post", *(post(100 * key + n, date(2024, 1, key)) for n in range(20)))
        given.add(
            "core.fact_post_observation",
            *(
                observation(
                    100 * key + n, key, n, view_count=5 if key < 3 else None,
                    captured_at=datetime.fromisoformat(f"2024-02-0{key}T00:00"),
                )
                for n in range(20)
            ),
        )  # fmt: skip
    rows = rows_of("dq.field_drift", given, tmp_path)
    assert [(r["dump_key"], r["field"], r["usual_share"]) for r in rows if r["is_lost"]] == [
        (3, "view_count", 1.0)
    ]


def test_duplicate_rate_tells_dumps_that_repeat_themselves(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2)).add("core.fact_post", *(post(k) for k in range(1, 13)))
    given.add("core.fact_post_observation", *(observation(1 + n % 12, 1, n) for n in range(24)))
    given.add("core.fact_post_observation", *(observation(1 + n, 2, n) for n in range(12)))
    first, second = rows_of("dq.duplicate_rate", given, tmp_path)
    assert (first["repeated_count"], first["repeated_rate"], first["is_jump"]) == (12, 0.5, True)
    assert (second["repeated_count"], second["is_jump"]) == (0, False)


def test_a_channel_whose_dumps_stop_coming_is_overdue(tmp_path: Path) -> None:
    given = sample(dumps=range(1, 8))
    for key in range(1, 6):  # a dump a day, until the fifth
        given.add_posts(post(key, date(2024, 1, key)), dump_key=key)
    given.add_posts(post(50, date(2024, 2, 1), channel_key=2), dump_key=6)
    for o in given.tables["core.fact_post_observation"]:
        o["captured_at"] = None
    for d in given.tables["core.dim_dump"]:
        d["captured_at"] = None
    found = {r["channel_key"]: r["is_overdue"] for r in rows_of("dq.freshness", given, tmp_path)}
    assert found == {1: True, 2: None}


def test_duplicate_rate_counts_copies_not_edits(tmp_path: Path) -> None:
    given = sample(dumps=(1, 2)).add("core.fact_post", post(1))
    kinds = ["original", "exact_copy", "titleless_copy", "edited_version"]
    given.add("core.fact_post_observation", *(observation(1, 1, n, copy_kind=k) for n, k in enumerate(kinds)))
    first, second = rows_of("dq.duplicate_rate", given, tmp_path)
    assert (first["observation_count"], first["duplicate_count"], first["duplicate_rate"]) == (4, 2, 0.5)
    assert [first[f"{k}_count"] for k in kinds] == [1, 1, 1, 1]
    assert (second["dump_key"], second["observation_count"], second["duplicate_rate"]) == (2, 0, None)


def test_schema_drift_shows_unknown_fields_only(tmp_path: Path) -> None:
    given = sample().add(
        "dq.finding",
        {
            "dump_key": 1,
            "finding": "unknown_field",
            "subject": "/messages/*/new",
            "failed_count": 3,
            "example_value": "7",
        },
        {"dump_key": 1, "finding": "no_structure_inferred", "subject": "dump", "failed_count": 1},
    )
    [row] = rows_of("dq.schema_drift", given, tmp_path)
    assert (row["field_path"], row["record_count"], row["file_name"]) == ("/messages/*/new", 3, "dump1.json")
    assert (row["example_value"], row["first_dump_key"]) == ("7", 1)


def part(key: int, number: int, total: int, title: str | None, channel: int = 1) -> Row:
    return post(key, series_part=number, series_total=total, title=title, channel_key=channel)


@pytest.mark.parametrize(
    ("posts", "missing"),
    [
        ([part(1, 1, 2, "الف"), part(2, 2, 2, " الف ")], []),
        ([part(1, 1, 2, "الف"), part(2, 2, 2, "ب")], [(1, 2), (2, 1)]),
        ([part(1, 1, 2, "الف"), part(2, 2, 2, "الف", channel=2)], [(1, 2), (2, 1)]),
        ([part(1, 1, 2, "الف"), part(2, 2, 3, "الف")], [(1, 2), (2, 1), (2, 3)]),
        ([part(1, 1, 2, None), part(2, 2, 2, None)], [(1, 2), (2, 1)]),
        ([part(1, 2, 3, None)], [(1, 1), (1, 3)]),
        ([part(1, 1, 999_999_999, "الف")], [(1, None)]),
        ([post(1, title="الف")], []),
    ],
)
def test_series_gap(posts: list[Row], missing: list[tuple], tmp_path: Path) -> None:
    rows = rows_of("dq.series_gap", sample().add_posts(*posts), tmp_path)
    assert [(r["post_key"], r["missing_part"]) for r in rows] == missing


def result(run: str, minute: int, check: str) -> Row:
    return {
        "run_id": run, "check_id": check, "table_name": "core.fact_post", "dimension": "validity",
        "severity": "error", "status": "passed", "threshold": 0.0, "rule_in_words": "x", "owner": "y",
        "checked_at": datetime.fromisoformat(f"2024-01-01T00:{minute:02}"),
    }  # fmt: skip


def test_latest_check_shows_the_newest_run(tmp_path: Path) -> None:
    given = sample().add("dq.check_result", result("z", 1, "a"), result("b", 2, "a"), result("b", 2, "b"))
    rows = rows_of("dq.latest_check", given, tmp_path)
    assert [(r["run_id"], r["check_id"]) for r in rows] == [("b", "a"), ("b", "b")]


def test_latest_ledger_shows_the_newest_run_that_kept_books(tmp_path: Path) -> None:
    plain = {"status": "failed", "code_version": "1", "config_hash": "x", "new_dump_count": 0}
    counts = plain | {"parsed_dump_count": 0, "refused_file_count": 0}
    starts = {"z": "2024-01-01T00:00", "b": "2024-01-02T00:00", "without_books": "2024-01-03T00:00"}
    given = sample(dumps=()).add(
        "dq.run",
        *({"run_id": k, "started_at": datetime.fromisoformat(t)} | counts for k, t in starts.items()),
    )
    given.add("dq.ledger", ledger(1, run_id="z"), ledger(1, run_id="b"), ledger(1, run_id="b", stage="core"))
    rows = rows_of("dq.latest_ledger", given, tmp_path)
    assert [(r["run_id"], r["stage"]) for r in rows] == [("b", "core"), ("b", "parsed")]


def written(folder: Path, text: str) -> Path:
    file = folder / "dq.probe.sql"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_header_is_read_with_its_continuations(tmp_path: Path) -> None:
    written(
        tmp_path, "-- One row per x.\n-- More.\n-- a: First\n--   and more.\n-- b: Second.\nSELECT 1 AS a\n"
    )
    assert load_views(tmp_path) == (
        ViewSpec(
            "dq.probe", "One row per x. More.", (("a", "First and more."), ("b", "Second.")), "SELECT 1 AS a"
        ),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("-- One row per x.\n-- a:\nSELECT 1 AS a", "column a has no description"),
        ("-- One row per x.\nSELECT 1 AS a", "a line for every column"),
        ("-- a: First.\nSELECT 1 AS a", "a comment and a query"),
        ("-- One row per x.\n-- a: First.\n", "a comment and a query"),
        ("-- One row per x.\n-- a: First.\n-- Lost line.\nSELECT 1 AS a", "neither a column"),
    ],
)
def test_a_gap_in_a_header_names_the_file(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=rf"dq\.probe\.sql: .*{complaint}"):
        read_view(written(tmp_path, text))


@pytest.mark.parametrize("query", ["SELECT 1 AS b", "SELECT 1 AS a, 2 AS b", "SELECT 2 AS b, 1 AS a"])
def test_a_query_with_other_columns_than_described_names_the_file(query: str, tmp_path: Path) -> None:
    con = load(sample(), tmp_path)
    with pytest.raises(ValueError, match=r"dq\.probe\.sql"):
        define_view(con, read_view(written(tmp_path, f"-- One row per x.\n-- a: First.\n{query}")))
