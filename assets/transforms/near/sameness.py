"""Which texts say the same: exact comparison of pairs by their sets of words.

Two questions are asked of a pair. Whether the texts are *related*: alike in most words, or one the body of the other.
And whether they *say the same*, which depends on what else is related to them: a channel that posts many related
texts has a pattern (an ad for each shoe, an announcement for each lesson) in whose slots the news is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.transforms.folding import Flags, Places
from assets.transforms.near.nodes import NUMBER, Nodes
from warehouse.settings import Duplicates

_WORDS_AT_ONCE = 500_000
"""Words of pairs that are compared at once, so that they stay in the processor's cache."""

_TINY = 1e-9
"""Shares are compared a little below their limit: 0.7 of 10 is 7 on every machine."""


def are_related(nodes: Nodes, left: Places, right: Places, limits: Duplicates) -> Flags:
    """Which pairs have most words in common, or are a text and its body."""
    return _alike(nodes, left, right, limits.similarity, limits.min_words)[0] | _titleless(nodes, left, right)


def follow_patterns(nodes: Nodes, part: Places, limits: Duplicates) -> Flags:
    """Which texts follow a pattern of their channel.

    A channel has a pattern if it has more related texts than all other channels together, and that by more than the
    versions of one text: what many channels pass on, in many versions, is one text.

    Args:
        nodes: the texts.
        part: number of the related texts that each hangs together with.
        limits: what counts as many.
    """
    order = np.lexsort((nodes.channels, part))
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (np.diff(part[order]) != 0) | (np.diff(nodes.channels[order]) != 0)
    family = np.cumsum(begins) - 1
    size = np.bincount(family)[family]
    flags = np.zeros(len(order), np.bool_)
    elsewhere = np.bincount(part)[part[order]] - size
    flags[order] = size - elsewhere > limits.max_variants
    return flags


def say_the_same(
    nodes: Nodes,
    left: Places,
    right: Places,
    in_pattern: Flags,
    limits: Duplicates,
    *,
    in_chain: bool = False,
) -> Flags:
    """Which pairs say the same.

    - Neither has a number, in digits or words, in place of another: a price list with other prices is another text,
      however many words they share. In one channel even a number more is news.
    - In one channel hardly a word stands in place of another: a channel repeats itself, with a line more or less.
      Long texts may differ as much as those of several channels: ads of one make are short.
    - Texts that follow a pattern have the same words: one more is as often another model as it is `again`.
    - A text without its title line says the same, unless titles are what differs in a pattern.

    Args:
        nodes: the texts.
        left: positions of the one text of each pair.
        right: positions of the other.
        in_pattern: which of the texts follow one.
        limits: as of ``are_related``.
        in_chain: with the lower similarity for texts that are like a third one.
    """
    # What is like a third text is not short: that one was not.
    min_words = 1 if in_chain else limits.min_words
    same: Flags = nodes.patterns[left] == nodes.patterns[right]
    same &= np.diff(nodes.starts)[left] >= min_words
    others = np.flatnonzero(~(same | in_pattern[left] | in_pattern[right]))
    similarity = limits.chain_similarity if in_chain else limits.similarity
    same[others] = _with_other_words(nodes, left[others], right[others], limits, similarity, min_words)
    return same


def _with_other_words(
    nodes: Nodes, left: Places, right: Places, limits: Duplicates, similarity: float, min_words: int
) -> Flags:
    """Which pairs say the same, of texts that follow no pattern."""
    alike, overlap = _alike(nodes, left, right, similarity, min_words)
    same_channel = nodes.channels[left] == nodes.channels[right]
    own = [overlap.own_numbers_left > 0, overlap.own_numbers_right > 0]
    numbers_agree = np.where(same_channel, ~(own[0] | own[1]), ~(own[0] & own[1]))
    fewer = np.minimum(overlap.own_left, overlap.own_right)
    total = overlap.common + overlap.own_left + overlap.own_right
    close = overlap.common >= limits.own_similarity * total - _TINY
    words_agree = ~same_channel | (fewer == 0) | close | (overlap.common >= limits.own_words)
    same: Flags = (alike & numbers_agree & words_agree) | _titleless(nodes, left, right)
    return same


def _titleless(nodes: Nodes, left: Places, right: Places) -> Flags:
    """Which pairs are a text and its body."""
    has_body = [nodes.bodies[side] != 0 for side in (left, right)]
    found: Flags = (has_body[0] & (nodes.bodies[left] == nodes.contents[right])) | (
        has_body[1] & (nodes.contents[left] == nodes.bodies[right])
    )
    return found


@dataclass(frozen=True)
class _Overlap:
    """Distinct words that pairs have in common, and that each side has for itself."""

    common: npt.NDArray[np.int64]
    own_left: npt.NDArray[np.int64]
    own_right: npt.NDArray[np.int64]
    own_numbers_left: npt.NDArray[np.int64]
    own_numbers_right: npt.NDArray[np.int64]


def _alike(
    nodes: Nodes, left: Places, right: Places, similarity: float, min_words: int
) -> tuple[Flags, _Overlap]:
    """Which pairs reach a Jaccard similarity; of those that cannot, nothing is counted."""
    size = np.diff(nodes.starts)
    smaller, larger = np.minimum(size[left], size[right]), np.maximum(size[left], size[right])
    hopeful = np.flatnonzero((smaller >= max(min_words, 1)) & (smaller >= similarity * larger - _TINY))
    counts = np.zeros((5, len(left)), np.int64)
    done = np.cumsum(smaller[hopeful] + larger[hopeful])
    first = 0
    while first < len(hopeful):
        before = done[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(done, before + _WORDS_AT_ONCE, side="right")))
        some = hopeful[first:last]
        counts[:, some] = _counts(nodes.take(left[some]), nodes.take(right[some]))
        first = last
    overlap = _Overlap(*counts)
    total = overlap.common + overlap.own_left + overlap.own_right
    return (overlap.common > 0) & (overlap.common >= similarity * total - _TINY), overlap


def _counts(one: Nodes, other: Nodes) -> npt.NDArray[np.int64]:
    """The five counts of ``_Overlap``: a row each, a column for each pair."""
    count = len(one.contents)
    pair = np.arange(count, dtype=np.uint64) << np.uint64(32)
    sizes = [np.diff(side.starts) for side in (one, other)]
    both = np.concatenate(
        [np.repeat(pair, size) | side.sets for size, side in zip(sizes, (one, other), strict=True)]
    )
    both.sort(kind="stable")  # two ascending runs, which it merges
    shared = both[1:][both[1:] == both[:-1]]
    is_number = (shared & np.uint64(NUMBER)).astype(np.bool_)
    of_pair = (shared >> np.uint64(32)).astype(np.int64)
    common = np.bincount(of_pair, minlength=count)
    numbers = np.bincount(of_pair[is_number], minlength=count)
    own = [size - common for size in sizes]
    own_numbers = [_number_counts(side) - numbers for side in (one, other)]
    return np.stack([common, *own, *own_numbers])


def _number_counts(nodes: Nodes) -> npt.NDArray[np.int64]:
    """How many distinct numbers each text has."""
    counts = np.zeros(len(nodes.sets) + 1, np.int64)
    np.cumsum(nodes.sets & NUMBER, out=counts[1:])
    return counts[nodes.starts[1:]] - counts[nodes.starts[:-1]]
