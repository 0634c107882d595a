"""Topics that posts name themselves."""

import polars as pl

from assets.transforms.text import match_key, surrogate_key

HASHTAG_VERSION = "hashtag-1"
"""Version of the rule that finds hashtags."""


def labelled_hashtags(uses: pl.DataFrame) -> pl.DataFrame:
    """One topic per hashtag, however it is typed, called as people write it most.

    Args:
        uses: ``entity_value`` String, ``uses`` Int64.

    Returns:
        ``topic_key``, ``topic_kind``, ``topic_name`` (match key), ``topic_label``; by name.
    """
    named = uses.with_columns(topic_name=match_key(pl.col("entity_value"))).filter(pl.col("topic_name") != "")
    return (
        named.sort(["topic_name", "uses", "entity_value"], descending=[False, True, False])
        .unique("topic_name", keep="first", maintain_order=True)
        .select(
            topic_key=surrogate_key(pl.lit("topic"), pl.lit("hashtag"), pl.col("topic_name")),
            topic_kind=pl.lit("hashtag"),
            topic_name="topic_name",
            topic_label="entity_value",
        )
    )
