"""The quality site: all its files, from a connection to a release."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dashboard import feed, machine
from dashboard.ask import Row, ask, ask_one
from dashboard.files import SiteFiles
from dashboard.pages import channels, checks, dictionary, insight, ledger, quarantine
from dashboard.render import Page, render
from dashboard.subject import STALE_AFTER, Subject
from dashboard.verdict import Verdict, judge, watermark_in_words

INDEX = "index.html"


@dataclass(frozen=True)
class SiteReport:
    """What was written."""

    path: Path
    """The first page."""
    verdict: str
    """usable, warnings or held_back."""
    file_count: int
    reused_count: int
    """Files that are the same as in the site of the release before, and shared with it."""
    byte_count: int


def build_site(
    con: duckdb.DuckDBPyConnection, subject: Subject, target: Path, earlier: Path | None = None
) -> SiteReport:
    """Write the site of a release, or of a run that published nothing.

    Args:
        con: the release, or what there is of it: ``core``, ``mart``, ``dq`` and ``meta``; only read.
        subject: the run.
        target: folder to fill.
        earlier: site of the release before; files that did not change are shared with it.
    """
    files = SiteFiles(target, earlier)
    verdict = judge(con, subject)
    counts = ask_one(con, "counts")
    total = ledger.totals(con)
    kept = quarantine.read_quarantine(con)
    quarantine.link_records(kept, verdict.checks)
    runs = ask(con, "run")
    watermark = watermark_in_words(ask_one(con, "watermark"), subject.reporting_zone)
    common: dict[str, Any] = {
        "subject": subject,
        "verdict": verdict,
        "watermark": watermark,
        "before": machine.counts_before(earlier),
        "runs": runs,
        "own_run": next((r for r in runs if r["run_id"] == subject.run_id), None),
        "stale_hours": int(STALE_AFTER.total_seconds() // 3600),
    }
    fresh = channels.read_channels(con)
    of_channels = channels.section(con, fresh)
    of_dumps = ledger.section(con, total, counts["post_count"], kept)
    common |= {"channel_page": of_channels.page_of, "dump_page": of_dumps.page_of}
    front = _front(con, verdict, counts, total, kept, fresh)
    for page in (*front, *of_channels.pages, *of_dumps.pages, *_others(con, subject, kept)):
        files.write(page.name, render(page, **common))
    files.write(machine.NAME, machine.summary(verdict, watermark, counts, total, kept.reasons))
    files.write("feed.xml", feed.atom(runs, ask(con, "check_change")))
    return SiteReport(target / INDEX, verdict.state, len(files.names), len(files.reused), files.byte_count)


def _front(
    con: duckdb.DuckDBPyConnection,
    verdict: Verdict,
    counts: Row,
    total: ledger.Totals,
    kept: quarantine.Quarantine,
    fresh: list[Row],
) -> Iterator[Page]:
    """The first page and the catalogue of checks."""
    standing = checks.read_dimensions(con)
    data = {
        "counts": counts,
        "total": total,
        "funnel": ledger.funnel(total, counts["post_count"]),
        "reasons": kept.reasons[:8],
        "late": [c for c in fresh if c["is_late"]],
        "channels": fresh,
        "odd": _oddest(fresh),
        "standing": standing,
        "months": insight.month_bars(con),
        "topics": ask(con, "topic_total")[:10],
        "labels": {m["metric_name"]: m["label_fa"] for m in ask(con, "metric")},
    }
    yield Page(INDEX, verdict.headline, "index.html", data)
    yield from checks.pages(con, verdict, standing)


def _others(con: duckdb.DuckDBPyConnection, subject: Subject, kept: quarantine.Quarantine) -> Iterator[Page]:
    yield from quarantine.overview(kept)
    yield from insight.pages(con)
    yield from dictionary.pages(con, subject)


def _oddest(fresh: list[Row]) -> list[tuple[Row, Row]]:
    """Channels with a day outside its band among their last four weeks, each with the newest such day."""
    found = [(c, c["recent_anomalies"][-1]) for c in fresh if c["recent_anomalies"]]
    return sorted(found, key=lambda pair: pair[1]["full_date"], reverse=True)[:8]
