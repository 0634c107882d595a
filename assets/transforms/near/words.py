"""Words of texts as hashes, with their order: what near-duplicates are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.transforms.folding import END, SPACE, Codes, Flags, Places, fold, ranks, with_keys
from assets.transforms.text import MAX_TITLE_WORDS, MIN_BODY_KEY_LENGTH

Hashes64 = npt.NDArray[np.uint64]
Hashes32 = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.int64]

_ADDRESS = r"(?i:https?://|www\.)[^\s<>\"«»]+|(?i:t|telegram)\.me/[^\s<>\"«»]+|@[A-Za-z][A-Za-z0-9_]{2,31}"
_ADVERT = rf"(?:\s*\n[^\n]{{0,60}}(?:{_ADDRESS})[^\n]{{0,30}})+\s*\z"
_MAX_ADVERT_LENGTH = 300

_BASE = 0x9E3779B97F4A7C15
_LETTERS_BELOW_DIGITS, _DIGITS_END = ord("0"), ord("9") + 1


@dataclass(frozen=True)
class Words:
    """Words of some texts."""

    hashes: Hashes64
    """Hash of each word, in order, text after text."""
    has_digit: Flags
    starts: Places
    """First word of each text; one more than there are texts."""
    contents: Hashes64
    """Hash of the match key of each text."""
    bodies: Hashes64
    """The same without the first line, 0 where that could be no title."""


def words_of(texts: pl.Series) -> Iterator[Words]:
    """Words of what texts say, chunk by chunk in order: String.

    Lines at the end that advertise an address, addresses and links are left out: they name the channel, not the
    matter, and are what copies differ in.
    """
    for chunk in fold(matter(texts.fill_null(""))):
        keyed = with_keys(chunk)
        yield _words(keyed.folded, keyed.raw, keyed.starts)


def matter(texts: pl.Series) -> pl.Series:
    """Texts without addresses, and without the lines at their end that hold one: String → String.

    Of a text that is nothing but addresses nothing remains: only its equal says the same.
    """
    addressed = texts.str.contains_any(["@", ".me/", "://", "www."], ascii_case_insensitive=True)
    text = pl.col("t")
    advert = text.str.tail(_MAX_ADVERT_LENGTH).str.extract(f"({_ADVERT})", 1).str.len_chars().fill_null(0)
    rest = text.str.slice(0, text.str.len_chars() - advert).str.replace_all(_ADDRESS, " ")
    without = texts.filter(addressed).to_frame("t").select(rest).to_series()
    return texts.scatter(addressed.arg_true(), without)


def _words(folded: Codes, raw: Codes, starts: Places) -> Words:
    first, end = starts[:-1], starts[1:] - 1
    is_word = (folded > SPACE) & (folded != END)
    # Dropped code points do not end a word; they add nothing to its hash either.
    is_open = is_word | (folded == 0)
    begins, stops = _runs(is_open)
    letters = ranks(is_word)
    filled = letters[stops] > letters[begins]
    begins, stops = begins[filled], stops[filled]
    codes = folded[is_word].astype(np.uint64)
    sums = _sums(codes)
    hashes = _slice_hash(sums, letters[begins], letters[stops])
    digits = ranks((folded >= _LETTERS_BELOW_DIGITS) & (folded < _DIGITS_END))
    word_starts = np.searchsorted(begins, starts)
    head_end = _head_ends(raw, first, end)
    bodies = _slice_hash(sums, letters[head_end], letters[end])
    head_words = np.searchsorted(begins, head_end) - word_starts[:-1]
    is_titled = (head_end < end) & (head_words >= 1) & (head_words <= MAX_TITLE_WORDS)
    is_titled &= letters[end] - letters[head_end] >= MIN_BODY_KEY_LENGTH
    return Words(
        hashes,
        digits[stops] > digits[begins],
        word_starts,
        _slice_hash(sums, letters[first], letters[end]),
        np.where(is_titled, bodies, np.uint64(0)),
    )


def _runs(flags: Flags) -> tuple[Places, Places]:
    """First places of runs of marked places, and the places after their last."""
    changes = np.diff(flags.view(np.int8), prepend=np.int8(0), append=np.int8(0))
    edges: Places = np.flatnonzero(changes)
    return edges[::2], edges[1::2]


def _head_ends(raw: Codes, first: Places, end: Places) -> Places:
    """Where the first line of each text ends."""
    breaks = np.append(np.flatnonzero(raw == ord("\n")), len(raw))
    ends: Places = np.minimum(breaks[np.searchsorted(breaks, first)], end)
    return ends


def _sums(codes: Hashes64) -> Hashes64:
    """Sums of code points times powers of a base, modulo 2^64: any slice's polynomial is a difference of two."""
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * _powers(len(codes), _BASE), out=sums[1:])
    return sums


def _slice_hash(sums: Hashes64, first: Places, end: Places) -> Hashes64:
    """Hash of the code points of slices, the same wherever in the chunk a slice lies."""
    inverse = _powers(len(sums), pow(_BASE, -1, 1 << 64))
    return mixed((sums[end] - sums[first]) * inverse[first] + (end - first).astype(np.uint64))


def mixed(values: Hashes64) -> Hashes64:
    """Spread 64-bit values evenly (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _powers(count: int, base: int) -> Hashes64:
    known = _known_powers(base, max(1 << 20, 1 << count.bit_length()))
    return known[:count]


@cache
def _known_powers(base: int, count: int) -> Hashes64:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
