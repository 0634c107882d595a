"""Dimensions: channels, dates, topics, dumps."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.steps.options import known_channels
from assets.steps.staged import books, scan_staged
from assets.steps.topics import topic_dimension
from assets.steps.workspace import Workspace
from assets.transforms.calendar import dim_date
from assets.transforms.channel_history import channel_versions
from assets.transforms.channels import resolve_channels
from assets.transforms.relational.facts import primary_languages
from assets.transforms.times import taken_at
from assets.transforms.twins import accepted_twins, compare_references, look_alikes
from schemas import PUBLISHED
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from warehouse.engine import Engine


@dataclass(frozen=True)
class Channels:
    """Resolved channels on their way to the dimension."""

    rows: pl.DataFrame
    """Columns of ``core.dim_channel`` without the language."""
    refs: Path
    """``channel_ref`` → ``channel_key``, as Parquet for joins."""
    stated: pl.DataFrame
    """``stg.channel`` of all dumps, plus ``captured_at``."""


def build_channels(workspace: Workspace) -> Channels:
    """Resolve all channel references of all dumps."""
    observed = scan_staged(workspace, "stg.observation")
    taken = taken_at(observed).rename({"taken_at": "captured_at"})
    stated = scan_staged(workspace, "stg.channel").join(taken, on="dump_key", how="left").collect()
    refs = pl.concat(
        [
            observed.select(channel_ref=pl.col(column)).drop_nulls().unique()
            for column in ("channel_ref", "forward_from_ref")
        ]
    )
    mentioned = refs.unique().sort("channel_ref").collect()["channel_ref"].to_list()
    pairs = compare_references(observed.select("channel_ref", "message_id", "content_id"))
    twins = accepted_twins(pairs).iter_rows()
    resolved = resolve_channels(stated, mentioned, known_channels(workspace.settings), twins)
    look_alikes(pairs, stated, resolved.refs).write_parquet(workspace.scratch("look_alikes"))
    path = workspace.scratch("channel_refs")
    resolved.refs.write_parquet(path)
    return Channels(resolved.channels, path, stated)


def _captured_at(workspace: Workspace) -> pl.LazyFrame:
    """Newest capture time that each dump states: ``dump_key``, ``captured_at``."""
    return scan_staged(workspace, "stg.observation").group_by("dump_key").agg(pl.col("captured_at").max())


def build_dimensions(workspace: Workspace, engine: Engine, channels: Channels) -> None:
    """Write the dimensions; facts must be there already."""
    posts = engine.table("core.fact_post").select("channel_key", "language")
    languages = engine.write(primary_languages(posts), workspace.scratch("languages"))
    channel = channels.rows.join(pl.read_parquet(languages), on="channel_key", how="left")
    channel = channel.with_columns(pl.col("primary_language").fill_null("und")).sort("channel_key")
    workspace.write_table("core.dim_channel", channel)
    versions = channel_versions(channels.stated, pl.read_parquet(channels.refs), channel)
    workspace.write_table("core.dim_channel_version", versions)
    workspace.write_table("core.dim_date", dim_date())
    workspace.write_table("core.dim_topic", topic_dimension(workspace, engine))
    workspace.write_table("core.dim_dump", _dumps(workspace, channels.refs))


def _dumps(workspace: Workspace, refs: Path) -> pl.DataFrame:
    """Books of each dump with its channel; the reserved rows first."""
    key = pl.col("channel_key").fill_null(UNKNOWN_KEY)
    channel = (
        scan_staged(workspace, "stg.observation")
        .select("dump_key", "channel_ref")
        .unique()
        .join(pl.scan_parquet(refs), on="channel_ref", how="left")
        .group_by("dump_key")
        .agg(channel_low=key.min(), channel_high=key.max())
        .collect()
    )
    several = pl.col("channel_low") != pl.col("channel_high")
    rows = (
        books(workspace)
        .join(channel, on="dump_key", how="left")
        .join(_captured_at(workspace).collect(), on="dump_key", how="left")
        .with_columns(
            channel_key=pl.when(several)
            .then(NOT_APPLICABLE_KEY)
            .otherwise(pl.col("channel_low").fill_null(UNKNOWN_KEY))
        )
    )
    schema = PUBLISHED["core.dim_dump"].polars_schema
    reserved = pl.DataFrame(
        [
            {"dump_key": key, "dump_id": name, "file_name": name, "channel_key": key}
            for key, name in ((UNKNOWN_KEY, "unknown"), (NOT_APPLICABLE_KEY, "not applicable"))
        ],
        schema=schema,
    )
    return pl.concat([reserved, rows.select(schema.names()).cast(schema)])
