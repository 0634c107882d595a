"""Quality layer: the ledger, the quarantine, the findings; checks read them, dashboards show them."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import materialized, table_spec
from assets.steps.quality import build_quality
from warehouse.marts import MARTS

_DEPS = {
    "dq.ledger": ["stg.observation", "stg.excluded", "core.fact_post_observation"],
    "dq.quarantine": ["stg.rejection", "core.fact_post"],
    "dq.excluded_record": ["stg.excluded", "core.fact_post"],
    "dq.finding": ["stg.finding"],
    "dq.run": [],
    "dq.refused_file": [],
    "dq.check": [],
    # The last to be known: the results of all layers, so that what is checked has been built.
    "dq.check_result": [*MARTS, "core.fact_post_revision", "core.fact_post_topic", "core.fact_reaction"],
}


@dg.multi_asset(
    name="quality_tables",
    specs=[
        table_spec(name, _DEPS[name], {"polars", "parquet"}).merge_attributes(
            deps=[] if _DEPS[name] else [dg.AssetKey("raw_dumps")]
        )
        for name in _DEPS
    ],
)
def quality_tables(warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Keep the books of this run and bring the quarantine up to date."""
    with warehouse.step() as workspace:
        build_quality(workspace)
        counts = workspace.row_counts(_DEPS)
    yield from materialized(counts)
