"""Core layer: dimensions and facts."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import materialized, table_spec
from assets.steps.core import build_core

_DEPS = {
    "core.dim_date": [],
    "core.fact_post": ["stg.observation", "stg.channel"],
    "core.fact_post_observation": ["stg.observation", "core.fact_post"],
    "core.fact_post_revision": ["stg.observation", "core.fact_post"],
    "core.fact_post_entity": ["stg.entity", "core.fact_post"],
    "core.fact_reaction": ["stg.reaction", "core.fact_post"],
    "core.dim_channel": ["stg.channel", "core.fact_post"],
    "core.dim_channel_version": ["stg.channel", "core.dim_channel"],
    "core.dim_topic": ["core.fact_post_entity"],
    "core.fact_post_topic": ["core.fact_post_entity", "core.dim_topic"],
    "core.dim_dump": ["stg.observation", "stg.excluded", "core.dim_channel"],
}
"""Each table after those it is derived from."""


@dg.multi_asset(
    name="core_tables",
    specs=[table_spec(name, deps, {"polars", "duckdb", "parquet"}) for name, deps in _DEPS.items()],
)
def core_tables(warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Compare the observations of all dumps and build posts, dimensions and facts."""
    with warehouse.step() as workspace:
        build_core(workspace)
        counts = workspace.row_counts(_DEPS)
    yield from materialized(counts)
