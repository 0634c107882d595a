"""Words of texts as hashes, with their places: what patterns and phrases are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property

import numpy as np
import polars as pl

from assets.transforms.folding import (
    DROPPED,
    END,
    SPACE,
    TABLE_SIZE,
    Codes,
    Flags,
    Folded,
    Places,
    fold,
    ranks,
    with_keys,
)
from assets.transforms.hashes import BASE, Hashes64, mixed, prefix_sums, slice_hashes
from assets.transforms.near.words import runs

_SOFT = " \t\u00a0\u2009\u202f_-\u2010\u2011'\"\u2018\u2019\u201c\u201d\u00ab\u00bb*"
"""What may part the words of one phrase. At anything else (a full stop, a comma, a line's end, ``#``) it ends."""

MAX_GAP = 3
"""Code points between two words of a phrase; more are decoration."""


@dataclass(frozen=True)
class Tokens:
    """Words of some texts."""

    texts: pl.Series
    """String: the texts as they were read, those that fold in context as their keys."""
    raw: Codes
    """Code points of all texts, ``END`` between them."""
    folded: Codes
    """The same places, folded."""
    places: Places
    """First place in ``raw`` of each text, and that of the text that would come next."""
    begins: Places
    """Place in ``raw`` of the first letter of each word, in order, text after text."""
    ends: Places
    """Place after its last letter."""
    hashes: Hashes64
    """Hash of each word as ``token_key`` folds it."""
    starts: Places
    """First word of each text; one more than there are texts."""
    letters: Codes
    """Folded code points that are not dropped."""
    letter_sums: Hashes64
    """Sums over them, for hashes of parts of words."""
    first_letters: Places
    """Where each word begins among them."""
    sizes: Places
    """Folded letters of each word."""

    def begins_of_words(self, size: int, letters: Codes) -> tuple[Places, Hashes64]:
        """Words of at least ``size`` letters that begin with one of some, and hashes of their first letters."""
        may_be = np.zeros(TABLE_SIZE, np.bool_)
        may_be[letters] = True
        words = np.flatnonzero(may_be[self.letters[self.first_letters]] & (self.sizes >= size))
        first = self.first_letters[words]
        return words, slice_hashes(self.letter_sums, first, first + size)

    def gaps(self, begins: Places, ends: Places) -> Places:
        """Code points of stretches between words; more than ``MAX_GAP`` where a phrase ends in them."""
        gaps: Places = np.minimum(ends - begins, MAX_GAP + 1)
        parts = _parts()
        for step in range(MAX_GAP if len(self.raw) else 0):
            place = np.minimum(begins + step, len(self.raw) - 1)
            is_end = parts[self.raw[place]] & (self.folded[place] != DROPPED)
            gaps[is_end & (begins + step < ends)] = MAX_GAP + 1
        return gaps

    @cached_property
    def have_digits(self) -> Flags:
        """Which words hold a digit."""
        digits = ranks(self.letters - np.uint32(ord("0")) < 10)
        found: Flags = digits[self.first_letters + self.sizes] > digits[self.first_letters]
        return found


def tokens_of(texts: pl.Series) -> Iterator[Tokens]:
    """Words of texts, chunk by chunk in order: String."""
    for chunk in fold(texts):
        yield _tokens(with_keys(chunk))


@dataclass(frozen=True)
class Phrases:
    """Hashes of phrases; each array has one value for each."""

    hashes: Hashes64
    sizes: Places
    """Words of each."""
    first_words: Hashes64
    """Hash of the first word."""
    pairs: Hashes64
    """Hash of the first two words; of a single word another value."""

    @classmethod
    def of(cls, phrases: pl.Series) -> "Phrases":
        """What is to be known of folded phrases: String."""
        parts = [cls._read(tokens) for tokens in tokens_of(phrases)]
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    @classmethod
    def _read(cls, tokens: Tokens) -> "Phrases":
        first, end = tokens.starts[:-1], tokens.starts[1:]
        sums = prefix_sums(tokens.hashes)
        words = tokens.hashes[np.minimum(first, len(tokens.hashes) - 1)]
        hashes = np.where(end - first == 1, words, slice_hashes(sums, first, end))
        return cls(hashes, end - first, words, slice_hashes(sums, first, np.minimum(first + 2, end)))


def continued(sums: Hashes64, words: Hashes64, size: int) -> tuple[Hashes64, Hashes64]:
    """Phrases of ``size`` words, each one of one word less and the word after it.

    Args:
        sums: of the shorter phrases; of a single word its hash.
        words: hash of the word after each.
        size: words of the longer phrases.

    Returns:
        Their sums, and their hashes as ``Phrases`` has them.
    """
    sums = sums + words * np.uint64(pow(BASE, size - 1, 1 << 64))
    return sums, mixed(sums + np.uint64(size))


def _tokens(chunk: Folded) -> Tokens:
    is_dropped = chunk.folded == DROPPED
    dropped = np.flatnonzero(is_dropped)
    folded = chunk.folded[~is_dropped] if len(dropped) else chunk.folded
    is_word = folded > SPACE
    is_word &= folded != END
    first, stop = runs(is_word)
    sums = prefix_sums(folded)
    # A letter stands behind as many dropped code points as have fewer kept ones before them.
    before = dropped - np.arange(len(dropped))
    begins = first + np.searchsorted(before, first, side="right")
    ends = stop + np.searchsorted(before, stop - 1, side="right")
    return Tokens(
        texts=chunk.texts,
        raw=chunk.raw,
        folded=chunk.folded,
        places=chunk.starts,
        begins=begins,
        ends=ends,
        hashes=slice_hashes(sums, first, stop),
        starts=np.searchsorted(begins, chunk.starts),
        letters=folded,
        letter_sums=sums,
        first_letters=first,
        sizes=stop - first,
    )


@cache
def _parts() -> Flags:
    """Which code points end a phrase where they stand between words."""
    table = np.ones(TABLE_SIZE, np.bool_)
    table[[ord(c) for c in _SOFT]] = False
    return table
