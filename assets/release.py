"""Release: the only step that writes DuckDB; readers see it whole or not at all."""

from collections.abc import Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import OWNER, asset_key, materialized, table_spec
from assets.steps.release import publish_release
from schemas import PUBLISHED

_META = [name for name in PUBLISHED if name.startswith("meta.")]
_INPUTS = [name for name in PUBLISHED if name not in _META]


@dg.multi_asset(
    name="release",
    specs=[
        dg.AssetSpec(
            "warehouse_release",
            deps=[asset_key(name) for name in _INPUTS],
            description="One read-only DuckDB file with every published table and view, built beside the "
            "current release, tested in a child process and swapped into place. BI tools read it.",
            group_name="release",
            kinds={"duckdb"},
            owners=[OWNER],
        ),
        dg.AssetSpec(
            "quality_site",
            deps=["warehouse_release"],
            description="Static pages inside the release that say whether its numbers can be used, and which "
            "raw bytes are to blame if not; `dq.json` and a feed say the same to machines.",
            group_name="release",
            kinds={"html"},
            owners=[OWNER],
        ),
        *[table_spec(name, [], {"duckdb"}).merge_attributes(deps=["warehouse_release"]) for name in _META],
    ],
)
def release(warehouse: WarehouseResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Publish a release, unless a check of severity error holds it back."""
    with warehouse.step() as workspace:
        report, site = publish_release(workspace)
    yield dg.MaterializeResult(
        asset_key="warehouse_release",
        metadata={
            "path": dg.MetadataValue.path(str(report.path)),
            "bytes": report.byte_count,
            "dagster/row_count": report.row_counts["core.fact_post"],
        },
    )
    yield dg.MaterializeResult(
        asset_key="quality_site",
        metadata={
            "path": dg.MetadataValue.path(str(site.path)),
            "verdict": site.verdict,
            "files": site.file_count,
            "files_unchanged": site.reused_count,
            "bytes": site.byte_count,
        },
    )
    yield from materialized({name: report.row_counts[name] for name in _META})
