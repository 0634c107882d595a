"""Texts as the pieces between their spaces, of which each distinct one is read once.

A text has some fifty pieces and a collection few new ones, so that what is learned of a piece (its words, their
hashes, what stands around them) is looked up by number where it comes again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.transforms.folding import Codes, Places
from assets.transforms.near.words import ADDRESS, ADDRESS_SIGNS, without_advert
from assets.transforms.topics.tokens import Tokens, tokens_of

_AT_ONCE = 4_000_000
"""Characters whose pieces are numbered together: arrays of four times as many cost a quarter more for each."""

KEPT_ADVERT = r"(?i)#[^\n]*(?:@|\.me/|://|www\.)|(?:@|\.me/|://|www\.)[^\n]*#"
"""Regular expression of a line with a hashtag and an address: in a text without one no line that advertises an address
is kept for its hashtags, so that its words are those of ``near.words.matter``."""


@dataclass(frozen=True)
class Pieces:
    """Some texts in pieces."""

    distinct: pl.Series
    """String: each piece once, without addresses."""
    numbers: Codes
    """Position in ``distinct`` of each piece, text after text."""
    starts: Places
    """First piece of each text; one more than there are texts. No text is without."""

    def tokens(self) -> Iterator[Tokens]:
        """Words of the distinct pieces, chunk by chunk in order."""
        return tokens_of(self.distinct)


def pieces_of(texts: pl.Series) -> Iterator[Pieces]:
    """Pieces of what texts say, many texts at a time in order: String.

    Links, addresses, and lines at the end that advertise one are left out: they name the channel, not the matter.
    """
    texts = texts.fill_null("")
    ends = np.cumsum(texts.str.len_chars().to_numpy(), dtype=np.int64)
    first = 0
    while first < len(texts):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
        yield _pieces(_without_adverts(texts[first:last]))
        first = last


def _pieces(texts: pl.Series) -> Pieces:
    pieces = texts.str.split(" ")
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(pieces.list.len().to_numpy(), out=starts[1:])
    every = pieces.explode()
    numbers = every.cast(pl.Categorical(pl.Categories.random())).to_physical().to_numpy()
    somewhere = np.zeros(int(numbers.max()) + 1, np.int64)
    somewhere[numbers] = np.arange(len(numbers))
    distinct = every.gather(somewhere)
    addressed = distinct.str.contains_any(ADDRESS_SIGNS, ascii_case_insensitive=True).arg_true()
    named = distinct.gather(addressed).str.replace_all(ADDRESS, " ")
    return Pieces(distinct.scatter(addressed, named), numbers, starts)


def _without_adverts(texts: pl.Series) -> pl.Series:
    """Texts without the lines at their end that advertise an address, unless one of them holds a hashtag, too."""
    text, rest = pl.col("text"), pl.col("rest")
    addressed = texts.str.contains_any(ADDRESS_SIGNS, ascii_case_insensitive=True)
    cut = (
        texts.alias("text").to_frame().with_row_index("row").filter(addressed)
        .with_columns(rest=without_advert(text)).filter(rest != text)
    )  # fmt: skip
    tags, told = text.str.count_matches("#", literal=True), rest.str.replace_all(ADDRESS, " ")
    tagged = cut.filter(text.str.contains("#", literal=True))
    lost = tagged.filter(told.str.count_matches("#", literal=True) < tags)
    kept = cut.join(lost, on="row", how="anti")
    return texts.clone().scatter(kept["row"], kept["rest"])  # polars scatters in place
