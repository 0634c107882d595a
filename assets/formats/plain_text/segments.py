"""Stretches of lines between the places where a post may end."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from assets.formats.plain_text.view import View

MAX_SEGMENT_BYTES = 1 << 20
"""A stretch without an end is cut here, so that memory stays bounded; it is no post."""


class Segment(NamedTuple):
    """Lines [start, end) of a view, of which [body_end, end) are its footer."""

    start: int
    body_end: int
    end: int
    is_ended: bool = True
    """True when the mark that ends a post stands at its end."""
    is_original: bool = True
    """False for a part of a stretch that was cut further."""

    @property
    def body(self) -> tuple[int, int]:
        """The lines above the footer."""
        return self.start, self.body_end


def footer_segments(view: View, footers: frozenset[str]) -> list[Segment]:
    """Cut after each footer; different footer lines below each other are one footer.

    The last segment may lack its footer (``is_ended`` False), and so may one longer than
    ``MAX_SEGMENT_BYTES``.
    """
    keys, found = view.key, []
    feet = [i for i, key in enumerate(keys) if key in footers]
    below = [i + 1 for i in feet if i + 1 < len(keys) and _begins_post(keys, i + 1, footers)]
    for start, end in stretches(view, below):
        body_end = end
        while body_end > start and keys[body_end - 1] in footers:
            body_end -= 1
        found.append(Segment(start, body_end, end, is_ended=body_end < end))
    return found


def stretches(view: View, cuts: Iterable[int]) -> list[tuple[int, int]]:
    """Cut a view before these lines, and where a stretch grows too long."""
    found, start = [], 0
    for end in [*cuts, len(view)] if len(view) else []:
        while view.end[end - 1] - view.start[start] > MAX_SEGMENT_BYTES:
            too_long = bisect_right(view.end, view.start[start] + MAX_SEGMENT_BYTES, start, end) + 1
            if too_long >= end:
                break
            found.append((start, too_long))
            start = too_long
        found.append((start, end))
        start = end
    return found


def _begins_post(keys: list[str], index: int, footers: frozenset[str]) -> bool:
    """Whether the line below a footer line begins a post: it is not another line of the same footer."""
    return keys[index] not in footers or keys[index] == keys[index - 1]
