"""Token keys of many texts at once, code point by code point: what ``text.token_key`` gives, at a tenth of its cost.

For nearly every code point the rules of ``token_key`` come down to: keep it, replace it, drop it, or end the word.
A table, made by ``token_key`` itself, holds which. A text with one of the few code points that are treated by
their neighbours (accents that compose, the final sigma, a misused not sign) is left to ``token_key``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.transforms.text import token_key

Codes: TypeAlias = npt.NDArray[np.uint32]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.integer[Any]]

DROPPED, SPACE, END = 0, 0x20, 0x7F
"""What stands for a code point that vanishes, for one that ends a word, and for the end of a text."""

TABLE_SIZE = 0x110000

POINTS: Codes = np.concatenate([np.arange(0xD800), np.arange(0xE000, 0x20000)]).astype("<u4")
"""Code points of the first two planes, without surrogates. Beyond lie rare ideographs and tags, which ``token_key``
folds."""

_IN_CONTEXT, _UNKNOWN = 0xFFFFFFFF, 0xFFFFFFFE
_CHUNK = 1_000_000
"""Characters folded at once, so that the arrays of a step stay in the processor's cache."""


@dataclass(frozen=True)
class Folded:
    """Some texts, each code point in its place."""

    texts: pl.Series
    """String, without NULL."""
    raw: Codes
    """Code points of all texts; after each text but the last stands ``END``."""
    folded: Codes
    """The same places: the folded code point, ``DROPPED``, ``SPACE`` or ``END``. Spaces may touch each other."""
    starts: Places
    """First place of each text, and the first place of the text that would come next."""
    in_context: Places
    """Positions of the texts that the table does not decide: their places in ``folded`` mean nothing."""


def ranks(marked: Flags) -> Places:
    """How many marked places lie before each place; one more than there are places."""
    counts = np.zeros(len(marked) + 1, np.int32)
    np.cumsum(marked, out=counts[1:])
    return counts


def fold(texts: pl.Series) -> Iterator[Folded]:
    """Fold texts, chunk by chunk in order.

    Args:
        texts: String; NULL counts as empty.
    """
    texts = texts.fill_null("")
    ends = np.cumsum(texts.str.len_chars().to_numpy(), dtype=np.int64)
    first = 0
    while first < len(texts):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _CHUNK, side="right")))
        yield fold_chunk(texts[first:last])
        first = last


def fold_chunk(texts: pl.Series, keyed: Places | None = None) -> Folded:
    """Fold texts in one piece.

    Args:
        texts: String without NULL, at least one.
        keyed: positions of texts that are token keys already; they are taken as they are.
    """
    lengths = texts.str.len_chars().to_numpy().astype(np.int64)
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    raw = code_points(texts)
    folded = _folded(raw)
    if keyed is not None:
        is_keyed = np.zeros(len(texts), np.bool_)
        is_keyed[keyed] = True
        own = np.repeat(is_keyed, lengths + 1)[:-1]
        folded[own] = raw[own]
    folded[starts[1:-1] - 1] = END
    undecided = np.flatnonzero(folded == _IN_CONTEXT)
    folded[undecided] = DROPPED
    in_context = distinct(np.searchsorted(starts, undecided, side="right") - 1)
    return Folded(texts, raw, folded, starts, in_context)


Values = TypeVar("Values", bound=np.generic)


def distinct(*parts: npt.NDArray[Values]) -> npt.NDArray[Values]:
    """Distinct values, ascending; ``numpy.unique`` hashes them, at several times the cost.

    Most of what is given ascends in runs, part by part or text by text, which a stable sort merges.
    """
    values = np.concatenate(parts)
    values.sort(kind="stable")
    is_new = np.ones(len(values), np.bool_)
    is_new[1:] = values[1:] != values[:-1]
    return values[is_new]


def with_keys(chunk: Folded) -> Folded:
    """The same texts, those that the table does not decide replaced by the token keys of first line and rest."""
    if not len(chunk.in_context):
        return chunk
    positions = pl.Series(chunk.in_context)
    lines = chunk.texts.gather(positions).str.splitn("\n", 2).struct.unnest()
    keys = lines.select(pl.concat_str(token_key(pl.nth(0, 1)), separator="\n", ignore_nulls=True)).to_series()
    return fold_chunk(chunk.texts.scatter(positions, keys), chunk.in_context)


def code_points(texts: pl.Series) -> Codes:
    """Code points of texts, ``END`` between them."""
    joined: str = texts.str.join(chr(END)).item()
    return np.frombuffer(joined.encode("utf-32-le"), "<u4")


def strings(codes: Codes) -> pl.Series:
    """Texts of code points with ``END`` between them: String."""
    joined = pl.Series([codes.tobytes().decode("utf-32-le")], dtype=pl.String)
    return joined.str.split(chr(END)).explode()


def _folded(raw: Codes) -> Codes:
    """Look code points up; those that no text had so far are decided first."""
    table = _table()
    folded = table[raw]
    new = raw[folded == _UNKNOWN]
    if len(new):
        points = distinct(new)
        table[points] = _decided(points)
        folded = table[raw]
    return folded


@cache
def _table() -> Codes:
    return np.full(TABLE_SIZE, _UNKNOWN, np.uint32)


def _decided(points: Codes) -> Codes:
    """What ``token_key`` makes of each code point between two letters."""
    point = pl.col("point")
    key = token_key(pl.concat_str([pl.lit("a"), point, pl.lit("a")]))
    plain = point.str.normalize("NFKC")
    in_context = plain.str.contains("[\u00acΣ\u1100-\u11ff]")  # not sign, sigma, Hangul letters that join
    composes = plain.str.contains_any(_composing())
    rows = characters(points).select(key=key, is_in_context=in_context | composes)
    is_simple = ~pl.col("is_in_context") & pl.col("key").str.contains(r"(?s)\Aa.?a\z")
    rows = rows.select(
        is_simple=is_simple, is_dropped=pl.col("key") == "aa", folded=pl.col("key").str.slice(1, 1)
    )
    codes = np.frombuffer("".join(rows["folded"]).encode("utf-32-le"), "<u4")
    decided = np.where(rows["is_dropped"], DROPPED, codes)
    is_simple_and_common = rows["is_simple"].to_numpy() & (points <= POINTS[-1])
    return np.where(is_simple_and_common, decided, _IN_CONTEXT).astype(np.uint32)


def characters(points: Codes) -> pl.DataFrame:
    """Code points as texts: ``point`` String."""
    return pl.Series("point", [points.tobytes().decode("utf-32-le")]).str.split("").explode().to_frame()


@cache
def _composing() -> list[str]:
    """Code points that can become one with the one before."""
    decomposed = characters(POINTS).select(pl.col("point").str.normalize("NFD").str.slice(1).str.join(""))
    return sorted(set(decomposed.item()))
