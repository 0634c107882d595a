"""Cuts the lines of a text into blocks, the way the profile of the dump asks for."""

from collections.abc import Iterator, Sequence

from assets.formats.plain_text.blocks import GUESSED, OVERSIZE, POST, STATED, UNCERTAIN, Block, Cut
from assets.formats.plain_text.heads import MAX_CARD_LINES, known_head
from assets.formats.plain_text.mirrors import cut_mirrors, head_key
from assets.formats.plain_text.pairing import cut_paired
from assets.formats.plain_text.pairs import MAX_POST_BYTES, TandemFinder, is_head
from assets.formats.plain_text.printed import cut_printed
from assets.formats.plain_text.profile import Profile
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES, Segment, footer_segments, stretches
from assets.formats.plain_text.stamped import behind_stamp
from assets.formats.plain_text.view import View

_GAP_CONFIDENCE = 0.4
"""Trust in what stands between two doubled posts and is neither a title nor a card."""


_LOOKAHEAD_BYTES = 4 * MAX_POST_BYTES


def cut(view: View, profile: Profile, *, is_last: bool) -> Cut:
    """Cut a window of lines into blocks.

    Blocks cover the lines without gap or overlap up to ``Cut.end``. Cutting the rest later, with more
    lines below it, gives the same blocks as cutting everything at once.
    """
    if profile.mode == "footer":
        return cut_paired(view, footer_segments(view, profile.footers), profile, is_last=is_last)
    if profile.mode == "divider":
        rules = view.is_divider
        parts = stretches(view, [i for i in range(1, len(view)) if rules[i] and not rules[i - 1]])
        segments = [Segment(start, end, end, is_ended=False) for start, end in parts]
        return cut_paired(view, segments, profile, is_last=is_last)
    if profile.mode == "tandem":
        return _cut_tandems(view, profile, is_last=is_last)
    if profile.mode == "mirror":
        return cut_mirrors(view, head_key(), profile.page_name, is_last=is_last)
    if profile.mode == "printed":
        return cut_printed(view, profile.page_name, profile.footers, is_last=is_last)
    return _cut_plainly(view, profile, is_last=is_last)


def _cut_plainly(view: View, profile: Profile, *, is_last: bool) -> Cut:
    """Cut at headers, times, blank lines or everywhere, or not at all."""
    marks: dict[str, Sequence[object]] = {
        "dated": view.is_header,
        "stamped": view.stamp,
        "blank": view.follows_blank,
        "lines": [True] * len(view),
    }
    parts = stretches(view, [i for i, mark in enumerate(marks.get(profile.mode, [])) if mark and i])
    done = parts if is_last else parts[:-1]
    blocks = [block for start, end in done for block in _plain_blocks(view, profile, start, end)]
    return Cut(blocks, done[-1][1] if done else 0)


def _plain_blocks(view: View, profile: Profile, start: int, end: int) -> Iterator[Block]:
    """A post, and the rules below it where times say where the next one begins."""
    top = end
    while profile.mode == "stamped" and top > start + 1 and view.is_divider[top - 1]:
        top -= 1
    yield _plain_block(view, profile, start, top)
    if top < end:
        yield Block("separator", top, end)


def _plain_block(view: View, profile: Profile, start: int, end: int) -> Block:
    if view.byte_count(start, end) > MAX_SEGMENT_BYTES:
        return Block(OVERSIZE, start, end)
    is_stamped = profile.mode == "stamped" and view.stamp[start] is not None
    is_dated = profile.mode == "dated" and view.is_header[start]
    is_apart = is_dated or (is_stamped and not behind_stamp(view, start))
    body_end = end
    while body_end > start + is_apart and view.key[body_end - 1] in profile.footers:
        body_end -= 1
    confidence = STATED if is_dated or is_stamped else GUESSED
    text_start = start + 1 if is_apart else None
    return Block(POST, start, end, confidence, body_end=body_end, text_start=text_start)


def _cut_tandems(view: View, profile: Profile, *, is_last: bool) -> Cut:
    """Cut where stretches stand twice in a row: the copies are posts, the lines between titles or cards."""
    finder, blocks, position = TandemFinder(view), list[Block](), 0
    # Whatever begins before this byte cannot be changed by lines below the window.
    settled = view.begin(len(view)) - _LOOKAHEAD_BYTES
    while position < len(view):
        tandem = finder.find(position, len(view))
        start = tandem.start if tandem else len(view)
        if not is_last and (tandem is None or view.end[start] > settled):
            return Cut(blocks, _skip_long_gap(view, blocks, position, settled))
        position = _skip_long_gap(view, blocks, position, view.begin(start))
        first, title = _emit_gap(view, profile, blocks, position, start, has_body=tandem is not None)
        if tandem is None:
            break
        middle = start + tandem.length
        blocks += [Block(POST, first, middle, UNCERTAIN, title), Block(POST, middle, tandem.end, UNCERTAIN)]
        position = tandem.end
    return Cut(blocks, len(view))


def _skip_long_gap(view: View, blocks: list[Block], position: int, until_byte: int) -> int:
    """Emit what stands before a byte in pieces too long for a post; returns where the rest begins."""
    while until_byte - view.begin(position) > MAX_SEGMENT_BYTES:
        end = position + 1
        while end < len(view) and view.end[end] - view.begin(position) <= MAX_SEGMENT_BYTES:
            end += 1
        blocks.append(Block(OVERSIZE, position, end))
        position = end
    return position


def _emit_gap(
    view: View, profile: Profile, blocks: list[Block], start: int, end: int, *, has_body: bool
) -> tuple[int, int | None]:
    """Emit the lines between doubled posts; returns where the next one begins and its title line."""
    position = start
    for part in known_head(view, Segment(start, end, end), profile.heads):
        blocks.append(Block(part.kind, part.start, part.end))
        position = part.end
    series = end
    while series > position and view.is_series[series - 1]:
        series -= 1
    has_title = has_body and series > position and view.is_short[series - 1]
    rest = series - has_title if has_body else end
    if position < rest:
        is_card = has_body and rest - position <= MAX_CARD_LINES and is_head(view, position, rest)
        kind = "link_preview" if is_card else POST
        blocks.append(Block(kind, position, rest, _GAP_CONFIDENCE))
    return (series - 1, series - 1) if has_title else (series, None)
