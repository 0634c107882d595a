"""Words of texts as hashes, with their places: what patterns and phrases are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    strings,
    with_keys,
)
from assets.transforms.near.words import ADDRESS, Hashes64, matter, prefix_sums, runs, slice_hashes

_SOFT = " \t\u00a0\u2009\u202f_-\u2010\u2011'\"\u2018\u2019\u201c\u201d\u00ab\u00bb*"
"""What may part the words of one phrase. At anything else (a full stop, a comma, a line's end, ``#``) it ends."""

_MAX_GAP = 3
"""Code points between two words of a phrase; more are decoration."""


@dataclass(frozen=True)
class Tokens:
    """Words of some texts."""

    raw: Codes
    """Code points of all texts, ``END`` after each."""
    begins: Places
    """Place in ``raw`` of the first letter of each word, in order, text after text."""
    ends: Places
    """Place after its last letter."""
    hashes: Hashes64
    """Hash of each word as ``token_key`` folds it."""
    joins: Flags
    """Whether a word may continue the phrase of the one before it."""
    starts: Places
    """First word of each text; one more than there are texts."""
    letters: Codes
    """Folded code points."""
    letter_sums: Hashes64
    """Sums over them, for hashes of parts of words."""
    first_letters: Places
    """Where each word begins among them."""
    sizes: Places
    """Folded letters of each word."""

    def phrases(self, first: Places, size: int) -> tuple[Places, Hashes64]:
        """Phrases of ``size`` words among those that begin with some words: their first words, their hashes."""
        first = first[first + size <= len(self.hashes)]
        for step in range(1, size):
            first = first[self.joins[first + step]]
        if size == 1:
            return first, self.hashes[first]
        return first, slice_hashes(self.word_sums, first, first + size)

    def begins_of_words(self, size: int, letters: Codes) -> tuple[Places, Hashes64]:
        """Words of at least ``size`` letters that begin with one of some, and hashes of their first letters."""
        may_be = np.zeros(TABLE_SIZE, np.bool_)
        may_be[letters] = True
        words = np.flatnonzero(may_be[self.letters[self.first_letters]] & (self.sizes >= size))
        first = self.first_letters[words]
        return words, slice_hashes(self.letter_sums, first, first + size)

    def written(self, first: Places, size: Places) -> pl.Series:
        """Phrases as they are written, white space as one space: String."""
        begin, length = self.begins[first], self.ends[first + size - 1] - self.begins[first]
        if not len(first):
            return pl.Series([], dtype=pl.String)
        offsets = np.cumsum(length + 1) - (length + 1)
        places = np.arange(int((length + 1).sum())) + np.repeat(begin - offsets, length + 1)
        codes = self.raw[np.minimum(places, len(self.raw) - 1)].copy()
        codes[offsets[1:] - 1] = END
        return strings(codes[:-1]).str.replace_all(r"\s+", " ")

    def text_of(self, words: Places) -> Places:
        """Text of each of some words."""
        return np.searchsorted(self.starts, words, side="right") - 1

    @cached_property
    def have_digits(self) -> Flags:
        """Which words hold a digit."""
        digits = ranks(self.letters - np.uint32(ord("0")) < 10)
        found: Flags = digits[self.first_letters + self.sizes] > digits[self.first_letters]
        return found

    def slim(self) -> "Tokens":
        """The same for what is kept long: hashes and what joins them, but no letters and no places."""
        none, nowhere = self.raw[:0], self.begins[:0]
        return replace(
            self,
            raw=none,
            begins=nowhere,
            ends=nowhere,
            letters=none,
            letter_sums=self.letter_sums[:0],
            first_letters=nowhere,
            sizes=self.sizes.astype(np.uint16),
        )

    @cached_property
    def word_sums(self) -> Hashes64:
        """Sums over the words, for hashes of phrases."""
        return prefix_sums(self.hashes)


def tokens_of(texts: pl.Series) -> Iterator[Tokens]:
    """Words of what texts say, chunk by chunk in order: String.

    Links, addresses, and lines at the end that advertise one are left out: they name the channel, not the matter.
    """
    for chunk in fold(_matter(texts.fill_null(""))):
        yield _tokens(with_keys(chunk))


def phrase_hashes(phrases: pl.Series) -> tuple[Hashes64, Places, Hashes64]:
    """Hash of each phrase, as ``Tokens.phrases`` gives it, how many words it has, and the hash of the first: String."""
    hashes, sizes, firsts = [], [], []
    for chunk in fold(phrases):
        tokens = _tokens(with_keys(chunk))
        first, end = tokens.starts[:-1], tokens.starts[1:]
        firsts.append(tokens.hashes[np.minimum(first, len(tokens.hashes) - 1)])
        hashes.append(np.where(end - first == 1, firsts[-1], slice_hashes(tokens.word_sums, first, end)))
        sizes.append(end - first)
    return np.concatenate(hashes), np.concatenate(sizes), np.concatenate(firsts)


def _matter(texts: pl.Series) -> pl.Series:
    """What texts say; hashtags beside an address at the end stay."""
    told = matter(texts.clone())  # polars scatters in place
    is_cut = told.str.count_matches("#", literal=True) < texts.str.count_matches("#", literal=True)
    lost = is_cut.arg_true()
    return told.scatter(lost, texts.gather(lost).str.replace_all(ADDRESS, " "))


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
        raw=chunk.raw,
        begins=begins,
        ends=ends,
        hashes=slice_hashes(sums, first, stop),
        joins=_joins(chunk, begins, ends),
        starts=np.searchsorted(begins, chunk.starts),
        letters=folded,
        letter_sums=sums,
        first_letters=first,
        sizes=stop - first,
    )


def _joins(chunk: Folded, begins: Places, ends: Places) -> Flags:
    joins = np.zeros(len(begins), np.bool_)
    gap_begins, gap_ends = ends[:-1], begins[1:]
    joins[1:] = gap_ends - gap_begins <= _MAX_GAP
    parts = _parts()
    for step in range(_MAX_GAP):
        # Beyond the gap's end, its last code point is looked at again.
        place = np.minimum(gap_begins + step, gap_ends - 1)
        joins[1:] &= ~parts[chunk.raw[place]] | (chunk.folded[place] == DROPPED)
    return joins


@cache
def _parts() -> Flags:
    """Which code points end a phrase where they stand between words."""
    table = np.ones(TABLE_SIZE, np.bool_)
    table[[ord(c) for c in _SOFT]] = False
    return table
