"""Reposts: posts that say the same, or nearly the same, in one channel or across channels.

Posts of equal content are one text; the post with the smallest key stands for them. The index of near-duplicates
then says which texts say nearly the same. Nothing is deleted: posts get the key of their group.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl

from assets.steps.base import Base, state_folder
from assets.steps.near_index import NearIndex
from assets.steps.near_segments import read_texts
from assets.steps.observed import Compared
from assets.steps.post_texts import PostTexts
from assets.steps.workspace import Workspace
from assets.transforms.hashes import Keys
from assets.transforms.relational import Frame
from assets.transforms.relational.facts import equal_contents
from warehouse.engine import Engine

_BATCH = 122_880
_POST = "core.fact_post"


def group_reposts(
    workspace: Workspace, engine: Engine, texts: PostTexts, compared: Compared, base: Base | None
) -> Path:
    """Group the merged posts, and those of the release whose group they may change.

    Args:
        workspace: the run; the index becomes part of its state.
        engine: with the release attached, where one is continued.
        texts: merged posts: ``post_key``, ``channel_key``, ``content_id``.
        compared: what the build compares.
        base: the release that is continued.

    Returns:
        A file of ``post_key``, ``repost_group_key``, without posts that have no text.
    """
    contents = engine.scan(texts.posts).select("post_key", "content_id")
    if base is None or compared.affected is None:
        equal = engine.write(equal_contents(contents), workspace.scratch("equal_contents"))
        wanted = _texts(texts, pl.read_parquet(equal))
        told = _told(workspace, NearIndex(workspace.settings.duplicates), np.empty(0, np.int64), wanted)
        groups = _groups_of(engine.scan(equal), engine.scan(told))
        return engine.write(groups.select("post_key", "repost_group_key"), workspace.scratch("repost_groups"))
    return _regrouped(workspace, engine, texts, compared.affected, base)


def _regrouped(
    workspace: Workspace, engine: Engine, texts: PostTexts, affected_posts: Path, base: Base
) -> Path:
    """The same where a release is continued: only contents that the merged posts have or had."""
    affected = engine.scan(affected_posts)
    contents = engine.scan(texts.posts).select("post_key", "content_id")
    held = engine.held(_POST).select("post_key", "content_id")
    had = held.join(affected, on="post_key", how="semi")
    touched = nw.concat([contents.select("content_id"), had.select("content_id")]).drop_nulls().unique()
    touched = engine.scan(engine.write(touched, workspace.scratch("touched_contents")))
    same = held.join(touched, on="content_id", how="semi")
    others = same.join(affected, on="post_key", how="anti")
    before = engine.write(equal_contents(same), workspace.scratch("equal_before"))
    now = engine.write(equal_contents(nw.concat([contents, others])), workspace.scratch("equal_now"))
    gone, fresh = _exchanged(pl.read_parquet(before), pl.read_parquet(now), pl.read_parquet(affected_posts))
    wanted = engine.scan(_written(fresh, workspace.scratch("fresh_texts"))).select("post_key")
    other_texts = (
        engine.held(_POST)
        .select("post_key", "channel_key", "text")
        .join(wanted, on="post_key", how="semi")
        .join(affected, on="post_key", how="anti")
    )
    elsewhere = engine.write(other_texts, workspace.scratch("held_texts"))
    index = NearIndex.load(base.folder, workspace.home.near, workspace.settings.duplicates)
    every = chain(_texts(texts, fresh), _held_texts(elsewhere))
    told = engine.scan(_told(workspace, index, gone, every))
    grouped = _groups_of(engine.scan(now), told, engine.held(_POST).select("post_key", "repost_group_key"))
    # Groups that came together or fell apart have posts whose contents nothing touched.
    elsewhere_told = told.join(grouped.select(node="text_key"), on="node", how="anti")
    their = held.join(elsewhere_told.rename({"node": "post_key"}), on="post_key")
    neighbours = held.join(their.select("content_id", repost_group_key="group"), on="content_id")
    columns = ["post_key", "repost_group_key"]
    groups = nw.concat([grouped.select(columns), neighbours.select(columns)])
    return engine.write(groups, workspace.scratch("repost_groups"))


def _exchanged(before: pl.DataFrame, now: pl.DataFrame, affected: pl.DataFrame) -> tuple[Keys, pl.DataFrame]:
    """Posts whose text leaves the index, and posts whose text is to be in it and is not.

    A text stays if its post is what it was, and still the one that stands for its content.
    """
    stood, stands = (frame.select(post_key="text_key").unique() for frame in (before, now))
    stays = stood.join(stands, on="post_key", how="semi").join(affected, on="post_key", how="anti")
    gone = stood.join(stays, on="post_key", how="anti")["post_key"].to_numpy()
    fresh = stands.join(stays, on="post_key", how="anti")
    return gone, fresh.select("post_key", text_key="post_key")


def _written(frame: pl.DataFrame, target: Path) -> Path:
    frame.write_parquet(target)
    return target


def _texts(texts: PostTexts, equal: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Texts of the posts that stand for their contents, in batches of ``post_key``, ``channel_key``, ``text``."""
    wanted = equal.filter(pl.col("post_key") == pl.col("text_key")).select("post_key")
    for number in range(len(texts.parts)):
        yield texts.batch(number, ["post_key", "channel_key"]).join(wanted, on="post_key", how="semi")


def _held_texts(posts: Path) -> Iterator[pl.DataFrame]:
    """The same from a file of them."""
    texts = pl.scan_parquet(posts).select("post_key", "channel_key", "text")
    for offset in range(0, texts.select(pl.len()).collect().item(), _BATCH):
        yield texts.slice(offset, _BATCH).collect()


def _told(workspace: Workspace, index: NearIndex, gone: Keys, texts: Iterator[pl.DataFrame]) -> Path:
    """Change the index, make it part of the state, and write the groups that changed: ``node``, ``group``."""
    told = index.update(
        gone, read_texts(texts, workspace.settings.duplicates), workspace.home.near / workspace.run_id
    )
    index.save(state_folder(workspace))
    return _written(told, workspace.scratch("near_groups"))


def _groups_of(equal: Frame, told: Frame, held: Frame | None = None) -> Frame:
    """Group of each post: that of the text it shares: ``post_key``, ``text_key``, ``repost_group_key``."""
    grouped = equal.join(told.rename({"node": "text_key"}), on="text_key", how="left")
    if held is None:
        return grouped.with_columns(repost_group_key=nw.coalesce("group", "text_key"))
    known = held.rename({"post_key": "text_key", "repost_group_key": "group_held"})
    return grouped.join(known, on="text_key", how="left").with_columns(
        repost_group_key=nw.coalesce("group", "group_held", "text_key")
    )
