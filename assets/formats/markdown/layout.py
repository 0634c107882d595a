"""How a mirror is built, inferred from its first lines: where stamps stand, which zone its clocks have."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import available_timezones

import polars as pl

from assets.formats.markdown.inline import render
from assets.formats.markdown.lines import Found, Line, cells_of, find_stamps, read_entries
from assets.formats.markdown.stamps import Shape
from assets.formats.table.dates import is_day_first

ABOVE, BELOW, ROWS = "above", "below", "rows"

_OWN_SHARE = 0.8
"""Share of the stamps from which their channel is the file's own and links to others are quotations."""

_MIN_SHAPE_SHARE = 0.05
_ZONE_OF_UTC = re.compile(r"(?<!\w)(?:UTC|GMT)\s?(?:([+-])\s?(\d{1,2})(?::?(\d{2}))?)?(?![\w])")
_ZONE_BY_NAME = re.compile(
    r"(?<![\w/])(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/]{3,30}"
)


@dataclass(frozen=True)
class Layout:
    """What the posts of a file have in common."""

    style: str = BELOW
    """Whether stamps stand ``above`` or ``below`` their posts, or in ``rows`` of a table with them."""
    ref: str | None = None
    """The file's own channel; None where it holds several."""
    handle: str | None = None
    telegram_id: int | None = None
    name: str | None = None
    shapes: frozenset[Shape] = frozenset()
    zone: str | None = None
    """IANA name of the zone of the clocks, ``UTC``, or None."""
    offset_minutes: int | None = None
    is_day_first: bool | None = None
    columns: tuple[str, ...] = ()

    def accepts(self, found: Found) -> bool:
        """Whether a stamp is one of the file's posts, not a quotation in one."""
        post = found.stamp.post
        return post is not None and self.ref in (None, post.ref) and found.stamp.shape in self.shapes


def infer_layout(lines: list[Line], *, is_whole: bool) -> Layout | None:
    """Infer the layout from the first lines of a file; None where it has no stamps."""
    columns = _columns(lines)
    found = [f for f in find_stamps(lines, read_entries(lines, columns)) if f.stamp.post]
    if not found:
        return None
    refs = Counter(f.stamp.post.ref for f in found if f.stamp.post)
    ref, count = refs.most_common(1)[0]
    own = next(f.stamp.post for f in found if f.stamp.post and f.stamp.post.ref == ref)
    is_single = count >= _OWN_SHARE * len(found)
    kept = [f for f in found if not is_single or (f.stamp.post and f.stamp.post.ref == ref)]
    shapes = Counter(f.stamp.shape for f in kept)
    usual = frozenset(s for s, n in shapes.items() if n >= max(1.0, _MIN_SHAPE_SHARE * shapes.total()))
    head = lines[: kept[0].start]
    zone, offset = _zone(head)
    days = pl.Series([f.stamp.day for f in kept], dtype=pl.String)
    return Layout(
        style=_style(lines, kept, is_whole=is_whole),
        ref=ref if is_single else None,
        handle=own.handle if is_single else None,
        telegram_id=own.telegram_id if is_single else None,
        name=_name(head) if is_single else None,
        shapes=usual,
        zone=zone,
        offset_minutes=offset,
        is_day_first=is_day_first(days),
        columns=columns,
    )


def head_end(lines: list[Line], first: int) -> int:
    """Where the head of a file ends whose first post ends in the line ``first``."""
    marks = [
        i for i in range(first) if lines[i].is_rule or lines[i].is_heading or _states_zone(lines[i].text)
    ]
    return marks[-1] + 1 if marks else 0


def _style(lines: list[Line], found: list[Found], *, is_whole: bool) -> str:
    if 2 * sum(bool(f.cells) for f in found) >= len(found):
        return ROWS
    if 2 * sum(f.stamp.shape.is_heading for f in found) >= len(found):
        return ABOVE
    votes = 0
    for one, other in pairwise(found):
        gap = [line for line in lines[one.end : other.start] if not line.is_blank]
        if gap and any(not line.is_rule for line in gap):
            votes += gap[-1].is_rule - gap[0].is_rule
    if votes:
        return ABOVE if votes > 0 else BELOW
    has_text_above = any(
        not line.is_blank for line in lines[head_end(lines, found[0].start) : found[0].start]
    )
    has_text_below = is_whole and any(
        not line.is_blank and not line.is_rule for line in lines[found[-1].end :]
    )
    return ABOVE if has_text_below or not has_text_above else BELOW


def _columns(lines: list[Line]) -> tuple[str, ...]:
    """Titles of the columns of the first table."""
    for above, below in pairwise(lines):
        cells = cells_of(above.text)
        if cells and below.is_rule and "|" in below.text:
            return tuple(cells)
    return ()


def _states_zone(text: str) -> bool:
    return bool(_ZONE_OF_UTC.search(text) or _ZONE_BY_NAME.search(text))


def _zone(head: list[Line]) -> tuple[str | None, int | None]:
    """Zone and offset that the head of a file states."""
    for line in head:
        named = _ZONE_BY_NAME.search(line.text)
        if named and named[0] in available_timezones():
            return named[0], None
    for line in head:
        if found := _ZONE_OF_UTC.search(line.text):
            minutes = int(found[2] or 0) * 60 + int(found[3] or 0)
            return ("UTC", None) if not minutes else (None, -minutes if found[1] == "-" else minutes)
    return None, None


def _name(head: list[Line]) -> str | None:
    """The channel's name: the first heading."""
    for line in head:
        if line.is_heading:
            return render(line.text.lstrip(" #")).text.strip() or None
    return None
