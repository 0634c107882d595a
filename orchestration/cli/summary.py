"""What `anbar run` says at its end, read from the release that it published."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
from rich.markup import escape

from orchestration.cli import columns
from orchestration.cli.app import err, out
from orchestration.cli.render import size, table
from warehouse.connect import open_release
from warehouse.home import QUALITY, Home
from warehouse.publish import Publisher


def print_summary(home: Home, run_id: str, parsed: Iterable[str]) -> None:
    """Print counts, refusals, checks, how the tables among the dumps parsed were read, and where the release is."""
    from assets.steps.stage import read_report
    from assets.steps.workspace import Workspace

    release = Publisher(home.published).current()
    path = home.published / "releases" / str(release) / "warehouse.duckdb"
    report = read_report(Workspace(home, run_id))
    with open_release(path) as con:
        out.print(table("What is in the warehouse", ("", "count"), _counts(con, report)))
        _print_rows(con, "Duplicates by kind", _DUPLICATES)
        _print_rows(con, "Quarantined by reason", _QUARANTINED)
        _print_rows(con, "Out of quarantine", _SETTLED)
        _print_rows(con, "Checks", _CHECKS, (run_id,))
        print_warnings(con, run_id)
        for line in columns.lines(con, parsed):
            out.print(line, markup=False, highlight=False, soft_wrap=True)
    for refused_path, reason in report["refused"]:
        err.print(
            f"[yellow]refused:[/] {escape(refused_path)}: {escape(reason)}", highlight=False, soft_wrap=True
        )
    for what, count in report["passed_over"].items():
        out.print(f"passed over: {count} files, {what}; name a file to load it all the same", soft_wrap=True)
    out.print(f"Release {release} ({size(path.stat().st_size)})")
    _print_paths(path)


def print_unchanged(home: Home, release: str) -> None:
    """Say that nothing was new, and what the release holds that stays current."""
    path = home.published / "releases" / release / "warehouse.duckdb"
    with open_release(path) as con:
        [(run_id,)] = con.execute("SELECT run_id FROM meta.release").fetchall()
        out.print(table("What is in the warehouse", ("", "count"), _counts(con, {"new": []})))
        _print_rows(con, "Checks", _CHECKS, (run_id,))
        print_warnings(con, run_id)
    out.print(f"Nothing is new: release {release} holds all of it and stays current.", soft_wrap=True)
    _print_paths(path)


def _print_paths(database: Path) -> None:
    out.print(f"  database  {database}", soft_wrap=True, highlight=False)
    quality = database.parent / QUALITY / "index.html"
    if quality.exists():  # releases of the first versions have none
        out.print(f"  quality   {quality}", soft_wrap=True, highlight=False)


def print_warnings(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """One line per check of severity warning that failed."""
    for words, failed, evaluated in con.execute(_WARNINGS, (run_id,)).fetchall():
        out.print(
            f"[yellow]warning[/] {escape(words)}: not so for {failed} of {evaluated}",
            highlight=False,
            soft_wrap=True,
        )


def _counts(con: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> list[tuple[str, int]]:
    values = con.execute(_COUNTS).fetchall()[0]
    names = ("dumps", "observations", "posts", "posts without a date", "channels", "quarantined records")
    return [("new dumps in this run", len(report["new"])), *zip(names, values, strict=True)]


def _print_rows(
    con: duckdb.DuckDBPyConnection, title: str, query: str, parameters: tuple[Any, ...] = ()
) -> None:
    cursor = con.execute(query, parameters)
    names = [d[0] for d in cursor.description or []]
    if rows := cursor.fetchall():
        out.print(table(title, names, rows))


_COUNTS = """
SELECT (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0),
       (SELECT count(*) FROM core.fact_post_observation),
       (SELECT count(*) FROM core.fact_post),
       (SELECT count(*) FROM core.fact_post WHERE date_key = 0),
       (SELECT count(*) FROM core.dim_channel WHERE channel_key > 0),
       (SELECT count(DISTINCT (dump_key, record_index)) FROM dq.quarantine WHERE status = 'open')
"""
# Copies of one post are merged; posts that repeat another one's words stay posts.
_DUPLICATES = """
WITH kinds AS (
    SELECT copy_kind AS kind, count(*) AS count, 'merged into their posts' AS kept
    FROM core.fact_post_observation WHERE copy_kind <> 'original' GROUP BY copy_kind
    UNION ALL
    SELECT 'repost', count(*), 'posts of their own' FROM core.fact_post WHERE post_key <> repost_group_key
)

SELECT kind, count, kept FROM kinds WHERE count > 0 ORDER BY kind
"""
_QUARANTINED = """
SELECT reason, any_value(rule_in_words) AS rule, count(*) AS records
FROM dq.quarantine WHERE status = 'open' GROUP BY reason ORDER BY records DESC, reason LIMIT 10
"""
_SETTLED = """
SELECT status, count(*) AS records FROM dq.quarantine WHERE status <> 'open' GROUP BY status ORDER BY status
"""
_CHECKS = """
SELECT severity, count(*) FILTER (WHERE status = 'passed') AS passed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE status = 'not_run') AS "not run"
FROM dq.check_result WHERE run_id = ? GROUP BY severity ORDER BY severity
"""
_WARNINGS = """
SELECT rule_in_words, failed_count, evaluated_count
FROM dq.check_result WHERE run_id = ? AND status <> 'passed' ORDER BY check_id
"""
