"""Mart layer: one SQL file per table; dependencies are read off the SQL."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import materialized, table_spec
from assets.steps.marts import build_marts
from warehouse.marts import MARTS, mart_sources


@dg.multi_asset(
    name="mart_tables",
    specs=[
        table_spec(name, mart_sources(name), {"duckdb", "sql"}).replace_attributes(skippable=True)
        for name in MARTS
    ],
    can_subset=True,
)
def mart_tables(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Build the selected marts from the core tables."""
    names = [name for name in MARTS if dg.AssetKey(name.split(".")) in context.selected_asset_keys]
    with warehouse.step() as workspace:
        counts = build_marts(workspace, names)
    yield from materialized(counts)
