"""Exact comparison of pairs of texts by their sets of words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.transforms.folding import Flags, Places
from assets.transforms.near.words import NUMBER, Hashes32, Hashes64, Words

_WORDS_AT_ONCE = 4_000_000
"""Words of pairs that are sorted at once: 32 MB."""


@dataclass(frozen=True)
class Nodes:
    """Texts as they are compared."""

    sets: Hashes32
    """Distinct words of each text, text after text; the lowest bit says whether a word has a digit."""
    starts: Places
    """First word of each text; one more than there are texts."""
    contents: Hashes64
    bodies: Hashes64
    """As in ``Words``."""

    def take(self, positions: Places) -> "Nodes":
        """Some of the texts."""
        sizes = np.diff(self.starts)[positions]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(self.starts[:-1][positions] - starts[:-1], sizes) + np.arange(starts[-1])
        return Nodes(self.sets[places], starts, self.contents[positions], self.bodies[positions])


def joined(parts: "list[Nodes]") -> Nodes:
    """Texts of several parts, one part after the other; at least one part."""
    offsets = np.cumsum([0, *(len(p.sets) for p in parts)])
    starts = [p.starts[:-1] + offset for p, offset in zip(parts, offsets, strict=False)]
    return Nodes(
        np.concatenate([p.sets for p in parts]),
        np.concatenate([*starts, offsets[-1:]]),
        np.concatenate([p.contents for p in parts]),
        np.concatenate([p.bodies for p in parts]),
    )


def node_sets(words: Words) -> Nodes:
    """Sets of words of texts."""
    hashes = (words.hashes >> np.uint64(32)).astype(np.uint32) & ~NUMBER | words.has_digit.astype(np.uint32)
    counts = np.diff(words.starts)
    text = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    distinct = text << np.uint64(32) | hashes
    distinct.sort()
    distinct = distinct[np.append(distinct[1:] != distinct[:-1], True)[: len(distinct)]]
    starts = np.searchsorted(distinct >> np.uint64(32), np.arange(len(counts) + 1, dtype=np.uint64))
    return Nodes(distinct.astype(np.uint32), starts, words.contents, words.bodies)


def say_the_same(nodes: Nodes, left: Places, right: Places, similarity: float, min_words: int) -> Flags:
    """Which pairs of texts say the same.

    They do if the Jaccard similarity of their sets of words is high enough and neither has a number in place of
    another: a price list with other prices is another text, however many words they share. And they do if one is
    the other without its title line.

    Args:
        nodes: the texts.
        left: positions of the one text of each pair.
        right: positions of the other.
        similarity: lowest Jaccard similarity, above 0 and up to 1.
        min_words: distinct words that both must have: of short texts one word may be all the difference.
    """
    titleless = (nodes.bodies[left] == nodes.contents[right]) | (nodes.contents[left] == nodes.bodies[right])
    size = np.diff(nodes.starts)
    smaller, larger = np.minimum(size[left], size[right]), np.maximum(size[left], size[right])
    hopeful = np.flatnonzero(~titleless & (smaller >= min_words) & (smaller >= similarity * larger))
    found: Flags = titleless
    words = np.cumsum(smaller[hopeful] + larger[hopeful])
    first = 0
    while first < len(hopeful):
        done = words[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(words, done + _WORDS_AT_ONCE, side="right")))
        some = hopeful[first:last]
        found[some] = _alike(nodes, left[some], right[some], similarity)
        first = last
    return found


def _alike(nodes: Nodes, left: Places, right: Places, similarity: float) -> Flags:
    one, other = nodes.take(left), nodes.take(right)
    pair = np.arange(len(left), dtype=np.uint64) << np.uint64(32)
    size_one, size_other = np.diff(one.starts), np.diff(other.starts)
    both = np.concatenate([np.repeat(pair, size_one) | one.sets, np.repeat(pair, size_other) | other.sets])
    both.sort()
    shared = both[1:][both[1:] == both[:-1]]
    common = np.bincount((shared >> np.uint64(32)).astype(np.int64), minlength=len(left))
    is_number = (shared & np.uint64(NUMBER)).astype(np.bool_)
    common_numbers = np.bincount((shared[is_number] >> np.uint64(32)).astype(np.int64), minlength=len(left))
    has_own = [_numbers(side) > common_numbers for side in (one, other)]
    # Compared in whole numbers as far as possible: the same answer on every machine.
    alike: Flags = common >= similarity * (size_one + size_other - common) - 1e-9
    return alike & ~(has_own[0] & has_own[1])


def _numbers(nodes: Nodes) -> npt.NDArray[np.int64]:
    """How many distinct words with digits each text has."""
    counts = np.zeros(len(nodes.sets) + 1, np.int64)
    np.cumsum(nodes.sets & NUMBER, out=counts[1:])
    return counts[nodes.starts[1:]] - counts[nodes.starts[:-1]]
