"""What is known of distinct pieces of texts: their words, and what stands around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, Places
from assets.transforms.hashes import Hashes64
from assets.transforms.topics.tokens import MAX_GAP, Tokens


@dataclass(frozen=True)
class Vocabulary:
    """Words of distinct pieces, numbered piece after piece."""

    hashes: Hashes64
    """Hash of each word as ``token_key`` folds it."""
    sizes: Places
    """Folded letters of each word."""
    have_digits: Flags
    pieces: Places
    """Piece of each word."""
    begins: Places
    ends: Places
    """Code points of its piece before each word, and up to its last letter."""
    joins: Flags
    """Whether a word may continue the phrase of the one before it in its piece."""
    is_tag_begin: Flags
    is_tag_end: Flags
    """Whether ``#`` stands before a word, and whether no ``_`` stands behind it."""
    starts: Places
    """First word of each piece; one more than there are pieces."""
    lengths: Places
    """Code points of each piece."""
    leads: Places
    trails: Places
    gaps: Places
    """Code points before the first word of each piece, behind its last, and of a piece without words; more than
    ``MAX_GAP`` where a phrase ends in them."""
    texts: pl.Series
    """String: the pieces as they were read."""

    @cached_property
    def ends_piece(self) -> Flags:
        """Whether each word is the last of its piece."""
        flags = np.zeros(len(self.hashes), np.bool_)
        flags[self.starts[1:][self.has_words] - 1] = True
        return flags

    @cached_property
    def has_words(self) -> Flags:
        """Whether each piece has a word."""
        flags: Flags = self.starts[1:] > self.starts[:-1]
        return flags

    @cached_property
    def is_between(self) -> Flags:
        """Whether each piece may stand between the words of a phrase."""
        flags: Flags = self.gaps <= MAX_GAP
        return flags

    @classmethod
    def of(cls, chunks: Iterable[Tokens]) -> "Vocabulary":
        """What is to be known of pieces."""
        parts = []
        word = piece = 0
        for tokens in chunks:
            parts.append(_read(tokens, word, piece))
            word, piece = word + len(tokens.hashes), piece + len(tokens.texts)
        names = [n for n in cls.__dataclass_fields__ if n not in {"texts", "starts"}]
        arrays = {name: np.concatenate([part[name] for part, _ in parts]) for name in names}
        starts = np.searchsorted(arrays["pieces"], np.arange(piece + 1))
        return cls(**arrays, starts=starts, texts=pl.concat([texts for _, texts in parts]))


def _read(
    tokens: Tokens, first_word: int, first_piece: int
) -> tuple[dict[str, Places | Flags | Hashes64], pl.Series]:
    begins, ends, raw, starts = tokens.begins, tokens.ends, tokens.raw, tokens.starts
    first, length = tokens.places[:-1], np.diff(tokens.places) - 1
    piece = np.repeat(np.arange(len(length)), np.diff(starts))
    joins = np.zeros(len(begins), np.bool_)
    joins[1:] = (piece[1:] == piece[:-1]) & (tokens.gaps(ends[:-1], begins[1:]) <= MAX_GAP)
    has_words = starts[1:] > starts[:-1]
    leads, trails, gaps = (np.full(len(length), MAX_GAP + 1) for _ in range(3))
    leads[has_words] = tokens.gaps(first[has_words], begins[starts[:-1][has_words]])
    trails[has_words] = tokens.gaps(ends[starts[1:][has_words] - 1], (first + length)[has_words])
    gaps[~has_words] = tokens.gaps(first[~has_words], (first + length)[~has_words])
    last = len(raw) - 1
    is_marked = (begins > first[piece]) & (raw[np.maximum(begins - 1, 0)] == ord("#"))
    goes_on = (ends < (first + length)[piece]) & (raw[np.minimum(ends, last)] == ord("_"))
    return {
        "hashes": tokens.hashes, "sizes": tokens.sizes, "have_digits": tokens.have_digits,
        "pieces": piece + first_piece, "begins": begins - first[piece], "ends": ends - first[piece],
        "joins": joins, "is_tag_begin": is_marked, "is_tag_end": ~goes_on,
        "lengths": length, "leads": leads, "trails": trails, "gaps": gaps,
    }, tokens.texts  # fmt: skip
