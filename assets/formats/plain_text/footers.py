"""Footers: lines that recur after many and before many different lines.

A channel signs its posts with the same line or lines, so their neighbours above and below are as various
as the posts, while every other recurring line keeps its neighbours. The *accessor variety* (number of
different neighbours on a side; Feng et al. 2004, for finding words in unsegmented Chinese) measures it.
"""

from bisect import bisect_left
from dataclasses import dataclass
from math import exp

import polars as pl

MIN_SCORE = 0.8
"""Lowest score of a footer."""

MIN_VARIETY = 2
"""Fewest different neighbours on each side."""

MAX_UNIT_LINES = 8
MAX_CANDIDATES = 8
_FEW_WORDS = 6

Line = dict[str, object]
"""Statistics of a line that recurs."""


@dataclass(frozen=True)
class Footer:
    """A candidate: lines that always stand together, the last of them last in a post."""

    keys: tuple[str, ...]
    content_keys: frozenset[str]
    """Those of its lines that carry content, such as hashtags: they stay in the text's content."""
    line_count: int
    """How often it occurs."""
    score: float
    is_linked: bool
    """True when it holds a mention or a link, as a signature does."""
    blank_share: float
    """Share of its occurrences that a blank line or the end of the file follows."""


def footer_candidates(lines: pl.DataFrame) -> list[Footer]:
    """Possible footers, the most frequent first.

    Args:
        lines: Frame of ``read_lines`` with a column ``file``; neighbours are sought within a file. The
            ends of files count as neighbours below when there are several files.
    """
    stats = _line_statistics(lines)
    ends = stats.filter(
        (pl.col("right_variety") >= MIN_VARIETY) & ~pl.col("is_hashtags") & ~pl.col("is_site")
    )
    if ends.is_empty():
        return []
    ids = stats["id"].to_list()
    found = [_unit_ending_in(last, stats, ids) for last in ends.iter_rows(named=True)]
    return sorted((f for f in found if f is not None), key=lambda f: (-f.line_count, f.keys))


def score(
    *, variety: int, count: int, is_identical: bool, is_linked: bool, is_brief: bool, is_list: bool
) -> float:
    """Logistic score of a recurring unit, 0 to 1.

    Weights were set by hand on synthetic channels; the seed's footer gets 0.996.
    """
    z = -3.2 + 4 * (1 - 1 / variety) + 2.2 * (1 - exp(-(count - 1) / 2))
    z += 1.2 * is_identical + 2.2 * is_linked + 0.6 * is_brief - 2 * is_list
    return 1 / (1 + exp(-z))


def _line_statistics(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per line key that occurs twice or more, by ``id``: counts, neighbours and traits."""
    has_edges = lines["file"].n_unique() > 1
    key, file = pl.col("key"), pl.col("file")
    edge = -1 - file if has_edges else pl.lit(None, pl.Int64)
    solid = (
        lines.with_columns(pl.col("is_blank").shift(-1, fill_value=True).alias("before_blank"))
        .filter(~pl.col("is_blank"))
        .with_columns(key.rank("dense").cast(pl.Int64).alias("id"))  # numbers are compared faster than keys
        .with_columns(
            pl.when(file == file.shift(1)).then(pl.col("id").shift(1)).alias("left"),
            pl.when(file == file.shift(-1)).then(pl.col("id").shift(-1)).otherwise(edge).alias("right"),
        )
    )
    left, right = pl.col("left").drop_nulls(), pl.col("right").drop_nulls()
    traits = ("is_linked", "is_hashtags", "is_series", "is_site", "is_list", "is_short", "word_count")
    return (
        solid.filter(pl.col("id").is_duplicated())
        .group_by("id")
        .agg(
            key.first(),
            pl.len().alias("count"),
            pl.col("left").is_null().any().alias("begins_file"),
            left.n_unique().alias("left_variety"),
            right.n_unique().alias("right_variety"),
            left.first().alias("left"),
            right.first().alias("right"),
            (pl.col("text").str.strip_chars().n_unique() == 1).alias("is_identical"),
            pl.col("before_blank").mean().alias("blank_share"),
            *(pl.col(name).first() for name in traits),
        )
        .sort("id")
    )


def _unit_ending_in(last: Line, stats: pl.DataFrame, ids: list[int]) -> Footer | None:
    """The chain of lines that always stand together, the last of them given; None if it is no footer."""
    chain = [last]
    while len(chain) < MAX_UNIT_LINES and (before := _constant_predecessor(chain[0], stats, ids)):
        # A line that also begins the file stands above posts, so the footer ends before it.
        chain = [before] if chain[0]["begins_file"] else [before, *chain]
    if any(line["is_series"] or line["is_site"] for line in chain):
        return None
    if all(line["is_hashtags"] for line in chain) or not all(line["is_short"] for line in chain):
        return None
    variety = min(_int(chain[0]["left_variety"]), _int(last["right_variety"]))
    if variety < MIN_VARIETY:
        return None
    is_linked = any(line["is_linked"] for line in chain)
    count = min(_int(line["count"]) for line in chain)
    value = score(
        variety=variety,
        count=count,
        is_identical=all(line["is_identical"] for line in chain),
        is_linked=is_linked,
        is_brief=max(_int(line["word_count"]) for line in chain) <= _FEW_WORDS,
        is_list=any(line["is_list"] for line in chain),
    )
    return (
        Footer(
            keys=tuple(str(line["key"]) for line in chain),
            content_keys=frozenset(str(line["key"]) for line in chain if line["is_hashtags"]),
            line_count=count,
            score=value,
            is_linked=is_linked,
            blank_share=float(str(chain[-1]["blank_share"])),
        )
        if value >= MIN_SCORE
        else None
    )


def _constant_predecessor(line: Line, stats: pl.DataFrame, ids: list[int]) -> Line | None:
    """The line that always stands before this one and only there, if there is one."""
    if line["left_variety"] != 1:
        return None
    number = _int(line["left"])
    position = bisect_left(ids, number)
    if position == len(ids) or ids[position] != number:
        return None
    before = stats.row(position, named=True)
    return before if before["right_variety"] == 1 and before["right"] == line["id"] else None


def _int(value: object) -> int:
    return int(str(value))
