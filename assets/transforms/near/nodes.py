"""Texts as they are compared: sets of words, and hashes of what they say as a whole."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import polars as pl

from assets.transforms.folding import Places, distinct
from assets.transforms.hashes import Hashes32, Hashes64, Keys, mixed
from assets.transforms.near.words import Words

NUMBER = np.uint32(1)
"""Bit of a word's hash that says whether the word is a number."""


@dataclass(frozen=True)
class Nodes:
    """Texts, and the channels that posted them."""

    sets: Hashes32
    """Distinct words of each text, text after text; the lowest bit says whether a word is a number."""
    starts: Places
    """First word of each text; one more than there are texts."""
    contents: Hashes64
    bodies: Hashes64
    """As in ``Words``."""
    patterns: Hashes64
    """Hash of the set of words."""
    channels: Keys

    def take(self, positions: Places) -> "Nodes":
        """Some of the texts."""
        sizes = np.diff(self.starts)[positions]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(self.starts[:-1][positions] - starts[:-1], sizes) + np.arange(starts[-1])
        rest = (getattr(self, name)[positions] for name in _PER_TEXT)
        return Nodes(self.sets[places], starts, *rest)


ARRAYS = tuple(field.name for field in fields(Nodes))
_PER_TEXT = ARRAYS[2:]
_PER_TEXT_TYPES = {"contents": np.uint64, "bodies": np.uint64, "patterns": np.uint64, "channels": np.int64}


class Gathering:
    """Texts gathered from several parts into a given order, with one copy of their words.

    First every part is asked for the sizes, then every part, in the same order, for the words.
    """

    def __init__(self, count: int) -> None:
        self._sizes = np.zeros(count, np.int64)
        self._per_text = {name: np.zeros(count, dtype) for name, dtype in _PER_TEXT_TYPES.items()}
        self._expected: list[tuple[Places, Places]] = []
        self._filled = 0

    def expect(self, targets: Places, part: Nodes, places: Places) -> None:
        """Say that texts of a part belong to some places of the whole, and take all but their words."""
        self._sizes[targets] = np.diff(part.starts)[places]
        for name, values in self._per_text.items():
            values[targets] = getattr(part, name)[places]
        self._expected.append((targets, places))

    def fill(self, part: Nodes) -> None:
        """Take the words of the next part."""
        targets, places = self._expected[self._filled]
        self._filled += 1
        taken = part.take(places)
        sizes = self._sizes[targets]
        offsets = np.repeat(self._starts[targets] - taken.starts[:-1], sizes)
        self._sets[offsets + np.arange(len(taken.sets))] = taken.sets

    @cached_property
    def _starts(self) -> Places:
        return np.concatenate([[0], np.cumsum(self._sizes)])

    @cached_property
    def _sets(self) -> Hashes32:
        return np.zeros(self._starts[-1], np.uint32)

    def nodes(self) -> Nodes:
        """The texts in the order of the whole."""
        return Nodes(self._sets, self._starts, **self._per_text)


def joined(parts: list[Nodes]) -> Nodes:
    """Texts of several parts, one part after the other; at least one part."""
    offsets = np.cumsum([0, *(len(p.sets) for p in parts)])
    starts = [p.starts[:-1] + offset for p, offset in zip(parts, offsets, strict=False)]
    rest = (np.concatenate([getattr(p, name) for p in parts]) for name in _PER_TEXT)
    return Nodes(np.concatenate([p.sets for p in parts]), np.concatenate([*starts, offsets[-1:]]), *rest)


def nodes_of(words: Words, channels: pl.Series) -> Nodes:
    """Texts by their words; ``channels`` Int64."""
    hashes = (words.hashes >> np.uint64(32)).astype(np.uint32) & ~NUMBER | words.is_number.astype(np.uint32)
    counts = np.diff(words.starts)
    text = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    words_of_texts = distinct(text << np.uint64(32) | hashes)
    starts = np.searchsorted(words_of_texts >> np.uint64(32), np.arange(len(counts) + 1, dtype=np.uint64))
    sets = words_of_texts.astype(np.uint32)
    sums = np.zeros(len(sets) + 1, np.uint64)
    np.cumsum(mixed(sets.astype(np.uint64)), out=sums[1:])
    patterns = mixed(sums[starts[1:]] - sums[starts[:-1]])
    return Nodes(sets, starts, words.contents, words.bodies, patterns, channels.to_numpy())
