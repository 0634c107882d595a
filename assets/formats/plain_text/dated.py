"""Header lines of messages copied out of Telegram's apps as text: `Name, [dd.mm.yyyy hh:mm]`.

The apps write the date as the system does: with points, slashes or dashes, or with the month's name, on a
clock of 12 or 24 hours; macOS adds a second date in parentheses and a colon.
"""

import re
from datetime import date, datetime
from typing import NamedTuple

from assets.formats.table.spelled_dates import spelled_date

_DAY = (
    r"(?:[\p{Nd}]{1,4}[./\-][\p{Nd}]{1,2}[./\-][\p{Nd}]{2,4}|[\p{Nd}]{1,2}\.? \p{L}{3,12}\.?,? [\p{Nd}]{4}"
    r"|\p{L}{3,12}\.? [\p{Nd}]{1,2},? [\p{Nd}]{4})"
)
HEADER = rf"^.{{1,160}}[,،] \[{_DAY}[^\[\]]{{1,16}}[\p{{Nd}}]{{1,2}}:[\p{{Nd}}]{{2}}[^\[\]]{{0,40}}\]:?\s*$"
"""Header line, for polars."""

_NAME = re.compile(r"(.{1,160})[,،] \[[^\[\]]*\]:?\s*$")
_STAMP = re.compile(r"\[([^\[\]]{8,80})\]:?\s*$")
_CLOCK = (
    r",?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?\s*"
)
_POINTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<first>\d{1,2})[/-](?P<other>\d{1,2})[/-](?P<year>\d{4}|\d{2})" + _CLOCK)


class HeaderTime(NamedTuple):
    """What a header line states."""

    moment: datetime
    """Wall clock."""
    precision: str
    other_day: date | None = None
    """Where day and month could be swapped: the other day that may be meant."""


def header_time(line: str, *, is_day_first: bool | None = None) -> HeaderTime | None:
    """Wall-clock time that a header line states; None for an impossible date.

    Args:
        line: The line.
        is_day_first: Order of `03/05/2023`, where other headers of the text decide it.
    """
    stamp = _STAMP.search(line)
    if stamp is None:
        return None
    text = _plain(stamp[1])
    for pattern in (_POINTED, _YEAR_FIRST):
        if found := pattern.fullmatch(text):
            return _moment(found, int(found["month"]), int(found["day"]))
    if found := _YEAR_LAST.fullmatch(text):
        return _of_unknown_order(found, is_day_first)
    spelled = _YEAR_FIRST.match(spelled_date(text) or "")
    return _moment(spelled, int(spelled["month"]), int(spelled["day"])) if spelled else None


def header_name(headers: list[str]) -> str | None:
    """The name in all headers, which in a channel is its own; None where several people write."""
    names = {found[1].strip() for found in map(_NAME.match, headers) if found}
    return names.pop() if len(names) == 1 else None


def day_order(line: str) -> bool | None:
    """Whether a header line proves that the day stands first in dates with slashes; None if it proves nothing."""
    stamp = _STAMP.search(line)
    found = _YEAR_LAST.fullmatch(_plain(stamp[1])) if stamp else None
    if found is None or (int(found["first"]) <= 12 and int(found["other"]) <= 12):
        return None
    return int(found["first"]) > 12


def _plain(stamp: str) -> str:
    """A date in digits of one kind, without what macOS repeats and without the words between."""
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in stamp)
    return re.sub(r"\s+(?:at|в|um|à)\s+|[\s\u202f\u00a0]+", " ", digits.split("(")[0]).strip()


def _moment(found: re.Match[str], month: int, day: int) -> HeaderTime | None:
    year, hour = int(found["year"]), int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].lower() == "p")
    try:
        moment = datetime(  # noqa: DTZ001 - a wall clock
            year if year > 99 else 2000 + year,
            month,
            day,
            hour,
            int(found["minute"]),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
    return HeaderTime(moment, "second" if found["second"] else "minute")


def _of_unknown_order(found: re.Match[str], is_day_first: bool | None) -> HeaderTime | None:
    first, other = int(found["first"]), int(found["other"])
    of_day_first, of_month_first = _moment(found, other, first), _moment(found, first, other)
    if is_day_first is not None:
        return of_day_first if is_day_first else of_month_first
    if of_day_first is None or of_month_first is None or of_day_first == of_month_first:
        return of_day_first or of_month_first
    return of_day_first._replace(other_day=of_month_first.moment.date())


def possible_days(stated: HeaderTime) -> tuple[date, date]:
    """First and last day that a header line may mean."""
    other = stated.other_day or stated.moment.date()
    return min(stated.moment.date(), other), max(stated.moment.date(), other)
