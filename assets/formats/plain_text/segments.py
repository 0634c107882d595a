"""Stretches of lines between the places where a post may end."""

from collections.abc import Callable
from dataclasses import dataclass

from assets.formats.plain_text.view import View

MAX_SEGMENT_BYTES = 1 << 20
"""A stretch without an end is cut here, so that memory stays bounded; it is no post."""

EndsBefore = Callable[[View, int], bool]
"""Whether a post ends between a line and the one above it."""


@dataclass(frozen=True)
class Segment:
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

    def ends(v: View, i: int) -> bool:
        is_foot = v.key[i - 1] in footers
        return is_foot and not (v.key[i] in footers and v.key[i] != v.key[i - 1])

    found = []
    for start, end in stretches(view, ends):
        body_end = end
        while body_end > start and view.key[body_end - 1] in footers:
            body_end -= 1
        found.append(Segment(start, body_end, end, is_ended=body_end < end))
    return found


def stretches(view: View, ends_before: EndsBefore) -> list[tuple[int, int]]:
    """Cut a view wherever ``ends_before`` says so, and where a stretch grows too long."""
    found, start = [], 0
    for i in range(1, len(view)):
        if ends_before(view, i) or view.byte_count(start, i) > MAX_SEGMENT_BYTES:
            found.append((start, i))
            start = i
    return [*found, (start, len(view))] if len(view) else []
