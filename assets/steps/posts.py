"""The last step to ``core.fact_post``: local times, display text, validation, batch by batch."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from assets.steps.base import REJECTIONS, Base, state_part
from assets.steps.groups import Groups
from assets.steps.post_texts import PostTexts
from assets.steps.workspace import Workspace
from assets.transforms.quarantine import split
from assets.transforms.text import with_visible_controls
from assets.transforms.times import date_key, to_local
from schemas import PUBLISHED, STAGING
from schemas.contract import NOT_APPLICABLE_KEY
from warehouse.connect import usable_threads

_CONTRACT = PUBLISHED["core.fact_post"]


def finish_posts(workspace: Workspace, texts: PostTexts, groups: Groups, copies: Path) -> Path | None:
    """Write ``core.fact_post`` from the merged posts and quarantine the rows that break its contract.

    Args:
        workspace: the run.
        texts: merged posts, with their texts.
        groups: how they are grouped.
        copies: observations with ``post_key``; those of rejected posts become part of the state.

    Returns:
        A file with the ``post_key`` of each rejected post, None when there is none.
    """
    for old in workspace.table_files(_CONTRACT.name):
        old.unlink()
    zone = workspace.settings.reporting_zone
    reposts, albums = (pl.read_parquet(file).lazy() for file in (groups.reposts, groups.albums))

    def finish(part: int) -> pl.DataFrame:
        frame = _finished(_grouped(texts.batch(part).lazy(), reposts, albums), zone).collect()
        parts = split(frame, _CONTRACT)
        parts.valid.write_parquet(workspace.home.build / f"{_CONTRACT.name}-{part:05d}.parquet")
        keys = frame.select("post_key").with_row_index("row").cast(pl.Int64)
        return parts.failures.join(keys, on="row").drop("row")

    # Much of a batch runs on one processor, so that several are under way at a time.
    with ThreadPoolExecutor(usable_threads()) as pool:
        failed = pl.concat(pool.map(finish, range(len(texts.parts))))
    if failed.is_empty():
        return None
    _record_rejections(workspace, failed, copies)
    rejected = workspace.scratch("rejected_posts")
    failed.select("post_key").unique().sort("post_key").write_parquet(rejected)
    return rejected


def _grouped(posts: pl.LazyFrame, reposts: pl.LazyFrame, albums: pl.LazyFrame) -> pl.LazyFrame:
    """Add the groups; a post without any is a group of its own, and of no album."""
    joined = posts.join(reposts, on="post_key", how="left").join(albums, on="post_key", how="left")
    return joined.with_columns(
        repost_group_key=pl.col("repost_group_key").fill_null(pl.col("post_key")),
        album_key=pl.col("album_key").fill_null(NOT_APPLICABLE_KEY),
    )


def _finished(merged: pl.LazyFrame, zone: str) -> pl.LazyFrame:
    """Add the columns that follow from a merged row, and bring all into contract order."""
    local = to_local(pl.col("posted_at"), zone)
    exact = pl.col("posted_precision").is_in(["second", "minute"])
    day = (
        pl.when(exact)
        .then(local.dt.date())
        .when(pl.col("posted_precision") == "day")
        .then(pl.col("posted_earliest_date"))
    )
    escaped = with_visible_controls(pl.col("text"))
    return (
        merged.with_columns(
            posted_at_local=local,
            date_key=date_key(day),
            escaped_text=pl.when(escaped != pl.col("text")).then(escaped),
        )
        .select(_CONTRACT.polars_schema.names())
        .cast(_CONTRACT.polars_schema)
    )


def _record_rejections(workspace: Workspace, failed: pl.DataFrame, copies: Path) -> None:
    """One row per observation of a rejected post and reason: ``stg.rejection`` and ``post_key``."""
    rows = (
        pl.scan_parquet(copies)
        .select("dump_key", "record_index", "post_key")
        .join(failed.lazy(), on="post_key")
        .select(*STAGING["stg.rejection"].polars_schema.names(), "post_key")
        .collect()
    )
    rows.write_parquet(state_part(workspace, REJECTIONS))


def start_rejections(workspace: Workspace) -> None:
    """Nothing is rejected yet."""
    schema = STAGING["stg.rejection"].polars_schema | {"post_key": pl.Int64}
    pl.DataFrame(schema=schema).write_parquet(state_part(workspace, REJECTIONS))


def keep_rejections(workspace: Workspace, base: Base, affected: Path) -> None:
    """Add the rejections of the release that is continued, but for posts that were compared anew."""
    target = state_part(workspace, REJECTIONS)
    known = pl.read_parquet(base.part(REJECTIONS)).join(pl.read_parquet(affected), on="post_key", how="anti")
    pl.concat([known, pl.read_parquet(target)]).write_parquet(target)


def core_rejections(workspace: Workspace) -> pl.DataFrame:
    """Observations rejected at the core boundary, in the shape of ``stg.rejection``."""
    rows = pl.read_parquet(state_part(workspace, REJECTIONS))
    return rows.select(STAGING["stg.rejection"].polars_schema.names())
