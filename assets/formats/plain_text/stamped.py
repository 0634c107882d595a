"""Posts below or behind their time, as scripts write them: `2023-04-11 09:30:00` above a text, or `[…]` in front of it.

Any post may hold such a line. They are the structure of a text that begins with one, has no more between two of them
than a message holds, and whose times follow each other.
"""

import re

import polars as pl

from assets.formats.base import Observation
from assets.formats.plain_text.view import STAMP_LABEL, View
from assets.formats.table.dates import is_day_first, is_read, parse_dates
from assets.formats.table.values import cleaned

_MOST_CHARACTERS_A_POST = 8192
"""Twice the longest post."""
_MOSTLY = 0.9
"""Share of the times that can be read, and of those that follow (or all precede) the one above."""
_SEPARATOR = re.compile(r"\s*[:|\-–—]?\s*")
_FIELDS = {
    "at": "posted_at",
    "local": "posted_local",
    "offset": "utc_offset_minutes",
    "precision": "posted_precision",
    "earliest": "posted_earliest_date",
    "latest": "posted_latest_date",
}


def is_stamped(views: list[View]) -> bool:
    """Whether the posts of a dump have their times above or before them; its files, none of them blank."""
    stamps = _stamps(views)
    weight = sum(view.total(0, len(view)) for view in views)
    if not all(view.stamp[0] for view in views) or weight > _MOST_CHARACTERS_A_POST * len(stamps):
        return False
    dates = parse_dates(stamps, is_day_first=day_order(views))
    moments = dates.select(pl.coalesce("at", "local", pl.col("earliest").cast(pl.Datetime("us")))).to_series()
    steps = moments.drop_nulls().diff().drop_nulls().dt.total_microseconds()
    ordered = max((steps >= 0).sum(), (steps <= 0).sum())
    return (
        len(steps) > 0 and ordered >= _MOSTLY * len(steps) and is_read(dates).sum() >= _MOSTLY * len(stamps)
    )


def day_order(views: list[View]) -> bool | None:
    """Whether the day stands first in times that end with the year, if one of them decides it."""
    return is_day_first(_stamps(views))


def stated_times(view: View, *, is_day_first: bool | None) -> dict[int, Observation]:
    """What times say of the posts that begin there, as fields of an observation, by line."""
    places = [i for i, stamp in enumerate(view.stamp) if stamp]
    dates = parse_dates(_stamps([view]), is_day_first=is_day_first).rename(_FIELDS).select(_FIELDS.values())
    return {i: _stated(row) for i, row in zip(places, dates.iter_rows(named=True), strict=True)}


def behind_stamp(view: View, index: int) -> str:
    """What stands behind the time in the first line of a post."""
    return _SEPARATOR.sub("", view.text(index)[len(view.stamp[index] or "") :], count=1)


def _stated(row: dict[str, object]) -> Observation:
    fields = Observation(date_method="header")
    fields.update({name: value for name, value in row.items() if value is not None})  # type: ignore[typeddict-item]
    return fields if len(fields) > 1 else Observation()


def _stamps(views: list[View]) -> pl.Series:
    """Times in the form in which cells of tables are read."""
    written = pl.Series([stamp for view in views for stamp in view.stamp if stamp], dtype=pl.String)
    bare = written.str.replace(STAMP_LABEL, "").str.strip_chars("[]() \t:")
    return cleaned(bare.str.replace(r"\s+[-–—|]\s+", " "))
