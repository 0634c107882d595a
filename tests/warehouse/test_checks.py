"""Every check is green on clean data and red on a planted fault; one that cannot run never passes."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from mart_samples import (
    Row,
    Sample,
    build_all,
    ledger,
    load,
    observation,
    post,
    revision,
    sample,
    spoken,
    topic,
)

from schemas import PUBLISHED
from warehouse.checks import (
    CheckOutcome,
    CheckSpec,
    read_check,
    reference_checks,
    reserved_row_checks,
    run_checks,
    sql_checks,
    uniqueness_checks,
)
from warehouse.marts import MARTS
from warehouse.views import define_view, load_views

CONTRACTS = [c for c in PUBLISHED.values() if c.schema_name != "meta"]
UNIQUE = {s.check_id: s for c in CONTRACTS for s in uniqueness_checks(c)}
REFERENCES = {s.check_id: s for c in CONTRACTS for s in reference_checks(c)}
RESERVED = {s.check_id: s for c in CONTRACTS for s in reserved_row_checks(c)}
SQL = {s.check_id: s for s in sql_checks()}
HABITS = {"freshness", "anomaly", "volume", "schema_drift"}
"""Kinds of checks that need more of a past than three posts have."""
ALL = UNIQUE | REFERENCES | RESERVED | SQL


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def run(key: str, started: str, status: str = "failed") -> Row:
    return {
        "run_id": key, "started_at": at(started), "status": status, "code_version": "1", "config_hash": "x",
        "new_dump_count": 0, "parsed_dump_count": 0, "refused_file_count": 0,
    }  # fmt: skip


def clean() -> Sample:
    """Rows in every table of core and dq, and nothing to complain about."""
    given = sample().add(
        "core.dim_topic", topic(5), topic(9), topic(6, topic_kind="taxonomy"),
        topic(7, topic_kind="taxonomy", parent_topic_key=6), topic(8, "باغ", topic_kind="keyphrase"),
    )  # fmt: skip
    given.add(
        "core.fact_post",
        post(1, at("2024-01-01T10:00"), message_id=1, title="الف", series_part=1, series_total=2),
        post(
            2,
            at("2024-01-03T10:00"),
            message_id=2,
            title="الف",
            series_part=2,
            series_total=2,
            observation_count=2,
        ),
        post(3, date(2024, 1, 5), version_count=2, text="text 3b"),
    )
    given.add(
        "core.fact_post_observation",
        *(
            observation(k, 1, k - 1, view_count=9, forward_count=2, byte_start=10 * k - 10, byte_end=10 * k)
            for k in (1, 2, 3)
        ),
        observation(2, 1, 3, copy_kind="exact_copy", byte_start=30, byte_end=40, confidence=0.5),
    )
    given.add(
        "core.fact_post_revision", revision(1), revision(2), revision(3, "text 3"), revision(3, number=2)
    )
    given.add("core.fact_post_topic", *(spoken(p, t) for p in (1, 2, 3) for t in (5, 9)))
    by_rule = {"assignment": "rule"}
    given.add("core.fact_post_topic", spoken(1, 6) | by_rule, spoken(1, 7) | by_rule)
    given.add("core.fact_post_topic", *(spoken(k, 8) | {"assignment": "model"} for k in (1, 2)))
    given.add("core.fact_post_entity", {"post_key": 1, "entity_kind": "hashtag", "entity_value": "راز"})
    given.add("core.fact_reaction", {"post_key": 1, "reaction": "👍", "reaction_count": 1})
    place = {"dump_key": 1, "record_index": 4, "record_locator": "line 5"}
    given.add(
        "dq.excluded_record",
        place | {"record_kind": "quarantined", "byte_start": 40, "byte_end": 50},
    )
    given.add(
        "dq.quarantine",
        place | {"quarantine_id": 7, "file_name": "x", "reason": "x", "rule_in_words": "x",
                 "status": "replayed", "first_run_id": "r1", "first_seen_at": at("2024-01-01"),
                 "code_version": "1"},
    )  # fmt: skip
    given.add("dq.finding", {"dump_key": 1, "finding": "other", "subject": "x", "failed_count": 1})
    given.add("dq.ledger", ledger(1, stage="core"))
    given.add("dq.run", run("r0", "2024-01-01T00:00"), run("r1", "2024-02-01T00:00"))
    described = {"check_id": "a", "table_name": "t", "dimension": "validity", "severity": "error"}
    given.add(
        "dq.check", described | {"threshold": 0.0, "rule_in_words": "x", "owner": "x", "is_current": True}
    )
    given.add(
        "dq.check_result",
        {"run_id": "r1", "check_id": "a", "table_name": "t", "dimension": "validity", "severity": "error",
         "status": "passed", "threshold": 0.0, "rule_in_words": "x", "owner": "x",
         "checked_at": at("2024-02-01T00:00")},
    )  # fmt: skip
    refused = {"file_id": "f", "file_name": "x", "byte_count": 0, "reason": "x", "first_run_id": "r0"}
    return given.add("dq.refused_file", refused | {"first_seen_at": at("2024-02-01T00:00")})


def open_warehouse(given: Sample, folder: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse with marts and views, whose marts are tables, so that faults can be planted."""
    con = load(given, folder)
    build_all(con, folder)
    for name in MARTS:
        con.execute(f"CREATE TABLE copied AS FROM {name}").fetchall()
        con.execute(f"DROP VIEW {name}; CREATE TABLE {name} AS FROM copied; DROP TABLE copied").fetchall()
    for view in load_views():
        define_view(con, view)
    return con


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    con = open_warehouse(clean(), tmp_path_factory.mktemp("checks"))
    # Nothing emerges from three posts; keys and references have a row to look at all the same.
    con.execute(
        "INSERT INTO mart.topic_emerging BY NAME SELECT 'week' AS axis, 1 AS channel_key, 5 AS topic_key"
    ).fetchall()
    return con


@pytest.fixture
def con(whole: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The clean warehouse, as a transaction that is rolled back: faults last for one test."""
    whole.execute("BEGIN").fetchall()
    yield whole
    whole.execute("ROLLBACK").fetchall()


def outcome(con: duckdb.DuckDBPyConnection, spec: CheckSpec) -> CheckOutcome:
    [found] = run_checks(con, [spec])
    return found


@pytest.mark.parametrize("check_id", ALL)
def test_clean_data_pass(check_id: str, con: duckdb.DuckDBPyConnection) -> None:
    found = outcome(con, ALL[check_id])
    assert (found.status, found.failed_count, found.example_value) == ("passed", 0, None)
    if ALL[check_id].kind not in HABITS:
        assert found.evaluated_count, "nothing was looked at"


def test_an_empty_warehouse_passes(tmp_path: Path) -> None:
    con = open_warehouse(sample(dumps=()), tmp_path)
    assert {o.status for o in run_checks(con, ALL.values())} == {"passed"}


# Posts in plenty, from which a fault can be planted: one a day, 40 a month, and a mart of ten a day.
_MORE = (
    "INSERT INTO core.fact_post BY NAME SELECT {key} AS post_key, {key} AS message_id, 1 AS channel_key, {day} AS "
    "date_key, 'fa' AS language, 'x' AS text, 100 AS char_count, 5 AS word_count, {key} AS repost_group_key "
    "FROM range({count}); INSERT INTO core.fact_post_observation BY NAME SELECT {key} AS post_key, 1 AS dump_key, "
    "{key} AS record_index, 'original' AS copy_kind, TIMESTAMP '2024-01-31' AS captured_at FROM range({count})"
)
ONE_POST_A_DAY = _MORE.format(key="(100 + range)", day="(20240101 + range % 30)", count=60)
CAPTURE_LATE = "UPDATE core.fact_post_observation SET captured_at = TIMESTAMP '2024-06-01'"
MONTHS = _MORE.format(key="(1000 + range)", day="(20240101 + 100 * (range // 40) + range % 28)", count=240)
JUNE = "date_key BETWEEN 20240601 AND 20240630"
FLOOD = (
    "DELETE FROM mart.post_frequency_daily; INSERT INTO mart.post_frequency_daily BY NAME "
    "SELECT 1 AS channel_key, date_key, full_date, CASE WHEN date_key = 20240603 THEN 90 ELSE 10 END AS post_count "
    "FROM core.dim_date WHERE date_key BETWEEN 20240101 AND 20240607"
)

FAULTS = {
    "core.dim_topic.parent_topic_key:same_version": (
        "UPDATE core.dim_topic SET topic_version = '2' WHERE topic_key = 6", "7",
    ),
    "core.dim_topic.topic_name:keyphrase_in_texts": (
        "DELETE FROM core.fact_post_topic WHERE topic_key = 8 AND post_key = 1", "8",
    ),
    "core.fact_post_topic.topic_key:counts_for_parent": (
        "DELETE FROM core.fact_post_topic WHERE topic_key = 6", "1/7",
    ),
    "core.fact_post_topic.assignment:fits_kind": (
        "UPDATE core.fact_post_topic SET assignment = 'rule' WHERE topic_key = 8 AND post_key = 2", "2/8",
    ),
    "core.dim_channel_version.valid_to:follow_each_other": (
        "UPDATE core.dim_channel_version SET valid_to = '2024-01-01' WHERE channel_key = 2", "2",
    ),
    "core.dim_channel_version.is_current:equals_channel": (
        "UPDATE core.dim_channel SET channel_name = 'other' WHERE channel_key = 1", "1",
    ),
    "core.dim_date:contiguous": ("DELETE FROM core.dim_date WHERE date_key = 20240502", "20240501"),
    "core.dim_date.date_key:spells_the_day": (
        "UPDATE core.dim_date SET date_key = 20240599 WHERE date_key = 20240502", "20240599",
    ),
    "core.dim_date.jalali_day_of_year:counts_up": (
        "UPDATE core.dim_date SET is_jalali_leap_year = FALSE WHERE date_key = 20250320", "20250321",
    ),
    "core.dim_dump.observation_count:has_posts": (
        "INSERT INTO core.dim_dump (dump_key) VALUES (2)", "2",
    ),
    "core.dim_dump.quarantined_count:within_half": (
        "UPDATE core.dim_dump SET record_count = 9, quarantined_count = 5 WHERE dump_key = 1", "1",
    ),
    "core.fact_post.date_key:is_dated": ("UPDATE core.fact_post SET date_key = 0 WHERE post_key = 2", "2"),
    "core.fact_post.is_zone_assumed:zone_stated": (
        "UPDATE core.fact_post SET is_zone_assumed = TRUE WHERE post_key = 2", "2",
    ),
    "core.fact_post.observation_count:equals_rows": (
        "UPDATE core.fact_post SET observation_count = 2 WHERE post_key = 1", "1",
    ),
    "core.fact_post.posted_at:not_after_capture": (
        "UPDATE core.fact_post_observation SET captured_at = TIMESTAMP '2024-01-02' WHERE post_key = 2", "2",
    ),
    "core.fact_post.repost_group_key:is_smallest": (
        "UPDATE core.fact_post SET repost_group_key = 3 WHERE post_key = 2", "2",
    ),
    "core.fact_post.series_part:series_complete": (
        "UPDATE core.fact_post SET title = 'ب' WHERE post_key = 2", "1",
    ),
    "core.fact_post_revision.superseded_text:not_of_newest": (
        "UPDATE core.fact_post_revision SET superseded_text = NULL WHERE post_key = 3", "3/1",
    ),
    "core.fact_post.version_count:equals_rows": (
        "DELETE FROM core.fact_post_revision WHERE post_key = 3 AND version_number = 1", "3",
    ),
    "core.fact_post_observation.confidence:is_high": (
        "UPDATE core.fact_post_observation SET confidence = 0.89 WHERE record_index = 1", "1/1",
    ),
    "core.fact_post_observation.copy_kind:one_original": (
        "UPDATE core.fact_post_observation SET copy_kind = 'original' WHERE record_index = 3", "2",
    ),
    "core.dim_channel:not_silent": (f"{ONE_POST_A_DAY}; {CAPTURE_LATE}", "1"),
    "core.dim_channel:collected_in_time": (
        f"{ONE_POST_A_DAY}; UPDATE core.fact_post_observation SET captured_at = NULL, dump_key = post_key", "1",
    ),
    "core.dim_dump.artifact_count:within_half": (
        "UPDATE core.dim_dump SET record_count = 10, artifact_count = 6 WHERE dump_key = 1", "1",
    ),
    "core.dim_dump.channel_key:no_stray_channel": (
        f"{ONE_POST_A_DAY}; UPDATE core.fact_post SET channel_key = 2 WHERE post_key = 3", "1",
    ),
    "core.dim_dump.dump_format:ids_stated": ("UPDATE core.fact_post SET message_id = NULL", "1"),
    "core.dim_dump:fields_stated": (
        "INSERT INTO core.dim_dump BY NAME SELECT range AS dump_key, 1 AS channel_key, 'tdesktop_json' AS dump_format "
        f"FROM range(11, 14); {ONE_POST_A_DAY}; UPDATE core.fact_post_observation SET dump_key = 11 + post_key % 3, "
        "view_count = CASE WHEN post_key % 3 < 2 THEN 5 END, captured_at = TIMESTAMP '2025-01-01' + "
        "to_days(CAST(post_key % 3 AS INTEGER)) WHERE post_key >= 100", "13/view_count",
    ),
    "core.fact_post.char_count:length_usual": (
        f"{MONTHS}; UPDATE core.fact_post SET char_count = 900 WHERE {JUNE}", "1/202406",
    ),
    "core.fact_post.language:mix_usual": (
        f"{MONTHS}; UPDATE core.fact_post SET language = 'en' WHERE {JUNE}", "1/202406",
    ),
    "core.fact_post.text:half_spaces_usual": (
        f"{MONTHS}; UPDATE core.fact_post SET text = 'x', word_count = 10 WHERE post_key >= 1000; "
        f"UPDATE core.fact_post SET text = 'می‌شود' WHERE post_key >= 1000 AND NOT {JUNE}", "1/202406",
    ),
    "core.fact_post.repost_group_key:own_words_usual": (
        f"{MONTHS}; UPDATE core.fact_post SET repost_group_key = 7, word_count = 9 WHERE {JUNE}", "1/202406",
    ),
    "core.fact_post.char_count:one_message": (
        "UPDATE core.fact_post SET char_count = 8193 WHERE post_key = 2", "2",
    ),
    "core.fact_post.text:no_mojibake": (
        "UPDATE core.fact_post SET text = 'Ø³Ù„Ø§Ù… Ø¯Ù†ÛŒØ§' WHERE post_key = 2", "2",
    ),
    "core.fact_post.message_id:no_long_gap": (
        f"{ONE_POST_A_DAY}; UPDATE core.fact_post SET message_id = message_id + 900 WHERE post_key > 120",
        "1/120/1021",
    ),
    "core.fact_post_observation.forward_count:within_views": (
        "UPDATE core.fact_post_observation SET forward_count = 9, view_count = 8 WHERE record_index = 1", "1",
    ),
    "core.fact_post_observation.post_key:repeats_usual": (
        "INSERT INTO core.fact_post_observation BY NAME "
        "SELECT 1 AS post_key, 1 AS dump_key, range AS record_index FROM range(100, 110)", "1",
    ),
    "core.fact_post_observation.view_count:never_falls": (
        "UPDATE core.fact_post_observation SET view_count = 1000 - 500 * (record_index // 3), "
        "captured_at = captured_at + to_days(CAST(record_index AS INTEGER)) WHERE post_key = 2", "1",
    ),
    "dq.finding.finding:dump_whole": ("UPDATE dq.finding SET finding = 'truncated_file'", "1/truncated_file"),
    "dq.finding.finding:ids_unique": (
        "UPDATE dq.finding SET finding = 'message_id_repeated'", "1/message_id_repeated",
    ),
    "dq.refused_file.reason:none_new": (
        "INSERT INTO dq.refused_file SELECT * REPLACE ('new.bin' AS file_name, 'r2' AS first_run_id) "
        "FROM dq.refused_file; "
        "INSERT INTO dq.run SELECT * REPLACE ('r2' AS run_id, TIMESTAMP '2024-03-01' AS started_at) FROM dq.run",
        "new.bin",
    ),
    "mart.post_frequency_daily.post_count:volume_usual": (FLOOD, "1/20240603/high"),
    "mart.post_frequency_daily.post_count:newest_days_usual": (FLOOD, "1/20240603/high"),
    "dq.finding.finding:fields_known": ("UPDATE dq.finding SET finding = 'unknown_field'", "1"),
    "dq.finding.finding:structure_inferred": (
        "UPDATE dq.finding SET finding = 'no_structure_inferred'", "1",
    ),
    "dq.ledger.byte_residual:is_zero": (
        "UPDATE dq.ledger SET byte_residual = -1 WHERE stage = 'parsed'", "1/parsed",
    ),
    "dq.ledger.residual:is_zero": ("UPDATE dq.ledger SET residual = 1 WHERE stage = 'core'", "1/core"),
    "dq.ledger:covers_dumps": ("DELETE FROM dq.ledger WHERE stage = 'core'", "1"),
    "dq.finding.finding:channels_resolved": (
        "UPDATE dq.finding SET finding = 'channel_look_alike'", "x",
    ),
    "dq.finding.finding:dumps_agree": ("UPDATE dq.finding SET finding = 'times_disagree'", "x"),
    "dq.finding.finding:dump_parsed": ("UPDATE dq.finding SET finding = 'parser_error'", "1"),
    "dq.quarantine:within_limit": (
        "UPDATE dq.ledger SET record_count = 1; "
        "UPDATE dq.quarantine SET status = 'open', reason = 'bad', file_name = 'a.txt'", "bad in a.txt",
    ),
    "dq.quarantine.status:none_open": ("UPDATE dq.quarantine SET status = 'open'", "7"),
    "dq.span:no_overlap": (
        "UPDATE core.fact_post_observation SET byte_end = 45 WHERE record_index = 2", "1/3",
    ),
    "mart.post_frequency_daily:equals_posts": (
        "UPDATE mart.post_frequency_daily SET post_count = 1 WHERE date_key = 20240102", "1/20240102",
    ),
    "mart.post_frequency_hourly_profile:equals_posts": (
        "DELETE FROM mart.post_frequency_hourly_profile WHERE hour = -1", "1",
    ),
    "mart.post_frequency_hourly_profile:has_all_hours": (
        "DELETE FROM mart.post_frequency_hourly_profile WHERE day_of_week = 1 AND hour = 0", "1",
    ),
    "mart.post_frequency_overall_daily:equals_channels": (
        "UPDATE mart.post_frequency_overall_daily SET covered_channel_count = 2 WHERE date_key = 20240102",
        "20240102",
    ),
    "mart.posting_cadence:equals_posts": ("UPDATE mart.posting_cadence SET dated_post_count = 2", "1"),
    "mart.posting_cadence.longest_silence_seconds:is_silent": (
        "UPDATE mart.posting_cadence SET longest_silence_started_at = TIMESTAMP '2024-01-01 06:29:59'", "1",
    ),
    "mart.topic_cooccurrence.distinct_content_count:within_topics": (
        "UPDATE mart.topic_cooccurrence SET distinct_content_count = topic_content_count + 1", "5/9",
    ),
}  # fmt: skip
for _period, _key, _first in (
    ("weekly", "week_start_date_key", "20231230"),
    ("monthly", "month_key", "202401"),
    ("jalali_monthly", "jalali_month_key", "140210"),
):
    FAULTS[f"mart.post_frequency_{_period}:equals_posts"] = (
        f"UPDATE mart.post_frequency_{_period} SET original_post_count = 0", f"1/{_first}",
    )  # fmt: skip
    FAULTS[f"mart.post_frequency_{_period}:equals_daily"] = (
        f"UPDATE mart.post_frequency_{_period} SET covered_day_count = 1", f"1/{_first}",
    )  # fmt: skip
    FAULTS[f"mart.post_frequency_overall_{_period}:equals_channels"] = (
        f"UPDATE mart.post_frequency_overall_{_period} SET repost_post_count = 1", _first,
    )  # fmt: skip
    FAULTS[f"mart.post_frequency_overall_{_period}:equals_daily"] = (
        f"UPDATE mart.post_frequency_overall_{_period} SET covered_day_count = 1", _first,
    )  # fmt: skip
    FAULTS[f"mart.topic_trend_{_period}.post_count:equals_topics"] = (
        f"DELETE FROM mart.topic_trend_{_period}", f"5/{_first}",
    )  # fmt: skip
    FAULTS[f"mart.topic_trend_channel_{_period}.post_count:equals_topics"] = (
        f"UPDATE mart.topic_trend_channel_{_period} SET distinct_content_count = 9", f"1/5/{_first}",
    )  # fmt: skip


def test_every_sql_check_has_a_fault_to_prove_it() -> None:
    assert FAULTS.keys() == SQL.keys()


@pytest.mark.parametrize("check_id", FAULTS)
def test_a_planted_fault_fails(check_id: str, con: duckdb.DuckDBPyConnection) -> None:
    fault, example = FAULTS[check_id]
    con.execute(fault).fetchall()
    found = outcome(con, SQL[check_id])
    assert (found.status, found.example_value) == ("failed", example)
    assert found.failed_count is not None
    assert found.failed_count > 0


@pytest.mark.parametrize(
    ("check_id", "fault"),
    [
        ("core.fact_post.version_count:equals_rows", "DELETE FROM core.fact_post_revision WHERE post_key = 1"),
        ("core.fact_post_revision.superseded_text:not_of_newest",
            "UPDATE core.fact_post_revision SET superseded_text = 'x' WHERE post_key = 1",
        ),
        ("core.fact_post.observation_count:equals_rows", "DELETE FROM core.fact_post_observation"),
        ("core.fact_post_observation.copy_kind:one_original", "DELETE FROM core.fact_post_observation"),
        ("mart.post_frequency_daily:equals_posts", "DELETE FROM mart.post_frequency_daily"),
        ("mart.post_frequency_weekly:equals_daily", "DELETE FROM mart.post_frequency_weekly"),
        ("mart.post_frequency_monthly:equals_posts", "DELETE FROM mart.post_frequency_monthly"),
        ("mart.topic_trend_weekly.post_count:equals_topics", "DELETE FROM core.fact_post_topic"),
        ("mart.post_frequency_overall_daily:equals_channels", "DELETE FROM mart.post_frequency_overall_daily"),
        ("mart.post_frequency_overall_weekly:equals_daily", "DELETE FROM mart.post_frequency_overall_weekly"),
        ("mart.posting_cadence:equals_posts", "DELETE FROM mart.posting_cadence"),
        ("dq.ledger:covers_dumps", "DELETE FROM dq.ledger"),
    ],
)  # fmt: skip
def test_missing_rows_fail_too(check_id: str, fault: str, con: duckdb.DuckDBPyConnection) -> None:
    con.execute(fault).fetchall()
    assert outcome(con, SQL[check_id]).status == "failed"


MEASURES = [
    (check_id, column)
    for check_id in SQL
    if "post_frequency" in check_id and "equals" in check_id
    for column in ("forward_count_posts", "repost_post_count", "word_count")
    if column in PUBLISHED[SQL[check_id].table_name].polars_schema
]


@pytest.mark.parametrize(("check_id", "column"), MEASURES)
def test_every_measure_is_held_against_its_source(
    check_id: str, column: str, con: duckdb.DuckDBPyConnection
) -> None:
    con.execute(f"UPDATE {SQL[check_id].table_name} SET {column} = {column} + 1").fetchall()
    assert outcome(con, SQL[check_id]).status == "failed"


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE core.fact_post SET posted_at = '2024-01-02T06:30' WHERE post_key = 3;"
        " UPDATE core.fact_post SET posted_precision = 'minute' WHERE post_key = 3",
        "UPDATE core.fact_post SET date_key = 20240102 WHERE post_key = 3",
        "DELETE FROM mart.post_frequency_daily WHERE date_key = 20240102",
    ],
    ids=["a post within", "a post without a time on a day of it", "a day of it is not covered"],
)
def test_a_silence_that_is_none_fails(fault: str, con: duckdb.DuckDBPyConnection) -> None:
    check_id = "mart.posting_cadence.longest_silence_seconds:is_silent"
    con.execute(fault).fetchall()
    assert outcome(con, SQL[check_id]).status == "failed"


FOLDER = "UPDATE core.dim_dump SET file_name = 'texts/' WHERE dump_key = 1"
SECOND_FILE = (
    "UPDATE core.fact_post_observation SET byte_start = byte_start - 20, byte_end = byte_end - 20"
    " WHERE record_index >= 2"
)
OVERLAP = "UPDATE core.fact_post_observation SET byte_end = byte_end + 1 WHERE record_index = 2"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([FOLDER], "passed"),
        ([FOLDER, SECOND_FILE], "passed"),
        ([SECOND_FILE], "failed"),  # one file cannot have two records at byte 0
        ([FOLDER, SECOND_FILE, OVERLAP], "failed"),
    ],
)
def test_spans_are_held_apart_per_file(
    changes: list[str], status: str, con: duckdb.DuckDBPyConnection
) -> None:
    for change in changes:
        con.execute(change).fetchall()
    assert outcome(con, SQL["dq.span:no_overlap"]).status == status


@pytest.mark.parametrize(
    ("started", "status"), [("2024-01-31T00:00", "passed"), ("2024-02-02T00:00", "failed")]
)
def test_only_the_newest_books_count(started: str, status: str, con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO dq.run BY NAME SELECT 'r2' AS run_id, CAST(? AS TIMESTAMP) AS started_at", [started]
    ).fetchall()
    con.execute(
        "INSERT INTO dq.ledger SELECT * REPLACE ('r2' AS run_id, 1 AS residual) FROM dq.ledger"
    ).fetchall()
    assert outcome(con, SQL["dq.ledger.residual:is_zero"]).status == status
    con.execute("DELETE FROM dq.run WHERE run_id = 'r2'").fetchall()
    assert outcome(con, SQL["dq.ledger.residual:is_zero"]).status == "failed", "books of an unknown run"


@pytest.mark.parametrize("check_id", UNIQUE)
def test_a_doubled_row_fails(check_id: str, con: duckdb.DuckDBPyConnection) -> None:
    table = UNIQUE[check_id].table_name
    con.execute(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1").fetchall()
    found = outcome(con, UNIQUE[check_id])
    assert (found.status, found.failed_count) == ("failed", 1)


@pytest.mark.parametrize("broken", ["987654321", "NULL"])
@pytest.mark.parametrize("check_id", REFERENCES)
def test_a_dangling_or_missing_reference_fails(
    check_id: str, broken: str, con: duckdb.DuckDBPyConnection
) -> None:
    spec = REFERENCES[check_id]
    con.execute(f"UPDATE {spec.table_name} SET {spec.column_name} = {broken}").fetchall()
    found = outcome(con, spec)
    assert (found.status, found.failed_count) == ("failed", found.evaluated_count)
    assert found.example_value == (None if broken == "NULL" else broken)


def test_no_reserved_row_stands_for_a_post(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE core.fact_post_topic SET post_key = -1").fetchall()
    assert outcome(con, REFERENCES["core.fact_post_topic.post_key:references"]).status == "failed"


@pytest.mark.parametrize("check_id", RESERVED)
@pytest.mark.parametrize("reserved", ["0", "-1"])
def test_a_missing_reserved_row_fails(check_id: str, reserved: str, con: duckdb.DuckDBPyConnection) -> None:
    spec = RESERVED[check_id]
    con.execute(f"DELETE FROM {spec.table_name} WHERE {spec.column_name} = {reserved}").fetchall()
    found = outcome(con, spec)
    assert (found.status, found.example_value) == ("failed", reserved)


def test_reserved_rows_are_asked_of_dimensions_only() -> None:
    assert {s.table_name for s in RESERVED.values()} == {
        "core.dim_channel", "core.dim_channel_version", "core.dim_date", "core.dim_topic", "core.dim_dump",
    }  # fmt: skip


def test_examples_show_keys_never_words(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO core.fact_post_entity SELECT * FROM core.fact_post_entity").fetchall()
    assert outcome(con, UNIQUE["core.fact_post_entity:unique"]).example_value == "1"


def test_check_ids_are_unique_and_of_one_form() -> None:
    assert len(ALL) == len(UNIQUE) + len(REFERENCES) + len(RESERVED) + len(SQL)
    for check_id, spec in ALL.items():
        subject = ".".join(filter(None, (spec.table_name, spec.column_name)))
        assert check_id.rpartition(":")[0] in {subject, spec.table_name}


def test_an_outcome_has_the_columns_of_the_contract() -> None:
    columns = set(PUBLISHED["dq.check_result"].polars_schema.names())
    assert {f.name for f in fields(CheckOutcome)} == columns - {"run_id", "checked_at"}


PROBE = CheckSpec(
    check_id="t:probe", table_name="t", column_name=None, dimension="validity", severity="error",
    rule_in_words="x", owner="y",
    sql_offenders="SELECT CAST(n AS VARCHAR) AS example_value FROM range(2) AS r (n)",
    sql_evaluated="(SELECT count(*) FROM range(4))",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status", "failed"),
    [
        ({"threshold": 0.0}, "failed", 2),
        ({"threshold": 0.49}, "failed", 2),
        ({"threshold": 0.5}, "passed", 2),
        ({"sql_evaluated": "0"}, "failed", 2),
        ({"sql_evaluated": "NULL"}, "not_run", None),
        ({"sql_evaluated": "(SELECT count(*) FROM no_such_table)"}, "not_run", None),
        ({"sql_offenders": "SELECT * FROM no_such_table"}, "not_run", None),
        ({"sql_offenders": "SELECT 1 AS other_name"}, "not_run", None),
        ({"sql_offenders": "SELECT error('broken') AS example_value"}, "not_run", None),
    ],
)
def test_status_follows_share_and_errors(changes: dict, status: str, failed: int | None) -> None:
    found = outcome(duckdb.connect(), replace(PROBE, **changes))
    assert (found.status, found.failed_count) == (status, failed)
    assert found.example_value, "an example, or what went wrong"


HEADER = {
    "table": "core.fact_post", "column": "title", "kind": "bound", "dimension": "validity", "severity": "error",
    "threshold": "0", "owner": "x", "rule": "y", "evaluated": "1",
}  # fmt: skip


def written(folder: Path, name: str = "core.fact_post.title.probe.sql", **changes: str | None) -> Path:
    header = {k: v for k, v in (HEADER | changes).items() if v is not None}
    query = header.pop("query", "SELECT 'a' AS example_value")
    file = folder / name
    file.write_text("".join(f"-- {k}: {v}\n" for k, v in header.items()) + query, encoding="utf-8")
    return file


def test_a_check_is_read_from_its_file(tmp_path: Path) -> None:
    spec = read_check(written(tmp_path, threshold="0.25"))
    assert (spec.check_id, spec.column_name, spec.threshold) == ("core.fact_post.title:probe", "title", 0.25)
    assert spec.sql_offenders == "SELECT 'a' AS example_value"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        *(({k: None}, f"lacks {k}") for k in HEADER if k not in {"column", "kind"}),
        ({"column": None}, "the name must be"),
        ({"name": "core.fact_post.other.probe.sql"}, "the name must be"),
        ({"name": "core.fact_post.title.sql"}, "the name must be"),
        ({"kind": "hunch"}, "no such kind"),
        ({"severity": "fatal"}, "no such severity"),
        ({"dimension": "beauty"}, "no such dimension"),
        ({"column": "title", "owner": None, "author": "z"}, "lacks owner"),
        ({"query": ""}, "there is no query"),
    ],
)
def test_a_faulty_file_is_named(changes: dict, complaint: str, tmp_path: Path) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(ValueError, match=complaint) as caught:
        read_check(file)
    assert str(caught.value).startswith(file.name)


def test_an_unknown_header_line_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_text("-- colum: title\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match="unknown line"):
        read_check(file)
