"""Header lines of messages copied out of Telegram Desktop as text: `Name, [dd.mm.yy hh:mm]`."""

import re
from datetime import datetime

HEADER = r"^.{1,160}, \[\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}),? \d{1,2}:\d{2}(?::\d{2})?\]\s*$"
"""Header line, for polars and for ``re``. Only the dotted form: the order of day and month is certain."""

_PARTS = re.compile(r"\[(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2}),? (\d{1,2}):(\d{2})(?::(\d{2}))?\]\s*$")


def header_time(line: str) -> tuple[datetime, str] | None:
    """Wall-clock time that a header line states, and its precision; None for an impossible date."""
    found = _PARTS.search(line)
    if found is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        moment = datetime(year if year > 99 else 2000 + year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    return moment, "second" if found.group(6) else "minute"
