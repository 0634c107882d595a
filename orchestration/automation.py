"""When things run: the job, its daily schedule, and the sensor of the drop folder."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets.steps.discover import discover
from assets.steps.workspace import CODE_VERSION
from warehouse.home import Home

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Stage, parse, compare, check, publish.",
    executor_def=dg.in_process_executor,
    # A run that nobody ends any more must not count as running for ever.
    tags={"dagster/max_runtime": str(6 * 3600)},
)

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh,
    cron_schedule="30 3 * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    execution_timezone="Asia/Tehran",
    description="Every night at half past three, Tehran: loads what is new and refreshes the quality history.",
)


@dg.sensor(
    job=refresh,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when files in the drop folder are new or changed and have stopped growing.",
)
def drop_folder(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Ask for one run per settled state of the drop folder.

    The cursor holds each file's identity (inode, size, time of change) as last seen, and the state that a
    run was last asked for. A file is taken only when two ticks see the same identity: one that is still
    being written is left alone.
    """
    seen: dict[str, Any] = json.loads(context.cursor) if context.cursor else {"files": {}, "asked": ""}
    files = {str(p): _identity(p) for p in _dropped(Home.locate().incoming)}
    settled = {path: i for path, i in files.items() if seen["files"].get(path) == i}
    state = _digest(settled)
    asked = seen["asked"]
    if not settled or state == asked:
        yield dg.SkipReason("nothing new in the drop folder")
    elif settled != files:
        yield dg.SkipReason(f"{len(files) - len(settled)} files are still being written")
    else:
        asked = state
        # The code version is part of the key: after a fix the same files may be asked for again.
        yield dg.RunRequest(run_key=f"{CODE_VERSION}-{state}")
    context.update_cursor(json.dumps({"files": files, "asked": asked}))


def _dropped(incoming: Path) -> list[Path]:
    return (
        [path for candidate in discover([incoming]) for _, path in candidate.files]
        if incoming.is_dir()
        else []
    )


def _identity(path: Path) -> str:
    s = path.stat()
    return f"{s.st_ino}:{s.st_size}:{s.st_mtime_ns}"


def _digest(files: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
