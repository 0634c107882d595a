"""Reading the staged tables of all dumps, as the current code and configuration parsed them."""

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

import polars as pl

from assets.steps.parsed import SUMMARY
from assets.steps.workspace import Workspace
from assets.transforms.text import dump_key
from schemas import STAGING


def staged_parts(workspace: Workspace, name: str, dumps: Set[int] | None = None) -> list[Path]:
    """Parquet parts of a staged table over all dumps, or those with the given keys."""
    return [part for key, part in workspace.staged_files[name] if dumps is None or key in dumps]


def scan_staged(workspace: Workspace, name: str, dumps: Set[int] | None = None) -> pl.LazyFrame:
    """A staged table over all dumps, or those with the given keys, lazily."""
    parts = staged_parts(workspace, name, dumps)
    return pl.scan_parquet(parts) if parts else pl.LazyFrame(schema=STAGING[name].polars_schema)


def parse_stamps(workspace: Workspace) -> dict[int, str]:
    """What identifies the parse of each dump, by dump key: another parse has another stamp."""
    return {
        dump_key(dump.dump_id): f"{folder.name} {_summary(folder)['parsed_at']}"
        for dump, folder in workspace.parses
    }


def _summary(folder: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return summary


def books(workspace: Workspace) -> pl.DataFrame:
    """What each dump gave, by kind of record, counted in the staged tables themselves.

    Returns:
        One row per dump: ``dump_key``, ``dump_id``, ``dump_format``, ``file_name``, ``byte_count``,
        ``staged_at``, ``parser_version``, ``record_count`` (what the parser says it found),
        ``observation_count``, ``service_count``, ``artifact_count``, ``quarantined_count`` (what is
        there), ``accounted_byte_count`` (NULL for formats without byte positions).
    """
    dumps = [
        {
            "dump_key": dump_key(dump.dump_id),
            "dump_id": dump.dump_id,
            "dump_format": dump.dump_format,
            "file_name": dump.file_names[0],
            "byte_count": dump.byte_count,
            "staged_at": dump.staged_at,
            **{k: v for k, v in _summary(folder).items() if k in _BOOKS},
        }
        for dump, folder in workspace.parses
    ]
    span = (pl.col("byte_end") - pl.col("byte_start")).sum().alias("span_bytes")
    spans = pl.col("byte_start").is_not_null().sum().alias("spans")
    found = pl.concat(
        [
            scan_staged(workspace, "stg.observation")
            .group_by("dump_key")
            .agg(pl.len().alias("n"), span, spans)
            .with_columns(kind=pl.lit("observation")),
            scan_staged(workspace, "stg.excluded")
            .group_by("dump_key", "record_kind")
            .agg(pl.len().alias("n"), span, spans)
            .rename({"record_kind": "kind"})
            .select("dump_key", "n", "span_bytes", "spans", "kind"),
        ]
    )
    kinds = ("observation", "service", "artifact", "quarantined")
    counts = found.group_by("dump_key").agg(
        *[
            pl.col("n").filter(pl.col("kind") == kind).sum().cast(pl.Int64).alias(f"{kind}_count")
            for kind in kinds
        ],
        accounted_byte_count=pl.when(pl.col("spans").sum() > 0).then(pl.col("span_bytes").sum()),
    )
    frame = pl.DataFrame(dumps, schema=_BOOKS).lazy().join(counts, on="dump_key", how="left")
    return frame.with_columns(pl.col(f"{kind}_count").fill_null(0) for kind in kinds).collect()


_BOOKS: dict[str, type[pl.DataType] | pl.DataType] = {
    "dump_key": pl.Int64,
    "dump_id": pl.String,
    "dump_format": pl.String,
    "file_name": pl.String,
    "byte_count": pl.Int64,
    "staged_at": pl.Datetime("us"),
    "parser_version": pl.String,
    "record_count": pl.Int64,
}
