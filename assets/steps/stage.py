"""Stage: detect, copy into the lake, write the manifest. Input is never changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Member
from assets.formats.registry import detect, why_refused
from assets.steps import history
from assets.steps.discover import Candidate, discover
from assets.steps.workspace import Workspace, now
from warehouse import progress
from warehouse.errors import AnbarError, UsageError
from warehouse.lake import Dump, dump_id_of, write_json
from warehouse.settings import load_sidecar

_REPORT = "staging.json"


@dataclass(frozen=True)
class Refusal:
    """A file that was handed over and not staged."""

    path: str
    reason: str
    files: tuple[Path, ...] = ()
    """The files, where there are any: those of a folder that was refused as a whole, too."""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass
class StageReport:
    """What staging did."""

    staged: list[Dump] = field(default_factory=list)
    """Dumps that are new."""
    known: list[Dump] = field(default_factory=list)
    """Dumps whose bytes were there already."""
    refused: list[Refusal] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files found in folders that were not tried, by what they are."""


def stage_dumps(workspace: Workspace, named: Iterable[Path]) -> StageReport:
    """Stage the named files and folders and whatever is new in the drop folder.

    A file that is no dump is refused with the reason and recorded; the others go on.
    """
    report = StageReport()
    paths = []
    for path in named:
        if path.exists():
            paths.append(path)
        else:
            report.refused.append(Refusal(str(path), "it does not exist. Check the path."))
    candidates = list(discover([*paths, workspace.home.incoming]))
    tried = [p for c in candidates if not c.passed_over for _, p in c.files]
    total = sum(p.stat().st_size for p in tried if p.exists())
    with progress.track("staging", total, "bytes") as advance:
        for candidate in candidates:
            _stage(workspace, candidate, report, advance)
    _record_refusals(workspace, report.refused)
    return report


def _stage(
    workspace: Workspace, candidate: Candidate, report: StageReport, advance: progress.Advance
) -> None:
    if candidate.passed_over:
        report.passed_over[candidate.passed_over] += 1
        return
    files = tuple(path for _, path in candidate.files)
    shown = str(files[0] if len(files) == 1 else files[0].parent)
    try:
        members = tuple(Member(name, path, path.stat().st_size) for name, path in candidate.files)
        sidecar = load_sidecar(candidate.sidecar) if candidate.sidecar else None
        adapter = detect(members)
        if adapter is None:
            report.refused.append(Refusal(shown, why_refused(members), files))
            return
        blobs = tuple(workspace.lake.put(m.path, m.name, advance) for m in members)
    except UsageError:
        raise
    except AnbarError as error:
        report.refused.append(Refusal(shown, str(error), files))
        return
    except OSError as error:  # the adapters look into files before the lake does
        reason = f"it cannot be read: {error.strerror or error}. Check its permissions."
        report.refused.append(Refusal(shown, reason, files))
        return
    dump, is_new = workspace.lake.register(
        Dump(
            dump_id=dump_id_of(blobs),
            dump_format=adapter.name,
            file_names=(candidate.name,),
            blobs=blobs,
            staged_at=now(),
            sidecar=sidecar.model_dump(mode="json", exclude_none=True) if sidecar else None,
        )
    )
    (report.staged if is_new else report.known).append(dump)


def _record_refusals(workspace: Workspace, refused: list[Refusal]) -> None:
    """Remember refused files, so that none is dropped unseen; what cannot be read has no identity."""
    seen = [(file, r.reason, _sha256(file)) for r in refused for file in r.files]
    rows = [
        {
            "file_id": file_id,
            "file_name": file.name,
            "byte_count": file.stat().st_size,
            "reason": reason,
            "first_run_id": workspace.run_id,
            "first_seen_at": now(),
        }
        for file, reason, file_id in seen
        if file_id
    ]
    history.remember(workspace, "dq.refused_file", pl.DataFrame(rows), first_wins=["file_id", "file_name"])


def _sha256(path: Path) -> str | None:
    """Hash of a file, None if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def keep_report(workspace: Workspace, report: StageReport) -> None:
    """Keep the report beside the build, for the summary of the run."""
    value = {
        "run_id": workspace.run_id,
        "new": [d.file_names[0] for d in report.staged],
        "known": len(report.known),
        "refused": [[r.path, r.reason] for r in report.refused],
        "passed_over": dict(report.passed_over),
    }
    write_json(workspace.home.build / _REPORT, value)


def read_report(workspace: Workspace) -> dict[str, Any]:
    """The report of the last staging; empty before the first."""
    path = workspace.home.build / _REPORT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
