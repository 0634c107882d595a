"""Which texts hold which phrases of words that are frequent and say something."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.transforms.folding import Flags, Places, Values, distinct
from assets.transforms.hashes import Hashes64
from assets.transforms.lookup import Known
from assets.transforms.topics.pieces import pieces_of
from assets.transforms.topics.reading import Reading
from assets.transforms.topics.stop_words import stop_words
from assets.transforms.topics.tokens import Phrases, continued
from assets.transforms.topics.vocabulary import Vocabulary

MAX_WORDS = 3
_MIN_LETTERS = 3
"""Letters of a phrase of one word."""
_TEXTS_AT_ONCE = 12_500

Each: TypeAlias = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]
"""How a function is applied to several numbers: ``map``, or that of a pool."""


@dataclass
class Spoken:
    """Words of some texts that phrases are made of."""

    reading: Reading
    first_text: int
    """How many texts were read before these."""
    places: Places
    """Where they stand, ascending."""

    @property
    def words(self) -> Places:
        """Word of the vocabulary at each place."""
        return self.reading.word_of(self.places)

    @property
    def texts(self) -> Places:
        """Text of each place."""
        return self.reading.text_of(self.places) + self.first_text

    def phrases(self, size: int) -> tuple[Places, Hashes64]:
        """Phrases of ``size`` words: position of their first word, hash."""
        hashes = self.reading.vocabulary.hashes[self.words]
        if size == 1:
            return np.arange(len(hashes)), hashes
        first = np.flatnonzero(self._joined)
        sums, found = continued(hashes[first], hashes[first + 1], 2)
        for longer in range(3, size + 1):
            kept = np.flatnonzero(np.append(self._joined, False)[first + longer - 2])
            first = first[kept]
            sums, found = continued(sums[kept], hashes[first + longer - 1], longer)
        return first, found

    @cached_property
    def _joined(self) -> Flags:
        """Whether each word but the last is continued by the next."""
        return self.reading.are_joined(self.places[:-1], self.places[1:])


def spoken_words(texts: pl.Series, min_texts: int, each: Each = map) -> list[Spoken]:
    """Words that are no stop words, numbers or letters, and in enough texts: any phrase in as many is made of them."""
    stops = Known(distinct(Phrases.of(stop_words()).hashes))

    def read(first: int) -> list[Spoken]:
        parts = list[Spoken]()
        for pieces in pieces_of(texts[first : first + _TEXTS_AT_ONCE]):
            known = Vocabulary.of(pieces.tokens())
            reading = Reading(pieces, known)
            usable = (known.sizes > 1) & ~known.have_digits & ~stops.holds(known.hashes)
            parts.append(Spoken(reading, first, reading.places_of(usable)))
            first += len(pieces.starts) - 1
        return parts

    parts = list(chain.from_iterable(each(read, range(0, len(texts), _TEXTS_AT_ONCE))))
    hashes = distinct(*(part.reading.vocabulary.hashes for part in parts))
    count = len(texts)

    def pairs(number: int) -> Places:
        part = parts[number]
        words = np.searchsorted(hashes, part.reading.vocabulary.hashes)
        return distinct(words[part.words] * count + part.texts)

    keys = np.concatenate(list(each(pairs, range(len(parts)))))
    counts = np.bincount(keys // count, minlength=len(hashes))
    frequent = Known(hashes[counts >= min_texts])
    for part in parts:
        part.places = part.places[frequent.holds(part.reading.vocabulary.hashes)[part.words]]
    return parts


@dataclass(frozen=True)
class Occurrences:
    """Which texts hold which phrases, each pair once."""

    hashes: Hashes64
    sizes: Places
    """Hash and number of words of each phrase."""
    phrases: Places
    texts: Places


def occurrences(spoken: Sequence[Spoken], min_texts: int, each: Each = map) -> Occurrences:
    """Phrases of enough texts."""
    sizes = range(1, MAX_WORDS + 1)
    found = list(each(lambda size: _in_enough(*_pairs(spoken, size), min_texts), sizes))
    counts = [len(hashes) for hashes, _, _ in found]
    firsts = np.cumsum([0, *counts[:-1]])
    return Occurrences(
        np.concatenate([hashes for hashes, _, _ in found]),
        np.repeat(np.arange(1, MAX_WORDS + 1), counts),
        np.concatenate([phrases + first for (_, phrases, _), first in zip(found, firsts, strict=True)]),
        np.concatenate([texts for _, _, texts in found]),
    )


def _pairs(spoken: Iterable[Spoken], size: int) -> tuple[Places, Hashes64]:
    texts, hashes = [], []
    for part in spoken:
        first, found = part.phrases(size)
        if size == 1:
            is_long = part.reading.vocabulary.sizes[part.words] >= _MIN_LETTERS
            first, found = first[is_long], found[is_long]
        texts.append(part.texts[first])
        hashes.append(found)
    return np.concatenate(texts), np.concatenate(hashes)


def _in_enough(texts: Places, hashes: Hashes64, min_texts: int) -> tuple[Hashes64, Places, Places]:
    """Phrases of enough texts, and of their pairs with texts the position of the phrase, and the text."""
    ordered = np.sort(hashes)
    often, _ = run_lengths(ordered, min_texts)
    which, phrases = Known(often).find(hashes)
    count = int(texts.max(initial=0)) + 1
    phrases, texts = np.divmod(distinct(phrases * count + texts[which]), count)
    is_enough = np.bincount(phrases, minlength=len(often)) >= min_texts
    kept = is_enough[phrases]
    return often[is_enough], (np.cumsum(is_enough) - 1)[phrases[kept]], texts[kept]


def run_lengths(ordered: npt.NDArray[Values], least: int) -> tuple[npt.NDArray[Values], Places]:
    """Values of ascending ones that come at least so often, and how often."""
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    counts = np.diff(first, append=len(ordered))
    return ordered[first[counts >= least]], counts[counts >= least]
