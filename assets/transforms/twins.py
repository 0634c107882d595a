"""Two names of one channel, found by the messages that both carry.

An HTML export knows its channel by title only, a JSON export of the same channel by id. A title proves
nothing; the same message ids with the same texts do.
"""

import polars as pl

MIN_SHARED = 3
"""Messages that must agree: one or two can be a template that two channels post as their first."""

MAX_CONFLICT_SHARE = 0.1
"""Share of common ids whose texts may differ, because posts are edited between two exports."""


def compare_references(observations: pl.LazyFrame) -> pl.DataFrame:
    """Compare every reference that is a bare title with all others, message by message.

    Args:
        observations: ``channel_ref``, ``message_id``, ``content_id``.

    Returns:
        One row per pair with a common message id: ``channel_ref`` (a title), ``other_ref``,
        ``shared_count`` (same id, same content) and ``conflict_count`` (same id, other content).
    """
    texts = (
        observations.filter(
            pl.col("channel_ref").is_not_null()
            & pl.col("message_id").is_not_null()
            & pl.col("content_id").is_not_null()
        )
        .select("channel_ref", "message_id", "content_id")
        .unique()
    )
    titled = texts.filter(pl.col("channel_ref").str.starts_with("name:"))
    other = texts.rename({"channel_ref": "other_ref", "content_id": "other_content_id"})
    # A message may have several versions; it is shared when any of them is.
    messages = (
        titled.join(other, on="message_id")
        .filter(pl.col("channel_ref") != pl.col("other_ref"))
        .group_by("channel_ref", "other_ref", "message_id")
        .agg(is_shared=(pl.col("content_id") == pl.col("other_content_id")).any())
    )
    return (
        messages.group_by("channel_ref", "other_ref")
        .agg(
            shared_count=pl.col("is_shared").sum().cast(pl.Int64),
            conflict_count=(~pl.col("is_shared")).sum().cast(pl.Int64),
        )
        .sort("channel_ref", "other_ref")
        .collect()
    )


def accepted_twins(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are one channel beyond doubt: ``channel_ref``, ``other_ref``.

    Enough messages agree and few disagree. Where a title fits several channels that are known by id or
    handle, nothing is accepted for it.
    """
    common = pl.col("shared_count") + pl.col("conflict_count")
    agreeing = pairs.filter(
        (pl.col("shared_count") >= MIN_SHARED) & (pl.col("conflict_count") <= MAX_CONFLICT_SHARE * common)
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
