"""Raw layer: dumps as they were handed over, in the lake."""

from pathlib import Path

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import OWNER
from assets.steps.lifecycle import note_counts
from assets.steps.stage import keep_report, stage_dumps
from warehouse.errors import AnbarError


class RawDumpsConfig(dg.Config):
    """What to stage besides the drop folder."""

    dumps: list[str] = []
    """Files and folders, absolute or relative to the working directory."""


@dg.asset(
    group_name="raw",
    kinds={"file"},
    owners=[OWNER],
    description="Raw dumps in the content-addressed lake, with a manifest each: detected by content, copied, "
    "never changed. The same bytes twice are one dump.",
)
def raw_dumps(config: RawDumpsConfig, warehouse: WarehouseResource) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Stage the named dumps and whatever is new in the drop folder."""
    with warehouse.step() as workspace:
        report = stage_dumps(workspace, [Path(d) for d in config.dumps])
        keep_report(workspace, report)
        note_counts(workspace, new_dump_count=len(report.staged), refused_file_count=len(report.refused))
        if config.dumps and report.refused and not (report.staged or report.known):
            raise AnbarError("None of the named files is a dump: " + "; ".join(map(str, report.refused)))
        dumps = workspace.lake.dumps()
        if not dumps:
            raise AnbarError(
                "There is no dump to load.",
                f"Name one on the command line or put it into {workspace.home.incoming}.",
            )
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(dumps),
                "new": [d.file_names[0] for d in report.staged],
                "known": len(report.known),
                "refused": [str(r) for r in report.refused],
            }
        )
