"""Texts as numbered words in their order.

A place in texts is one number, that of the piece and that of the word in the vocabulary: places of a text ascend, and
those of all texts are different.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, Places
from assets.transforms.topics.pieces import Pieces
from assets.transforms.topics.tokens import MAX_GAP
from assets.transforms.topics.vocabulary import Vocabulary

_WORD_BITS = 32
_WORD = (1 << _WORD_BITS) - 1


@dataclass(frozen=True)
class Reading:
    """Some texts, and the words of their pieces."""

    pieces: Pieces
    vocabulary: Vocabulary

    @cached_property
    def texts(self) -> Places:
        """Text of each piece."""
        starts = self.pieces.starts
        return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))

    def text_of(self, places: Places) -> Places:
        """Text of each of some places."""
        texts: Places = self.texts[places >> _WORD_BITS]
        return texts

    def word_of(self, places: Places) -> Places:
        """Word of the vocabulary at each of some places."""
        words: Places = places & _WORD
        return words

    def places_of(self, wanted: Flags) -> Places:
        """Places of some words of the vocabulary, ascending."""
        starts, numbers = self.vocabulary.starts, self.pieces.numbers
        has_wanted = np.zeros(len(starts) - 1, np.bool_)
        has_wanted[self.vocabulary.pieces[wanted]] = True
        piece = np.flatnonzero(has_wanted[numbers])
        first = starts[numbers[piece]]
        counts = starts[numbers[piece] + 1] - first
        # Most pieces are one word; of the others each word is looked at.
        piece, first = np.repeat(piece, counts), np.repeat(first, counts)
        is_first = np.diff(piece, prepend=-1) != 0
        order = np.arange(len(piece)) - np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
        word = first + order
        kept = wanted[word]
        places: Places = piece[kept] << _WORD_BITS | word[kept]
        return places

    def following(self, places: Places) -> tuple[Places, Places]:
        """The next word after those at some places: which of them have one, ascending, and its place.

        Whether it continues the same phrase ``are_joined`` tells; where it cannot, there may be none.
        """
        known, numbers = self.vocabulary, self.pieces.numbers
        following = places + 1
        across = np.flatnonzero(known.ends_piece[places & _WORD])
        after = (places[across] >> _WORD_BITS) + 1
        last = len(numbers) - 1
        for _ in range(1, MAX_GAP):
            after += known.is_between[numbers[np.minimum(after, last)]]
        has_next = (after <= last) & known.has_words[numbers[np.minimum(after, last)]]
        after = after[has_next]
        following[across[has_next]] = after << _WORD_BITS | known.starts[numbers[after]]
        which = np.delete(np.arange(len(places)), across[~has_next])
        return which, following[which]

    def are_joined(self, before: Places, after: Places) -> Flags:
        """Whether the words at some places continue the phrases that end at places before them."""
        known, numbers = self.vocabulary, self.pieces.numbers
        piece, next_piece, next_word = before >> _WORD_BITS, after >> _WORD_BITS, after & _WORD
        joined: Flags = (after == before + 1) & known.joins[np.minimum(next_word, len(known.joins) - 1)]
        across = np.flatnonzero((next_piece > piece) & (next_piece - piece <= MAX_GAP))
        one, other = piece[across], next_piece[across]
        is_next = (before[across] & _WORD) + 1 == known.starts[numbers[one] + 1]
        is_next &= next_word[across] == known.starts[numbers[other]]
        is_next &= self.texts[one] == self.texts[other]
        gaps = known.trails[numbers[one]] + known.leads[numbers[other]] + (other - one)
        for step in range(1, MAX_GAP):
            is_between = np.flatnonzero(one + step < other)
            gaps[is_between] += known.gaps[numbers[one[is_between] + step]]
        joined[across] = is_next & (gaps <= MAX_GAP)
        return joined

    def written(self, begin: Places, end: Places) -> pl.Series:
        """How phrases are written, by the places of their first and last words, white space as one space: String."""
        first, last, numbers = begin >> _WORD_BITS, end >> _WORD_BITS, self.pieces.numbers
        texts = self.vocabulary.texts.gather(numbers[first])
        lengths = self.vocabulary.lengths[numbers[first]]
        for step in range(1, int((last - first).max(initial=0)) + 1):
            longer = np.flatnonzero(first + step <= last)
            piece = numbers[first[longer] + step]
            texts = texts.scatter(longer, texts.gather(longer) + " " + self.vocabulary.texts.gather(piece))
            lengths[longer] += self.vocabulary.lengths[piece] + 1
        start = self.vocabulary.begins[begin & _WORD]
        behind = self.vocabulary.lengths[numbers[last]] - self.vocabulary.ends[end & _WORD]
        cut = pl.col("t").str.slice(pl.Series(start), pl.Series(lengths - start - behind))
        return texts.to_frame("t").select(cut).to_series().str.replace_all(r"\s+", " ")
