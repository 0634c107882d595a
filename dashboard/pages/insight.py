"""Duplicates, formats, activity and runs: one page each."""

from collections import defaultdict
from collections.abc import Iterator

import duckdb
from markupsafe import Markup

from dashboard import svg
from dashboard.ask import Row, ask, ask_one
from dashboard.render import Page


def pages(con: duckdb.DuckDBPyConnection) -> Iterator[Page]:
    """The four pages."""
    yield Page("duplicates.html", "Duplicates", "duplicates.html", _duplicates(con))
    formats = {"drift": ask(con, "drift"), "findings": ask(con, "finding")}
    yield Page("formats.html", "Formats and schema drift", "formats.html", formats)
    yield Page("activity.html", "Activity and topics", "activity.html", _activity(con))
    yield Page("runs.html", "Runs", "runs.html")


def _duplicates(con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    kinds = ask(con, "duplicate_total")
    return {
        "kinds": kinds,
        "chart": svg.hbars(
            "Appearances of posts by kind",
            [(k["copy_kind"].replace("_", " "), k["observation_count"], "c1") for k in kinds],
        ),
        "of_dumps": ask(con, "duplicate_dump"),
        "reposts": ask_one(con, "repost_total"),
        "groups": ask(con, "repost_group"),
    }


def month_bars(con: duckdb.DuckDBPyConnection) -> Markup | None:
    """Posts by month; None where no post has a date."""
    months = ask(con, "post_month")[::-1]
    if not months:
        return None
    items = [(f"{m['month_key'] // 100}-{m['month_key'] % 100:02}", float(m["post_count"])) for m in months]
    return svg.bars("Posts by month", items)


def _activity(con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    return {
        "months": month_bars(con),
        "hours": _hours(ask(con, "post_hour")),
        "channels": ask(con, "post_channel"),
        "topics": ask(con, "topic"),
        "topic_totals": ask(con, "topic_total"),
        "metrics": ask(con, "metric"),
    }


def _hours(rows: list[Row]) -> Markup | None:
    if not any(r["post_count"] for r in rows):
        return None
    by_day: dict[str, list[int]] = defaultdict(lambda: [0] * 24)
    for row in rows:
        by_day[f"{row['day_name_en'][:3]} {row['day_name_fa']}"][row["hour"]] = row["post_count"]
    hours = [f"{h:02}:00" for h in range(24)]
    return svg.heat("Posts by weekday and hour", list(by_day.items()), hours)
