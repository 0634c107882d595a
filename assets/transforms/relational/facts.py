"""Facts and dimensions that follow from observations and their posts."""

import narwhals as nw

from assets.transforms.relational import Frame, position
from assets.transforms.relational.copies import only_copies, several_copies


def versions(copies: Frame) -> Frame:
    """Number the distinct texts of each post, oldest first.

    Title-less copies are damaged copies, not versions. Texts that differ only in letter forms, spacing
    or half-spaces are one version, shown in its best copy.

    Args:
        copies: ``post_key``, ``dump_key``, ``record_index``, ``content_id``, ``copy_count``, ``copy_kind``,
            ``copy_rank``, ``age`` (smaller is older), ``captured_at``.

    Returns:
        ``post_key``, ``version_number``, ``content_id``, ``first_seen_at``, ``dump_key`` and
        ``record_index`` (where the text lies).
    """
    numbered = _numbered_versions(several_copies(copies))
    alone = only_copies(copies).with_columns(
        version_number=nw.lit(1, nw.Int64), first_seen_at=nw.col("captured_at")
    )
    return nw.concat([numbered, alone.select(numbered.collect_schema().names())])


def _numbered_versions(copies: Frame) -> Frame:
    whole = copies.filter(nw.col("copy_kind") != "titleless_copy").with_columns(
        content=nw.col("content_id").fill_null("")
    )
    best = whole.with_columns(first=nw.col("copy_rank").min().over("post_key", "content"))
    # The best copy's text is the newest version, also where captures are unknown.
    texts = best.group_by("post_key", "content").agg(
        first_seen_at=nw.col("captured_at").min(),
        oldest=nw.col("age").min(),
        best_rank=nw.col("copy_rank").min(),
        dump_key=nw.when(nw.col("copy_rank") == nw.col("first")).then(nw.col("dump_key")).max(),
        record_index=nw.when(nw.col("copy_rank") == nw.col("first")).then(nw.col("record_index")).max(),
        content_id=nw.col("content_id").max(),
    )
    ordered = texts.with_columns(
        is_newest=nw.when(nw.col("best_rank") == 1).then(nw.lit(1)).otherwise(nw.lit(0))
    )
    number = position("post_key", ["is_newest", "oldest", "content"])
    return ordered.with_columns(version_number=number).select(
        "post_key", "version_number", "content_id", "first_seen_at", "dump_key", "record_index"
    )


def equal_contents(posts: Frame) -> Frame:
    """The post that stands for each content, across channels: ``post_key`` → ``text_key``, the smallest of them.

    Args:
        posts: ``post_key``, ``content_id``; a post without text is left out.
    """
    return posts.filter(~nw.col("content_id").is_null()).select(
        "post_key", text_key=nw.col("post_key").min().over("content_id")
    )


def albums(members: Frame) -> Frame:
    """First post of each album: ``post_key`` → ``album_key``.

    Args:
        members: ``post_key``, ``channel_key``, ``message_id``, ``album_ref`` of the posts of albums.
    """
    heads = members.unique(
        subset=["channel_key", "album_ref"], keep="first", order_by=["message_id", "post_key"]
    ).select("channel_key", "album_ref", album_key=nw.col("post_key"))
    return members.join(heads, on=["channel_key", "album_ref"]).select("post_key", "album_key")


def hashtags(entities: Frame) -> Frame:
    """How often each hashtag is written each way: ``entity_value``, ``uses``.

    Args:
        entities: ``entity_kind``, ``entity_value``.
    """
    tags = entities.filter(nw.col("entity_kind") == "hashtag")
    return tags.group_by("entity_value").agg(uses=nw.len().cast(nw.Int64))


def newest_reactions(reactions: Frame, copies: Frame) -> Frame:
    """Reactions of each post from the newest capture that states any.

    Args:
        reactions: ``dump_key``, ``record_index``, ``reaction``, ``reaction_count``.
        copies: ``dump_key``, ``record_index``, ``post_key``, ``recency``.

    Returns:
        ``post_key``, ``reaction``, ``reaction_count``.
    """
    stated = reactions.select("dump_key", "record_index").unique()
    newest = (
        copies.join(stated, on=["dump_key", "record_index"], how="semi")
        .unique(subset=["post_key"], keep="first", order_by=["recency", "dump_key", "record_index"])
        .select("dump_key", "record_index", "post_key")
    )
    return reactions.join(newest, on=["dump_key", "record_index"], how="inner").select(
        "post_key", "reaction", "reaction_count"
    )


def primary_languages(posts: Frame) -> Frame:
    """Most common language of each channel's posts, `und` only where nothing else is known.

    ``channel_key``, ``language`` → ``channel_key``, ``primary_language``.
    """
    counts = posts.group_by("channel_key", "language").agg(uses=nw.len().cast(nw.Int64))
    unsure = nw.when(nw.col("language") == "und").then(nw.lit(1)).otherwise(nw.lit(0))
    return (
        counts.with_columns(unsure=unsure, rarity=-nw.col("uses"))
        .unique(subset=["channel_key"], keep="first", order_by=["unsure", "rarity", "language"])
        .select("channel_key", primary_language=nw.col("language"))
    )
