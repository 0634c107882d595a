"""Quality layer: the ledger, the quarantine, the findings; checks read them, dashboards show them."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.sources import QUALITY
from assets.specs import materialized, table_spec
from assets.steps.quality import build_quality


@dg.multi_asset(
    name="quality_tables",
    specs=[
        table_spec(name, QUALITY[name], {"polars", "parquet"}).merge_attributes(
            deps=[] if QUALITY[name] else [dg.AssetKey("raw_dumps")]
        )
        for name in QUALITY
    ],
)
def quality_tables(warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Keep the books of this run and bring the quarantine up to date."""
    with warehouse.step() as workspace:
        build_quality(workspace)
        counts = workspace.row_counts(QUALITY)
    yield from materialized(counts)
