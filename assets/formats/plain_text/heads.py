"""What stands above a body: titles, preview cards and repeated noise.

Telegram prints the preview card of a link below the post, so in a text the card of one post stands above
the next one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assets.formats.plain_text.segments import Segment, footer_segments
from assets.formats.plain_text.selection import MOSTLY_DOUBLED, neighbour_pairs
from assets.formats.plain_text.traits import site_keys
from assets.formats.plain_text.view import View

MAX_CARD_LINES = 3
_MIN_MARKER_COUNT = 2
_MIN_MARKER_SHARE = 0.15
_MAX_MARKER_ELSEWHERE = 0.2
_MIN_UNDOUBLED_MARKERS = 3
_MIN_UNDOUBLED_SHARE = 0.6
_BOILERPLATE_SHARE = 0.8
_RARELY_TITLED = 0.3


@dataclass(frozen=True)
class Heads:
    """What the heads of posts look like."""

    markers: frozenset[str] = frozenset()
    """Symbols or strings that lead a title and hardly another line."""
    cards: frozenset[tuple[str, ...]] = frozenset()
    """Keys of the lines of recurring preview cards."""
    boilerplate: frozenset[str] = frozenset()
    """Keys of lines that stand above nearly every post."""
    titled_share: float = 0.0
    """Share of the doubled posts with one line more in the first copy."""
    are_markers_pinned: bool = False
    """True when a person stated the markers."""

    def is_title(self, view: View, index: int) -> bool:
        """Whether a line begins as only titles do."""
        if self.are_markers_pinned:
            text = view.text(index).lstrip()
            return view.is_short[index] and any(text.startswith(m) for m in self.markers)
        return view.is_short[index] and view.marker[index] in self.markers


@dataclass(frozen=True)
class HeadPart:
    """Lines [start, end) above a post that are not part of it."""

    start: int
    end: int
    kind: str


def known_head(view: View, segment: Segment, heads: Heads) -> list[HeadPart]:
    """The parts at the top of a segment that are surely not of the post."""
    parts: list[HeadPart] = []
    position = segment.start
    while position < segment.body_end:
        part = _known_part(view, position, segment.body_end, heads)
        if part is None:
            break
        parts.append(part)
        position = part.end
    return parts


def infer_heads(
    views: list[View], footers: frozenset[str], doubled: float, title_markers: tuple[str, ...]
) -> Heads:
    """Learn title markers, recurring cards and noise from the posts of a dump."""
    cut = [(view, footer_segments(view, footers)) for view in views] if footers else []
    leftovers = [
        (view, first, max(first.body_end - shared, first.start))
        for view, segments in cut
        for first, _, shared in neighbour_pairs(view, segments)
    ]
    is_doubled = doubled >= MOSTLY_DOUBLED
    firsts = list(_first_lines(cut))
    titles = list(_last_of_leftovers(leftovers)) if is_doubled else firsts
    markers = frozenset(title_markers) or _markers(titles, firsts, views, is_doubled=is_doubled)
    start = Heads(markers=markers, are_markers_pinned=bool(title_markers))
    cards, boilerplate = _recurring_heads(cut, leftovers, start, is_doubled=is_doubled)
    heads = Heads(markers, cards, boilerplate, 0.0, bool(title_markers))
    return Heads(markers, cards, boilerplate, _titled_share(leftovers, heads), bool(title_markers))


Leftover = tuple[View, Segment, int]
"""A first copy and the line where the body that it shares with the second begins."""


def _known_part(view: View, position: int, end: int, heads: Heads) -> HeadPart | None:
    if view.is_divider[position]:
        return HeadPart(position, position + 1, "separator")
    if heads.is_title(view, position):
        return None
    if view.key[position] in heads.boilerplate:
        return HeadPart(position, position + 1, "boilerplate")
    if heads.cards:
        for length in range(min(MAX_CARD_LINES, end - position), 0, -1):
            if tuple(view.key[position : position + length]) in heads.cards:
                return HeadPart(position, position + length, "link_preview")
    if not view.is_site[position]:
        return None
    caption = position + 1
    has_caption = caption < end and view.is_short[caption] and not heads.is_title(view, caption)
    return HeadPart(position, caption + has_caption, "link_preview")


def _last_of_leftovers(leftovers: Iterable[Leftover]) -> Iterator[tuple[View, int]]:
    """The line right above each shared body: the title if there is one."""
    for view, first, body in leftovers:
        lines = [i for i in range(first.start, body) if not view.is_series[i]]
        if lines:
            yield view, lines[-1]


def _first_lines(cut: list[tuple[View, list[Segment]]]) -> Iterator[tuple[View, int]]:
    for view, segments in cut:
        for segment in segments:
            parts = known_head(view, segment, Heads())
            first = parts[-1].end if parts else segment.start
            if first < segment.body_end:
                yield view, first


def _markers(
    titles: list[tuple[View, int]], firsts: list[tuple[View, int]], views: list[View], *, is_doubled: bool
) -> frozenset[str]:
    """Symbols that lead titles and hardly a line that is neither a title nor the first of a post."""
    leading = Counter(m for view in views for m in view.marker if m)
    on_top = {(id(view), i): view.marker[i] for view, i in [*firsts, *titles]}
    elsewhere = leading - Counter(m for m in on_top.values() if m)
    of_titles = Counter(view.marker[i] for view, i in titles if view.marker[i] and view.is_short[i])
    needed = max(_MIN_MARKER_COUNT, _MIN_MARKER_SHARE * len(titles))
    if not is_doubled:
        needed = max(_MIN_UNDOUBLED_MARKERS, _MIN_UNDOUBLED_SHARE * len(titles))
    return frozenset(
        marker
        for marker, count in of_titles.items()
        if marker and count >= needed and elsewhere[marker] <= _MAX_MARKER_ELSEWHERE * count
    )


def _recurring_heads(
    cut: list[tuple[View, list[Segment]]], leftovers: list[Leftover], heads: Heads, *, is_doubled: bool
) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    """Units that only ever stand on top of posts: cards, and lines above nearly every post."""
    totals = Counter(key for view, _ in cut for key in view.key)
    tops: dict[str, list[tuple[View, Segment]]] = {}
    for view, segments in cut:
        for s in segments:
            if s.start < s.body_end and not heads.is_title(view, s.start):
                tops.setdefault(view.key[s.start], []).append((view, s))
    segment_count = sum(len(segments) for _, segments in cut)
    cards, boilerplate, sites = set(), set(), set(site_keys())  # below a site name a caption varies
    for key, places in tops.items():
        if len(places) < 2 or totals[key] != len(places):
            continue
        if len(places) >= max(3, _BOILERPLATE_SHARE * segment_count):
            boilerplate.add(key)
            continue
        unit = _unit_below(places, totals, heads)
        if unit and unit[-1] not in sites and _is_card(unit, leftovers, is_doubled=is_doubled):
            cards.add(unit)
    return frozenset(cards), frozenset(boilerplate)


def _unit_below(
    places: list[tuple[View, Segment]], totals: Counter[str], heads: Heads
) -> tuple[str, ...] | None:
    """The short lines that always stand together on top of these segments, if various lines follow them."""
    keys: list[str] = []
    for depth in range(MAX_CARD_LINES + 1):
        here = {v.key[s.start + depth] if s.start + depth < s.body_end else "" for v, s in places}
        key = next(iter(here))
        if len(here) > 1 or not key or totals[key] != len(places):
            return tuple(keys) if keys and len(here) > 1 else None
        view, segment = places[0]
        if not _may_be_card_line(view, segment.start + depth, heads):
            return None
        keys.append(key)
    return None


def _may_be_card_line(view: View, index: int, heads: Heads) -> bool:
    is_content = view.is_hashtags[index] or view.is_list[index] or view.is_series[index]
    return view.is_short[index] and not is_content and not heads.is_title(view, index)


def _is_card(unit: tuple[str, ...], leftovers: list[Leftover], *, is_doubled: bool) -> bool:
    """Tell a recurring card from a recurring title.

    A title stands right above the shared body; below a card there is mostly a title yet. Where nothing is
    doubled only units of several lines count.
    """
    if not is_doubled:
        return len(unit) > 1
    above_title = above_body = other = other_titled = 0
    for view, first, body in leftovers:
        head = tuple(view.key[first.start : body])
        if head[: len(unit)] != unit:
            other += 1
            other_titled += len(head) > 0
        elif len(head) > len(unit):
            above_title += 1
        else:
            above_body += 1
    if above_title > above_body:
        return True
    return len(unit) > 1 and other_titled <= _RARELY_TITLED * other


def _titled_share(leftovers: list[Leftover], heads: Heads) -> float:
    """Share of the doubled posts whose first copy has exactly one line more, cards apart."""
    titled = 0
    for view, first, body in leftovers:
        parts = known_head(view, Segment(first.start, body, body), heads)
        start = parts[-1].end if parts else first.start
        titled += sum(not view.is_series[i] for i in range(start, body)) == 1
    return titled / max(len(leftovers), 1)
