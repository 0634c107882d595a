"""What later steps compare and count of each text, in one pass over its code points."""

from functools import cache

import numpy as np
import polars as pl

from assets.transforms import text as rules
from assets.transforms.folding import (
    POINTS,
    SPACE,
    TABLE_SIZE,
    Flags,
    Folded,
    Places,
    characters,
    fold,
    strings,
)

_SCHEMA = {
    "content_id": pl.String,
    "body_content_id": pl.String,
    "word_count": pl.Int64,
}


def text_keys(texts: pl.Series) -> pl.DataFrame:
    """Keys and counts of texts.

    Equals the expressions of ``transforms.text``, which say what each is; this is the fast way.

    Args:
        texts: String; NULL counts as empty.

    Returns:
        One row per text, in order: ``content_id`` of the text without signature, ``body_content_id`` (the same
        of the text without its first line, where that could be a title), ``word_count``.
    """
    parts = [_chunk(chunk) for chunk in fold(texts)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=_SCHEMA)


def text_keys_by_expression(texts: pl.Series) -> pl.DataFrame:
    """The same, rule by rule."""
    text = pl.col("t")
    return (
        texts.fill_null("")
        .to_frame("t")
        .with_columns(unsigned=rules.without_signature(text))
        .select(
            content_id=rules.content_id(pl.col("unsigned")),
            body_content_id=rules.content_id(rules.headless_body(pl.col("unsigned"))),
            word_count=rules.word_count(text),
        )
    )


def _chunk(chunk: Folded) -> pl.DataFrame:
    digest = rules.digest(pl.col("key"), pl.col("text"))
    body_digest = rules.digest(pl.col("key").str.slice(pl.col("head_length")), pl.col("text"))
    frame = (
        pl.DataFrame({"text": chunk.texts})
        .with_columns(**_keys(chunk))
        .select(
            content_id=digest,
            body_content_id=pl.when("has_body").then(body_digest),
            word_count=pl.col("word_count").cast(pl.Int64),
        )
    )
    apart = pl.Series("row", chunk.in_context, pl.UInt32)
    if apart.is_empty():
        return frame
    by_rule = text_keys_by_expression(chunk.texts.gather(apart)).with_columns(apart)
    return frame.with_row_index("row").update(by_rule, on="row", include_nulls=True).drop("row")


def _keys(chunk: Folded) -> dict[str, pl.Series | Places | Flags]:
    """Match key of each text without signature, how much of it the first line is, and whether a body follows.

    ``key`` String, ``head_length`` Int64 (characters of the key), ``has_body`` Boolean, ``word_count`` Int64.
    """
    first, end = chunk.starts[:-1], chunk.starts[1:] - 1
    kept = chunk.folded > SPACE
    left_out = np.flatnonzero(~kept)
    cut = first + rules.unsigned_length(chunk.texts).to_numpy()
    # A signature is only cut off what can be recognised without it.
    cut = np.where(_unmarked(left_out, first, cut) >= rules.MIN_BODY_KEY_LENGTH, cut, end)
    breaks = np.append(np.flatnonzero(chunk.raw == ord("\n")), len(chunk.raw))
    head_end = breaks[np.searchsorted(breaks, first)]
    has_body = head_end < cut
    head_end = np.minimum(head_end, cut)
    words = np.flatnonzero(_word_starts(chunk))
    head_words = np.searchsorted(words, head_end) - np.searchsorted(words, first)
    has_body &= _unmarked(left_out, head_end, cut) >= rules.MIN_BODY_KEY_LENGTH
    has_body &= (head_words >= 1) & (head_words <= rules.MAX_TITLE_WORDS)
    kept[_inside(cut, end)] = False
    return {
        "key": strings(chunk.folded[kept]),
        "head_length": _unmarked(left_out, first, head_end),
        "has_body": has_body,
        "word_count": np.searchsorted(words, end) - np.searchsorted(words, first),
    }


def _unmarked(marked: Places, first: Places, end: Places) -> Places:
    """How many places of each range are not among some, which are ascending."""
    counts: Places = end - first - (np.searchsorted(marked, end) - np.searchsorted(marked, first))
    return counts


def _inside(first: Places, end: Places) -> Places:
    """All places of ranges."""
    sizes = end - first
    return np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())


def _word_starts(chunk: Folded) -> Flags:
    is_word = _members(rules.WORD_CHARACTER)[chunk.raw]
    is_word[1:] &= ~is_word[:-1].copy()
    return is_word


@cache
def _members(character_class: str) -> Flags:
    """Which code points are of a regular expression's class; those beyond the table are of none."""
    members = np.zeros(TABLE_SIZE, np.bool_)
    members[POINTS] = characters(POINTS).select(pl.col("point").str.contains(character_class)).to_series()
    return members
