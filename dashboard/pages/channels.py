"""Channels: how fresh they are, and whether their volume is what it used to be."""

from collections import defaultdict

import duckdb
from markupsafe import Markup

from dashboard import svg
from dashboard.ask import Row, ask
from dashboard.paging import packed
from dashboard.render import Page, Section

_MAX_ON_PAGE, _CHANNEL_BYTES, _PAGE_BYTES = 60, 1_500, 320_000
_RECENT = 28
"""Days at the end of what a channel covers that count as recent on the first page."""


def read_channels(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Channels with posts, late ones first, each with its ``days`` and ``anomalies``."""
    channels = ask(con, "freshness")
    days: dict[int, list[Row]] = defaultdict(list)
    for day in ask(con, "volume_day"):
        days[day["channel_key"]].append(day)
    for channel in channels:
        channel["days"] = days.get(channel["channel_key"], [])
        channel["anomalies"] = [d for d in channel["days"] if d["is_anomaly"]]
        channel["recent_anomalies"] = [d for d in channel["days"][-_RECENT:] if d["is_anomaly"]]
    return channels


def section(con: duckdb.DuckDBPyConnection, channels: list[Row]) -> Section:
    """The list of channels and the pages with their days."""
    details = []
    ordered = sorted(channels, key=lambda c: c["channel_key"])
    weighed = [(c, _CHANNEL_BYTES + 36 * len(c["days"])) for c in ordered]
    for n, part in enumerate(packed(weighed, count=_MAX_ON_PAGE, weight=_PAGE_BYTES), 1):
        shown = [(channel, _volume(channel)) for channel in part]
        details.append(
            Page(
                f"channels-{n}.html",
                f"Channels, page {n}",
                "volume.html",
                {"channels": shown},
                "channels.html",
            )
        )
    page_of = {c["channel_key"]: page.name for page in details for c, _ in page.data["channels"]}
    data = {"channels": channels, "lag": ask(con, "lag")}
    first = Page("channels.html", "Channels: freshness and volume", "channels.html", data)
    return Section([first, *details], page_of)


def _volume(channel: Row) -> Markup:
    points = [
        svg.Point(
            f"{d['full_date']:%Y-%m-%d}",
            d["post_count"],
            d["expected_low"],
            d["expected_high"],
            d["is_anomaly"],
            d["is_weekend"] and d["keeps_days_off"],
            d["holiday_name"] if d["keeps_days_off"] else None,
        )
        for d in channel["days"]
    ]
    return svg.band_line(f"Posts per day of {channel['channel_name']}", points)
