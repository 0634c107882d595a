"""Which observations are the same post, and what each copy is to it."""

import narwhals as nw

from assets.transforms.relational import Frame, position

BY_MESSAGE, BY_CONTENT, BY_RECORD = "message", "content", "record"
"""How a post is identified: by channel and message id, by channel and content, or not at all."""

_TITLE_DEPTH = 3
"""Rounds of following a title-less copy to its fuller one; each doubles the reach."""


def identify_posts(observations: Frame) -> Frame:
    """Give every observation the natural key of its post.

    A post with a message id is that message, whatever its content. One without id is its content: a copy
    without the title line belongs to the copy that has it (the one right before it among the channel's in
    the dump if that fits, else the one with the smallest content id), and a text that a numbered post of
    the same channel carries belongs to the first such post. Without id and content an observation is a
    post of its own.

    Args:
        observations: ``dump_key``, ``record_index``, ``channel_key``, ``message_id``, ``content_id``,
            ``body_content_id``.

    Returns:
        ``dump_key``, ``record_index``, ``identified_by``, ``scope_key`` (channel, or dump where the
        channel is unknown or the record stands alone), ``natural_id`` (message id or record index, as
        Int64; NULL for contents), ``natural_content_id`` (NULL for the others), ``is_titleless``.
    """
    columns = ["dump_key", "record_index", "identified_by", "scope_key", "natural_id",
               "natural_content_id", "is_titleless"]  # fmt: skip
    has_id = ~nw.col("message_id").is_null()
    # An id is unique in its channel only: of an unknown channel it says something within its dump.
    scope = nw.when(nw.col("channel_key") == 0).then(nw.col("dump_key")).otherwise(nw.col("channel_key"))
    numbered = observations.filter(has_id).select(
        "dump_key",
        "record_index",
        "content_id",
        "body_content_id",
        "channel_key",
        identified_by=nw.lit(BY_MESSAGE),
        scope_key=scope,
        natural_id=nw.col("message_id"),
        natural_content_id=nw.lit(None, nw.String),
        is_titleless=nw.lit(value=False),
    )
    texts = observations.filter(~has_id, ~nw.col("content_id").is_null())
    blanks = observations.filter(~has_id, nw.col("content_id").is_null()).select(
        "dump_key",
        "record_index",
        identified_by=nw.lit(BY_RECORD),
        scope_key=nw.col("dump_key"),
        natural_id=nw.col("record_index"),
        natural_content_id=nw.lit(None, nw.String),
        is_titleless=nw.lit(value=False),
    )
    named = _with_numbered_twin(_with_full_copy(texts), numbered)
    return nw.concat([numbered.select(columns), named.select(columns), blanks.select(columns)])


def _with_full_copy(texts: Frame) -> Frame:
    """Add ``root_content_id``: content of the fullest copy, through any number of dropped first lines."""
    bodies = texts.filter(~nw.col("body_content_id").is_null())
    fuller = bodies.group_by("channel_key", "body_content_id").agg(parent=nw.col("content_id").min())
    # Following the dropped lines upwards, two steps at a time.
    climb = fuller.rename({"body_content_id": "child"})
    for _ in range(_TITLE_DEPTH):
        up = climb.rename({"child": "parent", "parent": "grandparent"})
        climb = climb.join(up, on=["channel_key", "parent"], how="left").select(
            "channel_key", "child", parent=nw.coalesce("grandparent", "parent")
        )
    # Within the channel: what becomes of a channel's posts must not depend on those of others.
    before = texts.with_columns(body_before=_before("body_content_id"), content_before=_before("content_id"))
    adjacent = before.with_columns(
        full_copy=nw.when(nw.col("body_before") == nw.col("content_id"))
        .then(nw.col("content_before"))
        .otherwise(nw.lit(None, nw.String))
    )
    found = adjacent.join(
        climb.rename({"child": "content_id", "parent": "climbed"}),
        on=["channel_key", "content_id"],
        how="left",
    ).with_columns(step=nw.coalesce("full_copy", "climbed", "content_id"))
    return found.join(
        climb.rename({"child": "step", "parent": "summit"}), on=["channel_key", "step"], how="left"
    ).with_columns(root_content_id=nw.coalesce("summit", "step"))


def _before(column: str) -> nw.Expr:
    """The column in the record before, of those of the same dump and channel."""
    return nw.col(column).shift(1).over("dump_key", "channel_key", order_by="record_index")


def _with_numbered_twin(texts: Frame, numbered: Frame) -> Frame:
    """Attach a text without id to the first numbered post of its channel that carries it."""
    known = numbered.filter(nw.col("channel_key") != 0, ~nw.col("content_id").is_null())
    whole = known.group_by("channel_key", "content_id").agg(whole_id=nw.col("natural_id").min())
    body = (
        known.filter(~nw.col("body_content_id").is_null())
        .group_by("channel_key", "body_content_id")
        .agg(body_id=nw.col("natural_id").min())
    )
    joined = texts.join(
        whole.rename({"content_id": "root_content_id"}), on=["channel_key", "root_content_id"], how="left"
    ).join(
        body.rename({"body_content_id": "root_content_id"}), on=["channel_key", "root_content_id"], how="left"
    )
    twin = nw.coalesce("whole_id", "body_id")
    return joined.with_columns(
        identified_by=nw.when(twin.is_null()).then(nw.lit(BY_CONTENT)).otherwise(nw.lit(BY_MESSAGE)),
        scope_key=nw.col("channel_key"),
        natural_id=twin,
        natural_content_id=nw.when(twin.is_null()).then(nw.col("root_content_id")),
        is_titleless=(nw.col("content_id") != nw.col("root_content_id"))
        | (nw.col("whole_id").is_null() & ~nw.col("body_id").is_null()),
    )


def rank_copies(observations: Frame) -> Frame:
    """Order the copies of each post and name what each one is.

    The best copy is the ``original``: whole before title-less, then the newest capture, then the longest
    text, then dump and position. The others are ``titleless_copy``, ``exact_copy`` (same content id) or
    ``edited_version``.

    Args:
        observations: ``post_key``, ``dump_key``, ``record_index``, ``content_id``, ``is_titleless``,
            ``recency`` (smaller is newer), ``char_count``.

    Returns:
        The same plus ``copy_count`` of the post, ``copy_rank`` (1 is the original) and ``copy_kind``.
    """
    counts = observations.group_by("post_key").agg(copy_count=nw.len().cast(nw.Int64))
    counted = observations.join(counts, on="post_key")
    columns = [*observations.collect_schema().names(), "copy_count", "copy_rank", "copy_kind"]
    # Most posts were seen once: ordering all would cost more than the rest of this step.
    alone = only_copies(counted).with_columns(
        copy_rank=nw.lit(1, nw.Int64), copy_kind=nw.lit("original", nw.String)
    )
    return nw.concat([_ranked(several_copies(counted)).select(columns), alone.select(columns)])


def only_copies(copies: Frame) -> Frame:
    """Copies that are the only ones of their posts, by ``copy_count``."""
    return copies.filter(nw.col("copy_count") == 1)


def several_copies(copies: Frame) -> Frame:
    """Copies of posts that have more than one, by ``copy_count``."""
    return copies.filter(nw.col("copy_count") > 1)


def _ranked(observations: Frame) -> Frame:
    order = ["is_titleless", "recency", "brevity", "dump_key", "record_index"]
    ranked = observations.with_columns(brevity=-nw.col("char_count")).with_columns(
        copy_rank=position("post_key", order)
    )
    is_best = nw.col("copy_rank") == 1
    best_content = nw.when(is_best).then(nw.col("content_id")).max().over("post_key")
    same = (nw.col("content_id") == best_content) | (nw.col("content_id").is_null() & best_content.is_null())
    kind = (
        nw.when(is_best)
        .then(nw.lit("original"))
        .otherwise(
            nw.when(nw.col("is_titleless"))
            .then(nw.lit("titleless_copy"))
            .otherwise(nw.when(same).then(nw.lit("exact_copy")).otherwise(nw.lit("edited_version")))
        )
    )
    return ranked.with_columns(copy_kind=kind)
