"""Samples for tests of releases: a little Parquet for every published table, and views over it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from schemas import PUBLISHED, Contract
from warehouse.ddl import ViewSpec
from warehouse.relation import Relation
from warehouse.release import BuildReport, ReleaseInfo, build_release

_VALUES: dict[Any, Any] = {
    pl.Int64: 1,
    pl.Int32: 1,
    pl.Float64: 0.5,
    pl.Boolean: True,
    pl.String: "متن «نمونه» it's",
    pl.Date: date(2026, 3, 21),
    pl.Datetime("us"): datetime(2026, 3, 21, 4, 5, 6),  # noqa: DTZ001
}

OWN = {"meta.release", "meta.table", "meta.column", "meta.relationship"}
"""Tables that a release fills itself."""

VIEWS = (
    ViewSpec(
        name="dq.freshness",
        comment="One row per channel: it's how old the newest post is. Second sentence.",
        columns=(("channel_key", "Channel; key's column."), ("word_count", "Words.")),
        sql="SELECT channel_key, sum(word_count)::BIGINT AS word_count FROM core.fact_post GROUP BY 1",
    ),
    ViewSpec(
        name="mart.channel_list",
        comment="One row per channel.",
        columns=(("channel_name", "Name."),),
        sql="SELECT channel_name FROM core.dim_channel",
    ),
)


def sample_frame(contract: Contract, rows: int = 1) -> pl.DataFrame:
    """Rows of the contract's types; integers of the key count down from ``rows``, others are constant."""
    data: dict[str, Sequence[Any]] = {}
    for c in contract.stored:
        if c.name in contract.primary_key and c.dtype in (pl.Int64, pl.Int32):
            data[c.name] = range(rows, 0, -1)
        else:
            data[c.name] = [_VALUES[c.dtype]] * rows
    return pl.DataFrame(data, schema=contract.polars_schema)


def write_tables(folder: Path, rows: int = 1) -> dict[str, Path]:
    """Write Parquet for every table that a release takes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, contract in PUBLISHED.items():
        if name not in OWN:
            paths[name] = folder / f"{name}.parquet"
            sample_frame(contract, rows).write_parquet(paths[name])
    return paths


def relations(tables: Mapping[str, Path | Sequence[Path]]) -> dict[str, Relation]:
    """Tables whose rows lie in Parquet, one file or several."""
    return {
        name: Relation((source,) if isinstance(source, Path) else tuple(source))
        for name, source in tables.items()
    }


def release_info(release_id: str = "r000001-20261124T031500Z") -> ReleaseInfo:
    """Plausible facts about a release."""
    return ReleaseInfo(
        release_id=release_id,
        run_id="run-1",
        built_at=datetime(2026, 11, 24, 3, 15),  # noqa: DTZ001
        code_version="0.1.0",
        reporting_zone="Asia/Tehran",
        config_hash="c" * 64,
        data_fingerprint="d" * 64,
        warning_count=2,
    )


def build_sample(folder: Path, rows: int = 1, release_id: str = "r000001-20261124T031500Z") -> BuildReport:
    """Build a small release into an existing folder."""
    tables = write_tables(folder.parent / f"{folder.name}.tables", rows)
    return build_release(folder / "warehouse.duckdb", relations(tables), VIEWS, release_info(release_id))
