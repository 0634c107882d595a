"""Core layer: dimensions and facts."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.sources import CORE
from assets.specs import materialized, table_spec
from assets.steps.core import build_core


@dg.multi_asset(
    name="core_tables",
    specs=[table_spec(name, deps, {"polars", "duckdb", "parquet"}) for name, deps in CORE.items()],
)
def core_tables(warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Compare the observations of all dumps and build posts, dimensions and facts."""
    with warehouse.step() as workspace:
        counts = build_core(workspace)
    yield from materialized({name: counts[name] for name in CORE})
