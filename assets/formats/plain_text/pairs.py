"""Copies of a body that stand one after the other.

Web extractors print a nested message twice: once with its title line, once without. Two neighbouring
stretches with the same last lines are such a pair, and what the first has on top is its title.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assets.formats.plain_text.view import View
from assets.transforms.text import MIN_BODY_KEY_LENGTH

MIN_SHARED = 0.6
"""Share of the shorter body that the two must have in common."""

MAX_HEAD_LINES = 4
"""Lines, all short, that may stand above the common body."""

MAX_POST_BYTES = 65_536
"""Longest stretch that is sought twice. A message has at most 4,096 characters of at most 4 bytes."""

_MAX_REPEATS_TRIED = 16


class Pair(NamedTuple):
    """How far two stretches agree."""

    line_count: int
    """Last lines in common."""
    share: float
    """Part of the shorter stretch that they make up, 0 to 1."""
    weight: int
    """Characters of their keys."""


def match(view: View, first: tuple[int, int], second: tuple[int, int]) -> Pair | None:
    """Compare two stretches (start, end) from their ends; None when they are not copies of one body."""
    count = _common_suffix(view, first, second)
    if count == 0:
        return None
    weight = view.total(second[1] - count, second[1])
    shorter = min(view.total(*first), view.total(*second))
    share = weight / max(shorter, 1)
    if share < MIN_SHARED:
        return None
    for start, end in (first, second):
        if not is_head(view, start, end - count):
            return None
    return Pair(count, min(share, 1.0), weight)


def is_head(view: View, start: int, end: int) -> bool:
    """Whether lines are few and short enough to be a title and the preview card above it.

    Below the name of a site stands the description of its page, of any length.
    """
    if start == end:
        return True
    has_card = any(view.is_site[max(start - 2, 0) : start + 1])
    return end - start <= MAX_HEAD_LINES and (has_card or all(view.is_short[start:end]))


def copied_prefix(view: View, first: tuple[int, int], second: tuple[int, int]) -> int:
    """Lines with which the second stretch repeats the body of the first and then goes on; 0 if it does not.

    So it looks where the line that ends a post is missing after a second copy.
    """
    for skipped in range(min(MAX_HEAD_LINES, first[1] - first[0] - 1) + 1):
        start = first[0] + skipped
        count = first[1] - start
        if not is_head(view, first[0], start) or count >= second[1] - second[0]:
            continue
        enough = view.total(start, first[1]) >= max(MIN_BODY_KEY_LENGTH, MIN_SHARED * view.total(*first))
        if enough and view.key[start : first[1]] == view.key[second[0] : second[0] + count]:
            return count
    return 0


@dataclass(frozen=True)
class Tandem:
    """A stretch that follows itself: ``[start, start + length)`` twice."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Line after the second copy."""
        return self.start + 2 * self.length


class TandemFinder:
    """Finds stretches of lines that occur twice in a row."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._next = [-1] * len(view)
        """The next line with the same key, -1 if none."""
        latest: dict[str, int] = {}
        for index in range(len(view) - 1, -1, -1):
            self._next[index] = latest.get(view.key[index], -1)
            latest[view.key[index]] = index

    def find(self, start: int, end: int) -> Tandem | None:
        """The leftmost repeated stretch within [start, end), the longest of those that begin there."""
        for first in range(start, end - 1):
            lengths = [n for n in self._lengths(first, end) if self._is_tandem(first, n)]
            if lengths:
                return Tandem(first, max(lengths))
        return None

    def _lengths(self, first: int, end: int) -> Iterator[int]:
        other = self._next[first]
        for _ in range(_MAX_REPEATS_TRIED):
            if other < 0 or 2 * other - first > end:
                return
            if self._view.end[other] - self._view.end[first] > MAX_POST_BYTES:
                return
            yield other - first
            other = self._next[other]

    def _is_tandem(self, first: int, length: int) -> bool:
        keys, middle = self._view.key, first + length
        return (
            keys[first:middle] == keys[middle : middle + length]
            and self._view.total(first, middle) >= MIN_BODY_KEY_LENGTH
        )


def _common_suffix(view: View, first: tuple[int, int], second: tuple[int, int]) -> int:
    longest = min(first[1] - first[0], second[1] - second[0])
    count = 0
    while count < longest and view.key[first[1] - 1 - count] == view.key[second[1] - 1 - count]:
        count += 1
    return count
