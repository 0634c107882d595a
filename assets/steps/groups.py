"""Groups of posts: reposts of one content, and albums. A post that comes can change them for others."""

from dataclasses import dataclass
from pathlib import Path

import narwhals as nw

from assets.steps.base import ALBUMS, Base, state_part
from assets.steps.observed import Compared
from assets.steps.post_texts import PostTexts
from assets.steps.reposts import group_reposts
from assets.steps.workspace import Workspace
from assets.transforms.relational.facts import albums
from schemas import PUBLISHED
from warehouse.engine import Engine

_ALBUM = ["post_key", "channel_key", "album_ref", "message_id"]


@dataclass(frozen=True)
class Groups:
    """How posts are grouped: those that a build compares, and those that they are grouped with."""

    reposts: Path
    """``post_key``, ``repost_group_key``; posts with text only."""
    albums: Path
    """``post_key``, ``album_key``; posts of albums only."""


def group_posts(
    workspace: Workspace, engine: Engine, texts: PostTexts, compared: Compared, base: Base | None
) -> Groups:
    """Group the merged posts, together with those of the release that share content or album with them.

    Args:
        workspace: the run; the members of all albums and the index of texts become part of its state.
        engine: with the release attached, where one is continued.
        texts: merged posts: ``post_key``, ``channel_key``, ``message_id``, ``content_id``, ``album_ref``.
        compared: what the build compares.
        base: the release that is continued.
    """
    members = engine.scan(texts.posts).filter(~nw.col("album_ref").is_null()).select(_ALBUM)
    if base is not None and compared.affected is not None:
        known = engine.scan(base.part(ALBUMS))
        kept = known.join(engine.scan(compared.affected), on="post_key", how="anti")
        members = nw.concat([kept, members])
    every = engine.scan(engine.write(members, state_part(workspace, ALBUMS)))
    return Groups(
        group_reposts(workspace, engine, texts, compared, base),
        engine.write(albums(every), workspace.scratch("albums")),
    )


def regroup(workspace: Workspace, engine: Engine, affected: Path, groups: Groups) -> None:
    """Write anew the posts of the release whose group changed although their observations did not."""
    table = "core.fact_post"
    post = engine.held(table).join(engine.scan(affected), on="post_key", how="anti")
    repost = engine.scan(groups.reposts).rename({"repost_group_key": "group_now"})
    album = engine.scan(groups.albums).rename({"album_key": "album_now"})
    compared = (
        post.select("post_key", "repost_group_key", "album_key")
        .join(repost, on="post_key", how="left")
        .join(album, on="post_key", how="left")
        .with_columns(
            group_now=nw.coalesce("group_now", "repost_group_key"),
            album_now=nw.col("album_now").fill_null(-1),
        )
        .filter(
            (nw.col("group_now") != nw.col("repost_group_key")) | (nw.col("album_now") != nw.col("album_key"))
        )
        .select("post_key", repost_group_key="group_now", album_key="album_now")
    )
    changed = engine.scan(engine.write(compared, workspace.scratch("regrouped")))
    rows = (
        post.drop("repost_group_key", "album_key")
        .join(changed, on="post_key")
        .select(PUBLISHED[table].polars_schema.names())
    )
    engine.write(rows, workspace.home.build / f"{table}-regrouped.parquet")
    keys = nw.concat([engine.scan(affected), changed.select("post_key")])
    engine.write(keys, workspace.replaced(table))
