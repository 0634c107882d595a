"""Which copy's value a post takes over, column by column.

The rules stand once, in ``SURVIVORSHIP``: they are what the code below executes and what the data
dictionary and ``anbar explain`` print.
"""

from dataclasses import dataclass

import narwhals as nw

from assets.transforms.relational import Frame, position
from assets.transforms.relational.copies import only_copies, several_copies


@dataclass(frozen=True)
class Rule:
    """How one group of columns is chosen among the copies of a post."""

    rank: str
    """Column that orders the copies, 1 first; a copy without a value is passed over."""
    columns: tuple[str, ...]
    why: str
    is_taken_whole: bool = False
    """True where the columns only make sense together: all come from the same copy."""


SURVIVORSHIP = (
    Rule(
        "copy_rank",
        ("title", "language", "char_count", "word_count", "content_id", "media_kind", "album_ref",
         "forward_from_name", "forward_from_channel_key", "reply_to_message_id", "author_signature",
         "series_part", "series_total"),
        "From the best copy: whole before title-less, then newest capture, then longest; what that one "
        "does not state comes from the next that does.",
    ),
    Rule(
        "time_rank",
        ("posted_at", "posted_precision", "posted_earliest_date", "posted_latest_date", "date_method",
         "is_zone_assumed"),
        "From the copy that knows the time best: an instant with a known zone before one with an assumed "
        "zone before a bracket of days; then the newest capture.",
        is_taken_whole=True,
    ),
    Rule(
        "recency_rank",
        ("view_count", "forward_count", "reply_count", "reaction_count"),
        "From the newest capture that states it: counters grow, and an older capture knows less.",
    ),
)  # fmt: skip
"""Text is the best copy's, too; it is fetched last, so that no texts travel through the joins.

A dump that does not say when it was taken counts as taken right after its last message or edit.
"""


UNRANKED = {
    "text": "From the best copy; it is the newest version in `core.fact_post_version`.",
    "edited_at": "The latest edit that any copy states.",
    "is_forward": "True if any copy says so.",
    "first_dump_key": "Dump of the oldest capture.",
    "last_dump_key": "Dump of the newest capture. A dump that does not say when it was taken counts as taken "
    "right after its last message or edit; dumps without any time come last.",
}
"""Columns that no rank decides, or that are fetched apart."""


def survive(copies: Frame) -> Frame:
    """Merge the copies of each post into one row.

    Args:
        copies: one row per observation with ``post_key``, ``channel_key``, ``message_id``, ``dump_key``,
            ``record_index``, ``copy_count``, ``copy_rank``, ``copy_kind``, ``recency`` (smaller is newer),
            ``edited_at``, ``is_forward`` and the columns of ``SURVIVORSHIP``.

    Returns:
        One row per post: the chosen columns, ``winner_dump_key`` and ``winner_record_index`` (where the
        text lies), ``edited_at`` (latest), ``is_forward`` (if any copy says so), ``observation_count``,
        ``first_dump_key`` and ``last_dump_key``.
    """
    merged = _merged(several_copies(copies))
    alone = only_copies(copies).with_columns(
        winner_dump_key=nw.col("dump_key"),
        winner_record_index=nw.col("record_index"),
        first_dump_key=nw.col("dump_key"),
        last_dump_key=nw.col("dump_key"),
        observation_count=nw.col("copy_count"),
    )
    return nw.concat([merged, alone.select(merged.collect_schema().names())])


def _merged(copies: Frame) -> Frame:
    ranked = _with_ranks(copies)
    won = {c: _won(c, rule) for rule in SURVIVORSHIP for c in rule.columns}
    marked = ranked.with_columns(
        **{f"{c}_at": _first_stated(c, rule) for rule in SURVIVORSHIP for c in rule.columns}
    ).with_columns(
        **{f"{c}_won": value for c, value in won.items()},
        winner_dump=_where("copy_rank", "dump_key"),
        winner_record=_where("copy_rank", "record_index"),
        first_dump=_where("age_rank", "dump_key"),
        last_dump=_where("recency_rank", "dump_key"),
        forwarded=nw.when(nw.col("is_forward")).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    return (
        marked.group_by("post_key")
        .agg(
            *[nw.col(f"{c}_won").max().alias(c) for c in won],
            nw.col("channel_key").max(),
            nw.col("message_id").max(),
            nw.col("edited_at").max(),
            nw.col("forwarded").max(),
            nw.col("winner_dump").max().alias("winner_dump_key"),
            nw.col("winner_record").max().alias("winner_record_index"),
            nw.col("first_dump").max().alias("first_dump_key"),
            nw.col("last_dump").max().alias("last_dump_key"),
            nw.col("copy_count").max().alias("observation_count"),
        )
        .with_columns(is_forward=nw.col("forwarded") == 1)
        .drop("forwarded")
    )


def winners(copies: Frame) -> Frame:
    """Say which copy each column of a post was taken from; a column that no copy states has no row.

    Args:
        copies: as for ``survive``.

    Returns:
        ``post_key``, ``column``, ``dump_key``, ``record_index``.
    """
    ranked = _with_ranks(copies)
    chosen = [(c, rule.rank, _first_stated(c, rule)) for rule in SURVIVORSHIP for c in rule.columns]
    chosen.append(("text", "copy_rank", nw.lit(1)))
    return nw.concat(
        [
            ranked.with_columns(winning_rank=first)
            .filter(nw.col(rank) == nw.col("winning_rank"))
            .select("post_key", "dump_key", "record_index", column=nw.lit(column))
            for column, rank, first in chosen
        ]
    )


def _first_stated(column: str, rule: Rule) -> nw.Expr:
    """Rank of the first copy that states the column; of the first copy at all where taken whole."""
    rank = nw.col(rule.rank)
    stated = rank if rule.is_taken_whole else nw.when(~nw.col(column).is_null()).then(rank)
    return stated.min().over("post_key")


def _won(column: str, rule: Rule) -> nw.Expr:
    """The column in the copy that wins it, NULL in the others."""
    return nw.when(nw.col(rule.rank) == nw.col(f"{column}_at")).then(nw.col(column))


def _where(rank: str, column: str) -> nw.Expr:
    """The column in the first copy by a rank, NULL in the others."""
    return nw.when(nw.col(rank) == 1).then(nw.col(column))


def _with_ranks(copies: Frame) -> Frame:
    """Add ``time_rank``, ``recency_rank`` and ``age_rank``, each 1, 2, … within the post."""
    exact = ~nw.col("posted_at").is_null()
    known = exact | ~nw.col("posted_earliest_date").is_null() | ~nw.col("posted_latest_date").is_null()
    doubt = (
        nw.when(exact & ~nw.col("is_zone_assumed"))
        .then(nw.lit(0))
        .otherwise(
            nw.when(exact).then(nw.lit(1)).otherwise(nw.when(known).then(nw.lit(2)).otherwise(nw.lit(3)))
        )
    )
    tie = ["dump_key", "record_index"]
    return copies.with_columns(doubt=doubt).with_columns(
        time_rank=position("post_key", ["doubt", "recency", *tie]),
        recency_rank=position("post_key", ["recency", *tie]),
        age_rank=position("post_key", ["age", *tie]),
    )
