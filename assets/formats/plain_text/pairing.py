"""Cuts text whose posts end with a footer (or divider) into posts, titles and preview cards.

Works from the top, one group of copies at a time. A group never depends on what stands above it and on
``LOOKAHEAD`` segments below it, so a text may be cut between windows wherever a group begins.
"""

from collections import deque

from assets.formats.plain_text.blocks import OVERSIZE, PLAUSIBLE, POST, UNCERTAIN, Block, Cut
from assets.formats.plain_text.heads import MAX_CARD_LINES, known_head
from assets.formats.plain_text.pairs import Pair, TandemFinder, copied_prefix, is_head, match
from assets.formats.plain_text.profile import Profile
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES, Segment
from assets.formats.plain_text.selection import MOSTLY_DOUBLED
from assets.formats.plain_text.view import View
from assets.transforms.text import MIN_BODY_KEY_LENGTH

MAX_COPIES = 8
LOOKAHEAD = MAX_COPIES + 2
RARELY_DOUBLED = 0.2
"""Share of doubled posts below which repetition is taken for chance unless it is exact."""

USUALLY_TITLED = 0.8
"""Share of titled posts from which a line above a body is surely its title though no marker leads it."""

PAIR_CONFIDENCE = 0.99
PINNED_CONFIDENCE = 0.85
"""Trust in a single post between stated footers: its end is certain, a card may stick to its head."""

PINNED_TITLED_CONFIDENCE = 0.95
"""The same where a stated title marker confirms its head."""


def cut_paired(view: View, segments: list[Segment], profile: Profile, *, is_last: bool) -> Cut:
    """Cut segments into blocks.

    Args:
        view: The lines.
        segments: The stretches between end marks, the last one open unless ``is_last``.
        profile: What the dump is like.
        is_last: Whether the text ends here; if not, the last segments are left for the next window.
    """
    return _Pairing(view, segments, profile).run(is_last=is_last)


class _Pairing:
    def __init__(self, view: View, segments: list[Segment], profile: Profile) -> None:
        self._view = view
        self._queue = deque(segments)
        self._profile = profile
        self._heads = profile.heads
        self._tandems = TandemFinder(view)
        self._blocks: list[Block] = []
        self._is_doubled = profile.doubled_share >= RARELY_DOUBLED

    def run(self, *, is_last: bool) -> Cut:
        safe = (0, 0)
        while self._queue:
            if self._queue[0].is_original:
                safe = (len(self._blocks), self._queue[0].start)
            if not is_last and len(self._queue) <= LOOKAHEAD:
                return Cut(self._blocks[: safe[0]], safe[1])
            self._next_group()
        return Cut(self._blocks, len(self._view))

    def _next_group(self) -> None:
        segment = self._behead(self._queue.popleft())
        if segment.start == segment.end:
            return
        if self._is_oversize(segment):
            self._blocks.append(Block(OVERSIZE, segment.start, segment.end))
        elif not (self._pair_with_next(segment) or self._split(segment)):
            self._single(segment)

    # -- copies -----------------------------------------------------------------------------------

    def _pair_with_next(self, segment: Segment) -> bool:
        """Emit the segment and its copies below; False when the next segment is no copy."""
        if not self._queue:
            return False
        following = self._peek()
        pair = match(self._view, segment.body, following.body)
        if pair is None or not self._is_credible(pair, segment, following):
            return False
        if self._is_doubled and self._tandems.find(segment.start, segment.body_end - pair.line_count):
            return False
        self._emit_copies(segment, pair)
        return True

    def _is_credible(self, pair: Pair, first: Segment, second: Segment) -> bool:
        heads = (first.body_end - first.start, second.body_end - second.start)
        return self._is_doubled or heads == (pair.line_count, pair.line_count)

    def _emit_copies(self, first: Segment, pair: Pair) -> None:
        copies = [self._queue.popleft()]
        body = self._keys(first)[-pair.line_count :]
        while self._queue and len(copies) + 1 < MAX_COPIES and self._keys(self._peek()) == body:
            copies.append(self._queue.popleft())
        limit = PAIR_CONFIDENCE * pair.share
        if len(copies) > 1 or pair.weight < MIN_BODY_KEY_LENGTH:
            limit = min(limit, PLAUSIBLE)
        if any(self._heads.is_title(self._view, i) for i in self._body_lines(first, pair)):
            limit = min(limit, UNCERTAIN)
        second = self._behead_quietly(copies[0])
        if second.body_end - second.start > pair.line_count:
            limit = min(limit, UNCERTAIN)
        self._with_head(first, first.body_end - pair.line_count, limit)
        for copy in copies:
            rest = self._behead(copy)
            self._with_head(rest, rest.body_end - pair.line_count, limit)

    def _body_lines(self, segment: Segment, pair: Pair) -> range:
        return range(segment.body_end - pair.line_count, segment.body_end)

    def _with_head(self, segment: Segment, body: int, limit: float) -> None:
        """Emit a copy whose shared body begins at ``body``: the lines above are its title, or cards."""
        start, title, head_limit = self._resolve_head(segment.start, body)
        self._stray(segment.start, start)
        self._post(segment._replace(start=start), title, min(limit, head_limit))

    def _resolve_head(self, start: int, body: int) -> tuple[int, int | None, float]:
        """Where the post begins that shares its lines from ``body`` on; its title; trust in that."""
        head = range(start, body)
        marked = [i for i in head if self._heads.is_title(self._view, i)]
        if marked:
            rest = [i for i in range(marked[-1] + 1, body) if not self._view.is_series[i]]
            return marked[-1], marked[-1], PLAUSIBLE if rest or marked[-1] > start else 1.0
        series = body
        while series > start and self._view.is_series[series - 1]:
            series -= 1
        if series == start:
            return start, None, PLAUSIBLE if self._may_lack_title() else 1.0
        if self._heads.markers or not self._may_be_title(series - 1):
            return series, None, PLAUSIBLE
        is_usual = series - start == 1 and self._heads.titled_share >= USUALLY_TITLED
        return series - 1, series - 1, 1.0 if is_usual else PLAUSIBLE

    def _may_be_title(self, index: int) -> bool:
        return self._view.is_short[index] and not self._view.is_hashtags[index]

    def _may_lack_title(self) -> bool:
        """Whether the card above may have taken the title for its caption: nothing marks the titles."""
        is_below_card = bool(self._blocks) and self._blocks[-1].kind == "link_preview"
        return is_below_card and not self._heads.markers and self._heads.titled_share >= MOSTLY_DOUBLED

    # -- posts that stand once, or lack an end ------------------------------------------------------

    def _split(self, segment: Segment) -> bool:
        """Cut a segment in which an end mark is missing; False when there is no sign of that."""
        if not self._is_doubled:
            return False
        if self._queue:
            following = self._peek()
            count = copied_prefix(self._view, segment.body, following.body)
            if count:
                self._cut_next(following.start + count)
                self._copies_without_end(segment, segment.body_end - count)
                return True
        tandem = self._tandems.find(segment.start, segment.body_end)
        if tandem is None:
            return False
        middle = tandem.start + tandem.length
        if tandem.end < segment.body_end:
            self._queue.appendleft(_part(segment, tandem.end, segment.end))
            self._queue.appendleft(_unended(middle, tandem.end))
        else:
            self._queue.appendleft(_part(segment, middle, segment.end))
        self._copies_without_end(_unended(segment.start, middle), tandem.start)
        return True

    def _copies_without_end(self, first: Segment, body: int) -> None:
        """Emit a first copy with the body from ``body`` on, and its second, of which one lacks its end."""
        second = self._queue.popleft()
        head = self._heads.is_title
        titles = [i for i in range(first.start, body) if head(self._view, i)]
        if titles or is_head(self._view, first.start, body):
            self._with_head(first, body, UNCERTAIN)
        else:
            self._post(_unended(first.start, body), None, UNCERTAIN)
            self._post(first._replace(start=body), None, UNCERTAIN)
        self._post(self._behead(second), None, UNCERTAIN)

    def _cut_next(self, at: int) -> None:
        """Cut the next segment in two at a line."""
        following = self._queue.popleft()
        self._queue.appendleft(_part(following, at, following.end))
        self._queue.appendleft(_unended(following.start, at))

    def _single(self, segment: Segment) -> None:
        """Emit a post without a copy; where title lines stand within it, cut there."""
        titles = [i for i in range(*segment.body) if self._heads.is_title(self._view, i)]
        limit = self._single_limit(titles=titles, segment=segment)
        if not titles:
            self._post(segment, None, limit)
            return
        first = titles[0]
        if first > segment.start and is_head(self._view, segment.start, first):
            self._stray(segment.start, first)
        elif first > segment.start:
            self._post(_unended(segment.start, first), None, UNCERTAIN)
            limit = UNCERTAIN
        for begin, end in zip(titles, titles[1:], strict=False):
            self._post(_unended(begin, end), begin, UNCERTAIN)
            limit = UNCERTAIN
        self._post(segment._replace(start=titles[-1]), titles[-1], limit)

    def _single_limit(self, *, titles: list[int], segment: Segment) -> float:
        if self._profile.doubled_share >= MOSTLY_DOUBLED:
            return UNCERTAIN
        if not self._profile.is_pinned:
            return PLAUSIBLE
        is_confirmed = self._heads.are_markers_pinned and titles == [segment.start]
        return PINNED_TITLED_CONFIDENCE if is_confirmed else PINNED_CONFIDENCE

    # -- output -----------------------------------------------------------------------------------

    def _post(self, segment: Segment, title: int | None, limit: float) -> None:
        if segment.start >= segment.end:
            return
        own = (
            self._profile.footer_score
            if self._profile.is_linked
            else min(self._profile.footer_score, PLAUSIBLE)
        )
        confidence = min(limit, own if segment.is_ended else UNCERTAIN)
        self._blocks.append(
            Block(POST, segment.start, segment.end, confidence, title, body_end=segment.body_end)
        )

    def _stray(self, start: int, end: int) -> None:
        """Emit lines above a post: a preview card if they can be one, else a post of their own."""
        if start >= end:
            return
        has_title = any(self._heads.is_title(self._view, i) for i in range(start, end))
        if end - start <= MAX_CARD_LINES and is_head(self._view, start, end) and not has_title:
            self._blocks.append(Block("link_preview", start, end))
        else:
            self._post(_unended(start, end), None, UNCERTAIN)

    def _behead(self, segment: Segment) -> Segment:
        """Emit what is known not to be of the post on top of a segment, and take it off."""
        parts = known_head(self._view, segment, self._heads)
        self._blocks += [Block(part.kind, part.start, part.end) for part in parts]
        return segment._replace(start=parts[-1].end) if parts else segment

    def _behead_quietly(self, segment: Segment) -> Segment:
        parts = known_head(self._view, segment, self._heads)
        return segment._replace(start=parts[-1].end) if parts else segment

    def _peek(self) -> Segment:
        return self._behead_quietly(self._queue[0])

    def _keys(self, segment: Segment) -> list[str]:
        bare = self._behead_quietly(segment)
        return self._view.key[bare.start : bare.body_end]

    def _is_oversize(self, segment: Segment) -> bool:
        return self._view.byte_count(segment.start, segment.end) > MAX_SEGMENT_BYTES


def _part(segment: Segment, start: int, end: int) -> Segment:
    return Segment(start, min(max(segment.body_end, start), end), end, segment.is_ended, is_original=False)


def _unended(start: int, end: int) -> Segment:
    return Segment(start, end, end, is_ended=False, is_original=False)
