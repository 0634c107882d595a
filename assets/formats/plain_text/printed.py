"""Posts copied off a channel's page on t.me: the channel's name stands above each, views and time of day below.

Above the first post stands the page's own head, between posts of two days the day, without the year where that is
the reader's. The time is that of the reader's zone; without a day of known year it does not date a post.
"""

import re
from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

import polars as pl

from assets.formats.base import Observation
from assets.formats.plain_text.blocks import OVERSIZE, PLAUSIBLE, POST, UNCERTAIN, Block, Cut
from assets.formats.plain_text.segments import stretches
from assets.formats.plain_text.view import View
from assets.formats.telegram import display_count

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?[AP]M)?"
_CLOCK_AT_END = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?:\s?(?P<half>[AP])M)?\Z")
_TIME = rf"(?:.{{0,80}}?[\s,])?{_CLOCK}"
_VIEWS = r"(?P<views>\d[\d.,]{0,12}[KM]?)\s*views?"
FOOT = re.compile(rf"{_VIEWS}(?:\s*{_TIME})?")
"""Line that ends a post: views, mostly with the time; between them `edited` or a signature."""
LATE_TIME = re.compile(rf"(?:edited\s+)?{_TIME}")
"""The time, where it stands on a line of its own below the views."""
FORWARDED_FROM = "Forwarded from"
FORWARDED = re.compile(rf"{FORWARDED_FROM}\s+(\S.{{0,127}})")

_TIMED_FOOT = rf"^\s*(?:{FOOT.pattern.replace('?P<views>', '?:')})\s*$"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"(?P<month>{_MONTHS}) (?P<day>\d{{1,2}})(?:, (?P<year>\d{{4}}))?")
_PAGE_HEAD = re.compile(r"[\d.,\s]{1,12}[KM]? ?(?:subscribers?|members?)|Platform")
_MOST_CHARACTERS_A_POST = 8192
"""Twice the longest post: where there is more text than that between lines that could end posts, they do not."""
_NAME_SHARE = 0.5


class Foot(NamedTuple):
    """Lines [start, end) of a view that end a post."""

    start: int
    end: int


def is_printed(lines: pl.DataFrame, views: list[View]) -> bool:
    """Whether posts of a dump end as a page prints it."""
    if not lines["text"].str.contains(_TIMED_FOOT).any():
        return False
    feet = [foot for view in views for foot in _feet(view) if _is_timed(view, foot)]
    return sum(v.total(0, len(v)) for v in views) <= _MOST_CHARACTERS_A_POST * len(feet)


def printed_name(views: list[View]) -> tuple[str, str] | None:
    """The channel's name as it stands above most posts: its key, and as it is written most.

    Copies of a post count once: what stands above the same text twice may be the title of that.
    """
    written, above = Counter[tuple[str, str]](), set[tuple[str, str]]()
    for view in views:
        for foot in _feet(view)[:-1]:
            top = foot.end + (_day(view, foot.end) is not None)
            if top + 1 < len(view):
                written[view.key[top], view.text(top).strip()] += 1
                above.add((view.key[top], view.key[top + 1]))
    keys = Counter(key for key, _ in above)
    if not keys:
        return None
    [(key, count)] = keys.most_common(1)
    if count < max(2, _NAME_SHARE * keys.total()):
        return None
    return next(pair for pair, _ in written.most_common() if pair[0] == key)


def cut_printed(view: View, name: str | None, footers: frozenset[str], *, is_last: bool) -> Cut:
    """Cut what is copied off pages into posts and what the page prints between them."""
    feet = {foot.end: foot for foot in _feet(view)}
    if not is_last:
        feet.pop(len(view), None)  # its time may stand on the next line
    blocks: list[Block] = []
    for start, end in stretches(view, [end for end in feet if end < len(view)]):
        if end in feet:
            blocks += _post(view, start, feet[end], name, footers)
        elif end < len(view):
            blocks.append(Block(OVERSIZE, start, end))
        elif is_last:
            blocks += _below(view, start, name)
    return Cut(blocks, blocks[-1].end if blocks else 0)


def printed_day(line: str) -> date | None:
    """The day that a line between posts states; None without the year, or where it is no day."""
    found = _DAY.fullmatch(line.strip())
    if found is None or found["year"] is None:
        return None
    try:
        return date(int(found["year"]), _MONTHS.split("|").index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None


def framing(above: list[str], below: list[str], day: date | None) -> Observation:
    """What the lines that a page prints above and below a post say about it, and the day above it."""
    fields = Observation()
    if forwarded := FORWARDED.search(" ".join(line.strip() for line in above)):
        fields |= {"is_forward": True, "forward_from_name": forwarded[1]}
    for line in below:
        if (foot := FOOT.fullmatch(line.strip())) and (views := display_count(foot["views"])):
            fields |= {"view_count": views[0], "is_view_count_rounded": views[1]}
    if day is not None:
        fields |= _time_of(day, below[-1] if below else "")
    return fields


def _time_of(day: date, foot: str) -> Observation:
    clock = _CLOCK_AT_END.search(foot.strip())
    if clock is None:
        return {"posted_precision": "day", "posted_earliest_date": day, "posted_latest_date": day,
                "date_method": "header"}  # fmt: skip
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + 12 * (clock["half"] == "P")
    moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"]))  # noqa: DTZ001 - a wall clock
    return {"posted_local": moment, "posted_precision": "minute", "date_method": "header"}


def _post(view: View, start: int, foot: Foot, name: str | None, footers: frozenset[str]) -> list[Block]:
    """A post with what stands above it."""
    top = _top(view, start, foot.start, name)
    first = top + (top < foot.start and view.key[top] == name)
    first += _forward_lines(view, first, foot.start)
    body_end = foot.start
    while body_end > first + 1 and view.key[body_end - 1] in footers:
        body_end -= 1
    post = Block(POST, top, foot.end, PLAUSIBLE, body_end=body_end, text_start=first, text_end=foot.start)
    return [*_boilerplate(start, top), post]


def _forward_lines(view: View, start: int, end: int) -> int:
    """Lines that say where a post was forwarded from: one, or two where the name stands below."""
    if start < end and FORWARDED.fullmatch(view.text(start).strip()):
        return 1
    return 2 if start + 2 < end and view.text(start).strip() == FORWARDED_FROM else 0


def _below(view: View, start: int, name: str | None) -> list[Block]:
    """What stands below the last foot: a post that was not copied to its end, or what the page prints there."""
    top = _below_day(view, start, len(view), name)
    if top + 1 >= len(view) or view.key[top] != name:
        return _boilerplate(start, len(view))
    return [*_boilerplate(start, top), Block(POST, top, len(view), UNCERTAIN, text_start=top + 1)]


def _top(view: View, start: int, end: int, name: str | None) -> int:
    """Where a post begins: at the channel's name. The head of a page has that name, too."""
    top = _below_day(view, start, end, name)
    named = [i for i in range(top, end) if view.key[i] == name]
    begins_file = start == 0 and view.rows.number[0] == 1
    if not named or (named[0] != top and not begins_file):
        return top
    has_head = any(_PAGE_HEAD.fullmatch(view.text(i).strip()) for i in range(start, named[-1]))
    return named[-1] if has_head else named[0]


def _below_day(view: View, start: int, end: int, name: str | None) -> int:
    """Behind the day that stands above the channel's name."""
    return start + (start + 1 < end and view.key[start + 1] == name and _day(view, start) is not None)


def _day(view: View, index: int) -> re.Match[str] | None:
    return _DAY.fullmatch(view.text(index).strip())


def _boilerplate(start: int, end: int) -> list[Block]:
    return [Block("boilerplate", start, end)] if start < end else []


def _feet(view: View) -> list[Foot]:
    """Where posts end."""
    feet: list[Foot] = []
    for i, key in enumerate(view.key):
        if "view" in key and FOOT.fullmatch(view.text(i).strip()):
            is_late = not _has_time(view.text(i)) and i + 1 < len(view)
            is_late = is_late and LATE_TIME.fullmatch(view.text(i + 1).strip()) is not None
            feet.append(Foot(i, i + 1 + is_late))
    return feet


def _is_timed(view: View, foot: Foot) -> bool:
    return foot.end - foot.start == 2 or _has_time(view.text(foot.start))


def _has_time(line: str) -> bool:
    return _CLOCK_AT_END.search(line.strip()) is not None
