"""Times as Telegram Desktop prints them on its pages."""

import re
from datetime import datetime

_STAMP = re.compile(
    r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s+(\d{1,2}):(\d{2}):(\d{2})"
    r"(?:\s+(?:UTC|GMT)(?:([+\-\u2212])(\d{1,2})(?::?(\d{2}))?)?)?\s*",
    re.ASCII,
)
_DAY = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December|Unknown)"
    r" \d{4}",
    re.ASCII,
)
_MAX_OFFSET_HOURS = 18


def read_stamp(title: str) -> tuple[datetime, int | None] | None:
    """Wall clock and label in minutes east of UTC; None for what is no time.

    ``21.07.2020 15:04:05`` (exports until 2022) has no label, ``… UTC+03:30`` has. The label is the
    standard offset of the exporter's zone, even where the clock is on summer time.
    """
    found = _STAMP.fullmatch(title)
    if found is None:
        return None
    day, month, year, hour, minute, second = map(int, found.groups()[:6])
    try:
        clock = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the page's own clock
    except ValueError:
        return None
    if "T" not in title:
        return clock, None
    hours, minutes = int(found[8] or 0), int(found[9] or 0)
    if hours > _MAX_OFFSET_HOURS or minutes > 59:
        return None
    return clock, (hours * 60 + minutes) * (1 if found[7] in (None, "+") else -1)


def is_day(text: str) -> bool:
    """Whether a line is a date separator: ``3 November 2025``."""
    return _DAY.fullmatch(text) is not None
