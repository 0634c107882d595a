"""Words of texts as hashes, with their order: what near-duplicates are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from assets.transforms.folding import (
    DROPPED,
    SPACE,
    Codes,
    Flags,
    Folded,
    Places,
    distinct,
    fold,
    with_keys,
)
from assets.transforms.hashes import Hashes64, prefix_sums, slice_hashes
from assets.transforms.lookup import Known
from assets.transforms.near.number_words import number_words
from assets.transforms.text import MAX_TITLE_WORDS, MIN_BODY_KEY_LENGTH, match_key

ADDRESS = r"(?i:https?://|www\.)[^\s<>\"«»]+|(?i:t|telegram)\.me/[^\s<>\"«»]+|@[A-Za-z][A-Za-z0-9_]{2,31}"
ADDRESS_SIGNS = ["@", ".me/", "://", "www."]
"""One of them is in every address."""
_ADVERT = rf"(?:\s*\n[^\n]{{0,60}}(?:{ADDRESS})[^\n]{{0,30}})+\s*\z"
_MAX_ADVERT_LENGTH = 300
"""Lines at the end that advertise an address, and how many of a text's last characters they are looked for in."""


@dataclass(frozen=True)
class Words:
    """Words of some texts."""

    hashes: Hashes64
    """Hash of each word, in order, text after text."""
    is_number: Flags
    """Whether a word has a digit or spells a number out."""
    starts: Places
    """First word of each text; one more than there are texts."""
    contents: Hashes64
    """Hash of the words of each text in their order, 0 without any."""
    bodies: Hashes64
    """The same without the first line, 0 where that could be no title."""


def words_of(texts: pl.Series) -> Iterator[Words]:
    """Words of what texts say, chunk by chunk in order: String.

    Lines at the end that advertise an address, addresses and links are left out: they name the channel, not the
    matter, and are what copies differ in.
    """
    for chunk in fold(matter(texts.fill_null(""))):
        yield _words(with_keys(chunk))


def matter(texts: pl.Series) -> pl.Series:
    """Texts without addresses, and without the lines at their end that hold one: String → String.

    Of a text that is nothing but addresses nothing remains: only its equal says the same.
    """
    text = pl.col("t")
    unsigned = _where_addressed(texts, without_advert(text))
    return _where_addressed(unsigned, text.str.replace_all(ADDRESS, " "))


def without_advert(text: pl.Expr) -> pl.Expr:
    """Texts without the lines at their end that advertise an address: String → String."""
    end = text.str.tail(_MAX_ADVERT_LENGTH).str.replace(_ADVERT, "")
    return pl.concat_str(text.str.head(-_MAX_ADVERT_LENGTH), end)


def _where_addressed(texts: pl.Series, change: pl.Expr) -> pl.Series:
    """Texts, changed where a sign of an address is seen: String → String."""
    addressed = texts.str.contains_any(ADDRESS_SIGNS, ascii_case_insensitive=True)
    changed = texts.filter(addressed).to_frame("t").select(change).to_series()
    return texts.clone().scatter(addressed.arg_true(), changed)  # polars scatters in place


def _words(chunk: Folded) -> Words:
    folded, (first, end, head_end) = _without_dropped(chunk)
    is_word = folded > SPACE
    is_word[end[:-1]] = False
    begins, stops = runs(is_word)
    hashes = slice_hashes(prefix_sums(folded), begins, stops)
    is_number = _number_words().holds(hashes)
    digits = np.flatnonzero(folded - np.uint32(ord("0")) < 10)
    is_number[np.searchsorted(begins, digits, "right") - 1] = True
    starts = np.searchsorted(begins, np.append(first, len(folded)))
    body_starts = np.searchsorted(begins, head_end)
    letters = np.zeros(len(hashes) + 1, np.int64)
    np.cumsum(stops - begins, out=letters[1:])
    head_words = body_starts - starts[:-1]
    is_titled = (head_words >= 1) & (head_words <= MAX_TITLE_WORDS)
    is_titled &= letters[starts[1:]] - letters[body_starts] >= MIN_BODY_KEY_LENGTH
    sums = prefix_sums(hashes)
    bodies = slice_hashes(sums, body_starts, starts[1:])
    contents = slice_hashes(sums, starts[:-1], starts[1:])
    return Words(hashes, is_number, starts, contents, np.where(is_titled, bodies, np.uint64(0)))


@cache
def _number_words() -> Known:
    """Hashes of the words that spell a number out."""
    keys = pl.DataFrame({"t": number_words()}).select(match_key(pl.col("t"))).to_series()
    codes = [np.array(list(map(ord, key)), np.uint32) for key in keys]
    return Known(distinct(*(slice_hashes(prefix_sums(c), np.array([0]), np.array([len(c)])) for c in codes)))


def _without_dropped(chunk: Folded) -> tuple[Codes, tuple[Places, Places, Places]]:
    """Code points that remain, and where each text begins, ends, and ends its first line among them."""
    first, end = chunk.starts[:-1], chunk.starts[1:] - 1
    breaks = np.append(np.flatnonzero(chunk.raw == ord("\n")), len(chunk.raw))
    head_end = np.minimum(breaks[np.searchsorted(breaks, first)], end)
    is_dropped = chunk.folded == DROPPED
    dropped = np.flatnonzero(is_dropped)
    places = tuple(p - np.searchsorted(dropped, p) for p in (first, end, head_end))
    return (chunk.folded[~is_dropped] if len(dropped) else chunk.folded), places  # type: ignore[return-value]


def runs(flags: Flags) -> tuple[Places, Places]:
    """First places of runs of marked places, and the places after their last."""
    inner = np.flatnonzero(flags[1:] != flags[:-1]) + 1
    opens = [0] if len(flags) and flags[0] else []
    closes = [len(flags)] if len(flags) and flags[-1] else []
    edges = np.concatenate([np.array(opens, np.int64), inner, np.array(closes, np.int64)])
    return edges[::2], edges[1::2]
