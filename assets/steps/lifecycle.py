"""Begin and end of a run: its row in ``dq.run``, whatever happens in between."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from assets.steps import history
from assets.steps.checks import completed, recorded, what_blocks
from assets.steps.site import clear_held_back, site_of_held_back
from assets.steps.workspace import CODE_VERSION, Workspace, now
from schemas import PUBLISHED

_INTERRUPTED = "The run ended without a word: it was killed, or the machine stopped."


@dataclass(frozen=True)
class Begun:
    """A run that is under way."""

    workspace: Workspace
    started_at: datetime


def begin(workspace: Workspace) -> Begun:
    """Note that a run began. The note says it failed until ``end`` says otherwise: a killed run cannot."""
    workspace.home.create()
    workspace.lake.sweep()
    begun = Begun(workspace, now())
    _write(begun, status="failed", error=_INTERRUPTED)
    return begun


def end(begun: Begun, error: str | None) -> None:
    """Note how a run ended that did not publish; a published one has noted that itself."""
    if _row(begun.workspace).get("status") == "published":
        return
    results = recorded(begun.workspace)
    history.remember(begun.workspace, "dq.check_result", completed(begun.workspace, results))
    blocked = what_blocks(results)
    status = "held_back" if blocked else "failed"
    _write(begun, status=status, error=error or blocked or _INTERRUPTED, finished_at=now())
    clear_held_back(begun.workspace)
    if blocked:
        site_of_held_back(begun.workspace, blocked)


def note_counts(workspace: Workspace, **counts: int) -> None:
    """Add counts to the row of the run under way."""
    _merge(workspace, counts)


def published_row(workspace: Workspace, release_id: str) -> pl.DataFrame:
    """The row of this run as its own release shows it: published, its end not yet known."""
    row = _row(workspace) | {"status": "published", "release_id": release_id, "error": None}
    return pl.DataFrame([row], schema=PUBLISHED["dq.run"].polars_schema)


def note_published(workspace: Workspace, release_id: str) -> None:
    """Note that the run published a release."""
    _merge(workspace, {"status": "published", "release_id": release_id, "error": None, "finished_at": now()})


def is_interrupted(row: dict[str, Any]) -> bool:
    """Whether a row of ``dq.run`` is of a run that was killed, or is still under way."""
    return bool(row["error"] == _INTERRUPTED)


def run_error(workspace: Workspace) -> str | None:
    """What stopped the run; None where it was not stopped or its books do not know."""
    error = _row(workspace).get("error")
    return None if error == _INTERRUPTED else error


def _write(begun: Begun, **fields: Any) -> None:
    row = {
        "run_id": begun.workspace.run_id,
        "started_at": begun.started_at,
        "code_version": CODE_VERSION,
        "config_hash": begun.workspace.settings.content_hash,
        "new_dump_count": 0,
        "parsed_dump_count": 0,
        "refused_file_count": 0,
    }
    _save(begun.workspace, row | _row(begun.workspace) | fields)


def _merge(workspace: Workspace, fields: dict[str, Any]) -> None:
    _save(workspace, _row(workspace) | fields)


def _save(workspace: Workspace, row: dict[str, Any]) -> None:
    frame = pl.DataFrame([row], schema=PUBLISHED["dq.run"].polars_schema)
    history.remember(workspace, "dq.run", frame)


def _row(workspace: Workspace) -> dict[str, Any]:
    file: Path = workspace.home.history / "dq.run" / f"{workspace.run_id}.parquet"
    return pl.read_parquet(file).row(0, named=True) if file.exists() else {}
