"""What posts get for the words that speak of topics: assignments with their weight and the words as evidence.

Few evidences are different, so that each is told from others by numbers and put into words once.
"""

import numpy as np
import polars as pl

from assets.transforms.folding import Places
from assets.transforms.hashes import BASE, Hashes64, mixed

MAX_EVIDENCE = 5
"""Different writings of a topic's words that the evidence names, the first ones of the text."""

ASSIGNED = {
    "text": pl.Int64,
    "topic_key": pl.Int64,
    "assignment": pl.String,
    "evidence": pl.String,
    "weight": pl.Float64,
}

_ROW = ["text", "topic_key"]


def assigned(places: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame:
    """Topics of texts, one row for each of both.

    Args:
        places: ``text`` Int64, ``topic`` UInt32, ``begin`` Int64 (a place, in the order of the text), ``written``
            String; one row per place and topic.
        topics: ``Patterns.topics``.

    Returns:
        Columns of ``ASSIGNED``.
    """
    if places.is_empty():
        return pl.DataFrame(schema=ASSIGNED)
    ranked = topics.with_columns(rank=pl.col("via").rank("dense").fill_null(0))
    counted = places.with_columns(
        writing=pl.col("written").cast(pl.Categorical(pl.Categories.random())).to_physical()
    ).join(ranked, on="topic")
    weights = counted.select(*_ROW, "assignment", "begin").unique().group_by(*_ROW, "assignment").len()
    named = _named(counted)
    numbered = named.select(*_ROW).with_columns(evidence_id=pl.Series(_evidence_ids(named)))
    per_row = numbered.unique(_ROW, keep="first", maintain_order=True)
    samples = per_row.unique("evidence_id").join(named, on=_ROW)
    evidence = per_row.join(_in_words(samples), on="evidence_id")
    return weights.join(evidence, on=_ROW).select(
        *_ROW, "assignment", "evidence", weight=1 - 0.5 ** pl.col("len").cast(pl.Float64)
    )


def _named(counted: pl.DataFrame) -> pl.DataFrame:
    """Writings that the evidence names, in its order."""
    place = [*_ROW, "rank"]
    ordered = counted.sort(*place, "begin").unique([*place, "writing"], keep="first", maintain_order=True)
    _, order = _runs(ordered, place)
    return ordered.filter(pl.Series(order < MAX_EVIDENCE))


def _evidence_ids(named: pl.DataFrame) -> Hashes64:
    """For each row a hash of the evidence that it is part of: what is written, through which topics, in order."""
    runs, order = _runs(named, _ROW)
    said = named.select(pl.col("rank").cast(pl.UInt64) * 2**32 + pl.col("writing") + 1)
    values = mixed(said.to_series().to_numpy()) * _powers(order)
    return mixed(np.add.reduceat(values, np.flatnonzero(order == 0)))[runs]


def _runs(rows: pl.DataFrame, columns: list[str]) -> tuple[Places, Places]:
    """Rows that follow each other with the same values: which run each row is of, and its place in it."""
    is_first = np.zeros(len(rows), np.bool_)
    for column in columns:
        values = rows[column].to_numpy()
        is_first[1:] |= values[1:] != values[:-1]
    is_first[0] = True
    runs = np.cumsum(is_first) - 1
    return runs, np.arange(len(rows)) - np.flatnonzero(is_first)[runs]


def _powers(exponents: Places) -> Hashes64:
    factors = np.full(int(exponents.max(initial=0)) + 1, BASE, np.uint64)
    factors[0] = 1
    powers: Hashes64 = np.cumprod(factors)[exponents]
    return powers


def _in_words(samples: pl.DataFrame) -> pl.DataFrame:
    """Evidences in words: ``evidence_id``, ``evidence``."""
    through = pl.format("{}: {}", "via", "words")
    return (
        samples.sort("evidence_id", "rank", "begin")
        .group_by("evidence_id", "rank", "via", maintain_order=True)
        .agg(words=pl.col("written").str.join(", "))
        .with_columns(words=pl.when(pl.col("via").is_null()).then("words").otherwise(through))
        .group_by("evidence_id", maintain_order=True)
        .agg(evidence=pl.col("words").str.join("; "))
    )
