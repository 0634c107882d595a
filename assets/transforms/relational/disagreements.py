"""Where dumps contradict each other about a message: kept as they are, and told.

A message has one time. Its text may change, and then some dump states an edit; where none does, one of the
dumps is wrong, or the id belongs to another message there (a copied folder, an imported history).
"""

import narwhals as nw

from assets.transforms.relational import Frame
from assets.transforms.relational.copies import several_copies

TIMES, TEXTS = "times_disagree", "texts_disagree"
"""Findings."""


def contradictions(copies: Frame) -> Frame:
    """Find the numbered posts of each dump that another dump contradicts.

    Times are compared where both are stated with a zone, texts where nobody states an edit; title-less
    copies are damaged, not different.

    Args:
        copies: ``post_key``, ``copy_count``, ``dump_key``, ``message_id``, ``posted_at``, ``is_zone_assumed``,
            ``edited_at``, ``content_id``, ``copy_kind``.

    Returns:
        ``dump_key``, ``post_key``, ``finding``.
    """
    numbered = several_copies(copies).filter(~nw.col("message_id").is_null())
    timed = numbered.filter(~nw.col("posted_at").is_null(), ~nw.col("is_zone_assumed"))
    times = timed.with_columns(
        low=nw.col("posted_at").min().over("post_key"), high=nw.col("posted_at").max().over("post_key")
    ).filter(nw.col("low") != nw.col("high"))
    texts = (
        numbered.with_columns(
            edit=nw.col("edited_at").max().over("post_key"),
            low=nw.when(nw.col("copy_kind") != "titleless_copy")
            .then(nw.col("content_id"))
            .min()
            .over("post_key"),
            high=nw.when(nw.col("copy_kind") != "titleless_copy")
            .then(nw.col("content_id"))
            .max()
            .over("post_key"),
        )
        .filter(nw.col("edit").is_null(), nw.col("low") != nw.col("high"))
        .filter(~nw.col("content_id").is_null(), nw.col("copy_kind") != "titleless_copy")
    )
    return nw.concat([_posts(times, TIMES), _posts(texts, TEXTS)])


def _posts(contradicted: Frame, finding: str) -> Frame:
    posts = contradicted.select("dump_key", "post_key").unique()
    return posts.with_columns(finding=nw.lit(finding))


def disagreements(contradicted: Frame) -> Frame:
    """Count what ``contradictions`` finds.

    Returns:
        ``dump_key``, ``finding``, ``failed_count`` (posts), ``example_key`` (smallest of their keys).
    """
    return (
        contradicted.group_by("dump_key", "finding")
        .agg(failed_count=nw.len().cast(nw.Int64), example_key=nw.col("post_key").min())
        .select("dump_key", "finding", "failed_count", "example_key")
    )
