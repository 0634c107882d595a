"""Two names of one channel, found by the messages that both carry.

An HTML export knows its channel by title only, a JSON export of the same channel by id. A title proves
nothing; the same message ids with the same texts do.
"""

import polars as pl

MIN_SHARED = 3
"""Messages that must agree: one or two can be a template that two channels post as their first."""

_MOST_ALIKE = 50
"""A message that more channels than this have alike tells none of them from another."""

MAX_CONFLICT_SHARE = 0.1
"""Share of common ids whose texts may differ, because posts are edited between two exports."""


def compare_references(observations: pl.LazyFrame) -> pl.DataFrame:
    """Compare references message by message: titles with all others, ids and handles where much is equal.

    Args:
        observations: ``channel_ref``, ``message_id``, ``content_id``.

    Returns:
        One row per pair of a title and another reference with a common message id, and per pair of
        others with at least ``MIN_SHARED`` equal messages: ``channel_ref``, ``other_ref``,
        ``shared_count`` (same id, same content) and ``conflict_count`` (same id, other content).
    """
    texts = (
        observations.select("channel_ref", "message_id", content_id=_number(pl.col("content_id")))
        .drop_nulls()
        .unique()
        .collect()
        .lazy()  # used several times, and small: a row has some 30 bytes
    )
    is_title = pl.col("channel_ref").str.starts_with("name:")
    alike = _equal_pairs(texts.filter(~is_title))
    compared = [
        _compared(texts.filter(is_title), texts),
        _compared(texts.join(alike, on="channel_ref", how="semi"), texts).join(
            alike, on=["channel_ref", "other_ref"], how="semi"
        ),
    ]
    return pl.concat(compared).sort("channel_ref", "other_ref").collect()


def _number(content_id: pl.Expr) -> pl.Expr:
    """The first 60 bits of a content id: enough to tell the texts of one message id apart, and small."""
    return content_id.str.slice(0, 15).str.to_integer(base=16, dtype=pl.Int64)


def _equal_pairs(texts: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs of references with enough equal messages: ``channel_ref`` < ``other_ref``."""
    message = ["message_id", "content_id"]
    several = texts.group_by(message).len().filter(pl.col("len").is_between(2, _MOST_ALIKE))
    shared = texts.join(several, on=message, how="semi")
    return (
        shared.join(shared.rename({"channel_ref": "other_ref"}), on=message)
        .filter(pl.col("channel_ref") < pl.col("other_ref"))
        .group_by("channel_ref", "other_ref")
        .len()
        .filter(pl.col("len") >= MIN_SHARED)
        .select("channel_ref", "other_ref")
    )


def _compared(texts: pl.LazyFrame, others: pl.LazyFrame) -> pl.LazyFrame:
    """Messages of the same id that are equal and that are not, by pair of references."""
    other = others.rename({"channel_ref": "other_ref", "content_id": "other_content_id"})
    # A message may have several versions; it is shared when any of them is.
    messages = (
        texts.join(other, on="message_id")
        .filter(pl.col("channel_ref") != pl.col("other_ref"))
        .group_by("channel_ref", "other_ref", "message_id")
        .agg(is_shared=(pl.col("content_id") == pl.col("other_content_id")).any())
    )
    return messages.group_by("channel_ref", "other_ref").agg(
        shared_count=pl.col("is_shared").sum().cast(pl.Int64),
        conflict_count=(~pl.col("is_shared")).sum().cast(pl.Int64),
    )


def accepted_twins(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are one channel beyond doubt: ``channel_ref``, ``other_ref``.

    One is a title; enough messages agree and few disagree. Where a title fits several channels that are known by id or
    handle, nothing is accepted for it.
    """
    common = pl.col("shared_count") + pl.col("conflict_count")
    agreeing = pairs.filter(
        pl.col("channel_ref").str.starts_with("name:")
        & (pl.col("shared_count") >= MIN_SHARED)
        & (pl.col("conflict_count") <= MAX_CONFLICT_SHARE * common)
    )
    named = ~pl.col("other_ref").str.starts_with("name:")
    ambiguous = agreeing.filter(named).group_by("channel_ref").len().filter(pl.col("len") > 1)
    return agreeing.join(ambiguous, on="channel_ref", how="anti").select("channel_ref", "other_ref")


def look_alikes(pairs: pl.DataFrame, stated: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """References that resemble each other and were not joined, for a person to decide.

    Args:
        pairs: as ``compare_references`` gives them.
        stated: ``channel_ref``, ``channel_name`` of all dumps.
        resolved: ``channel_ref`` → ``channel_key``.

    Returns:
        ``subject`` (both references), ``failed_count`` (shared messages), ``example_value`` (why).
    """
    sharing = pairs.filter(pl.col("shared_count") > 0).select(
        "channel_ref",
        "other_ref",
        "shared_count",
        why=pl.format("{} messages agree, {} disagree", "shared_count", "conflict_count"),
    )
    names = stated.filter(pl.col("channel_name").is_not_null()).select("channel_ref", "channel_name").unique()
    same_name = (
        names.join(names.rename({"channel_ref": "other_ref"}), on="channel_name")
        .filter(pl.col("channel_ref") < pl.col("other_ref"))
        .select(
            "channel_ref", "other_ref", shared_count=pl.lit(0, pl.Int64), why=pl.lit("the titles are equal")
        )
    )
    both = pl.concat([sharing, same_name]).with_columns(
        low=pl.min_horizontal("channel_ref", "other_ref"), high=pl.max_horizontal("channel_ref", "other_ref")
    )
    keyed = both.unique(["low", "high"], keep="first", maintain_order=True)
    for column in ("low", "high"):
        keys = resolved.rename({"channel_ref": column, "channel_key": f"{column}_key"})
        keyed = keyed.join(keys, on=column, how="left")
    return (
        keyed.filter(pl.col("low_key") != pl.col("high_key"))
        .select(
            subject=pl.format("{} and {}", "low", "high"), failed_count="shared_count", example_value="why"
        )
        .sort("subject")
    )
