"""Staging layer: what each dump says, one set of tables per dump and parser version."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.resource import WarehouseResource
from assets.specs import materialized, table_spec
from assets.steps.lifecycle import note_counts
from assets.steps.parse import parse_dumps
from assets.steps.staged import scan_staged
from schemas import STAGING


class ParseConfig(dg.Config):
    """What to parse although its parse is current."""

    again: list[str] = []
    """Dump ids; ``*`` means all."""


@dg.multi_asset(
    name="staged_tables",
    specs=[
        table_spec(name, [], {"polars", "parquet"}).replace_attributes(deps=[dg.AssetKey("raw_dumps")])
        for name in STAGING
    ],
)
def staged_tables(config: ParseConfig, warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Parse every dump that has no current parse."""
    with warehouse.step() as workspace:
        every = {d.dump_id for d in workspace.lake.dumps()}
        again = every if "*" in config.again else every & set(config.again)
        report = parse_dumps(workspace, frozenset(again))
        note_counts(workspace, parsed_dump_count=len(report.parsed))
        counts = {
            name: int(scan_staged(workspace, name).select(pl.len()).collect().item()) for name in STAGING
        }
    yield from materialized(counts)
