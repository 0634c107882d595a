"""From an adapter's batch to staged tables: keys, times, entities, validation. The same for all formats."""

import polars as pl

from assets.formats.base import Batch, ParseOptions
from assets.transforms.entities import finish_entities, text_entities
from assets.transforms.language import languages
from assets.transforms.quarantine import refuse_broken, split
from assets.transforms.series import with_series
from assets.transforms.text import word_count
from assets.transforms.text_keys import text_keys
from assets.transforms.times import resolve_times
from schemas import STAGING

STAGE_VERSION = 5
"""Rises when this module gives other rows for the same batch; dumps are then parsed anew."""


def stage_batch(batch: Batch, dump_key: int, options: ParseOptions) -> dict[str, pl.DataFrame]:
    """Complete, validate and split one batch; gives the staged tables by contract name.

    Rows of ``batch.observations`` that break the contract of ``stg.observation`` become quarantined
    records with their raw text; their entities and reactions go with them.
    """
    observations = _observations(batch.observations, dump_key, options)
    parts = split(
        observations.select(STAGING["stg.observation"].polars_schema.names()), STAGING["stg.observation"]
    )
    rejected = observations[parts.failed_rows.to_list()]
    excluded = pl.concat([batch.excluded, _as_quarantined(rejected)])
    failures = parts.failures.join(
        observations.select("record_index").with_row_index("row").cast(pl.Int64), on="row"
    )
    rejections = pl.concat([batch.rejections, failures.select(batch.rejections.columns)])
    kept = parts.valid.select("record_index")
    entities = pl.concat([batch.entities, text_entities(batch.observations)]).filter(
        pl.col("entity_value") != ""
    )
    tables = {
        "stg.observation": parts.valid,
        "stg.excluded": excluded,
        "stg.rejection": rejections,
        "stg.entity": finish_entities(entities).join(kept, on="record_index", how="semi"),
        "stg.reaction": _reactions(batch.reactions).join(kept, on="record_index", how="semi"),
        "stg.channel": _channels(batch.channels),
        "stg.finding": batch.findings,
    }
    return {name: _shaped(frame, name, dump_key) for name, frame in tables.items()}


def _observations(raw: pl.DataFrame, dump_key: int, options: ParseOptions) -> pl.DataFrame:
    """Add everything that follows from what the adapter gave."""
    timed = _timed(raw, options)
    is_partly_content = timed["content_text"].is_not_null().any()
    content = timed.select(pl.col("content_text").fill_null(pl.col("text"))).to_series()
    keys = text_keys(content).with_columns(language=languages(content))
    title = pl.col("title").str.strip_chars()
    return with_series(timed.with_columns(keys)).with_columns(
        dump_key=pl.lit(dump_key, pl.Int64),
        captured_at=pl.col("captured_at").fill_null(pl.lit(options.captured_at, pl.Datetime("us"))),
        title=pl.when(title != "").then(title),
        char_count=pl.col("text").str.len_chars().cast(pl.Int64),
        word_count=word_count(pl.col("text")) if is_partly_content else pl.col("word_count"),
        is_forward=pl.col("is_forward").fill_null(value=False),
        is_view_count_rounded=pl.col("is_view_count_rounded").fill_null(value=False),
        confidence=pl.col("confidence").fill_null(1.0),
    )


def _timed(raw: pl.DataFrame, options: ParseOptions) -> pl.DataFrame:
    """Resolve times with the zone of the dump, else with that of each row's channel."""
    if options.exporter_zone or not options.channel_zones:
        return resolve_times(raw, options.exporter_zone, options.reporting_zone)
    zone = pl.col("channel_ref").replace_strict(
        dict(options.channel_zones), default=None, return_dtype=pl.String
    )
    zoned = raw.with_columns(_zone=zone)
    parts = [
        resolve_times(zoned.filter(pl.col("_zone").eq_missing(z)).drop("_zone"), z, options.reporting_zone)
        for z in zoned["_zone"].unique()
    ]
    return (
        pl.concat(parts).sort("record_index") if parts else resolve_times(raw, None, options.reporting_zone)
    )


def _as_quarantined(rejected: pl.DataFrame) -> pl.DataFrame:
    """Rejected observations as excluded records, with their raw text."""
    return rejected.select(
        "record_index",
        record_kind=pl.lit("quarantined"),
        artifact_kind=pl.lit(None, pl.String),
        record_locator=pl.col("record_locator"),
        byte_start=pl.col("byte_start"),
        byte_end=pl.col("byte_end"),
        raw_text=pl.coalesce("raw", "text"),
    )


def _reactions(reactions: pl.DataFrame) -> pl.DataFrame:
    """One row per post and reaction: sources sometimes list the same emoji twice."""
    return reactions.group_by("record_index", "reaction", maintain_order=True).agg(
        pl.col("reaction_count").sum()
    )


def _channels(channels: pl.DataFrame) -> pl.DataFrame:
    """One row per reference: a dump may name a channel twice, in other words; its first word counts."""
    others = [pl.col(c).drop_nulls().first() for c in channels.columns if c != "channel_ref"]
    return channels.group_by("channel_ref", maintain_order=True).agg(others).select(channels.columns)


def _shaped(frame: pl.DataFrame, name: str, dump_key: int) -> pl.DataFrame:
    """Columns in contract order, validated; a failure here is a fault of an adapter, not of a dump."""
    contract = STAGING[name]
    shaped = frame.with_columns(dump_key=pl.lit(dump_key, pl.Int64)).select(contract.polars_schema.names())
    refuse_broken(shaped, contract)
    return shaped
