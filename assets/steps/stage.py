"""Stage: detect, copy into the lake, write the manifest. Input is never changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from assets.containers.errors import LimitError, UnreadableError
from assets.containers.kinds import Kind, kind_of
from assets.formats.base import Member
from assets.formats.registry import detect, why_refused
from assets.steps import history, receipts
from assets.steps.contents import Contents, Handed, RefusedFile, state_of
from assets.steps.discover import Candidate, discover
from assets.steps.options import field_mapping
from assets.steps.unpack import unpack
from assets.steps.workspace import Workspace, now
from warehouse import progress
from warehouse.errors import AnbarError, UsageError
from warehouse.lake import Dump, dump_id_of, write_json
from warehouse.settings import Sidecar, load_sidecar

_REPORT = "staging.json"
_SHOWN_MEMBERS = 5
"""Members of an archive that are named one by one when they are refused for the same reason."""


@dataclass(frozen=True)
class Refusal:
    """A file that was handed over and not staged."""

    path: str
    reason: str
    files: tuple[RefusedFile, ...] = ()
    """The files, where they can be read: those of a folder that was refused as a whole, too."""

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
    workspace: Workspace, candidate: Candidate[Path], report: StageReport, advance: progress.Advance
) -> None:
    if candidate.passed_over:
        report.passed_over[candidate.passed_over] += 1
        return
    paths = [path for _, path in candidate.files]
    shown = str(paths[0] if len(paths) == 1 else paths[0].parent)
    try:
        sidecar = load_sidecar(candidate.sidecar) if candidate.sidecar else None
        kind = _packed_kind(workspace, paths)
        if kind is not None:
            _stage_archive(workspace, paths[0], kind, sidecar, report, advance)
            return
        members = tuple(Member(name, path, path.stat().st_size) for name, path in candidate.files)
        adapter = detect(members, field_mapping([candidate.name], workspace.settings, sidecar))
        if adapter is None:
            report.refused.append(_refusal(shown, why_refused(members), paths))
            return
        blobs = tuple(workspace.lake.put(m.path, m.name, advance) for m in members)
    except UsageError:
        raise
    except AnbarError as error:
        report.refused.append(_refusal(shown, str(error), paths))
        return
    except OSError as error:  # the adapters look into files before the lake does
        reason = f"it cannot be read: {error.strerror or error}. Check its permissions."
        report.refused.append(_refusal(shown, reason, paths))
        return
    dump = Dump(dump_id_of(blobs), adapter.name, (candidate.name,), blobs, now())
    _register(workspace, dump, sidecar, report)


def _register(workspace: Workspace, dump: Dump, sidecar: Sidecar | None, report: StageReport) -> None:
    """Write the manifest of a dump; a sidecar counts unless the dump brought its own out of an archive."""
    own = dump.sidecar or (stated(sidecar) if sidecar else None)
    dump, is_new = workspace.lake.register(replace(dump, sidecar=own))
    (report.staged if is_new else report.known).append(dump)


def stated(sidecar: Sidecar) -> dict[str, Any]:
    """What a sidecar says, as manifests hold it."""
    return sidecar.model_dump(mode="json", exclude_none=True)


def _packed_kind(workspace: Workspace, paths: list[Path]) -> Kind | None:
    if len(paths) > 1:
        return None
    with paths[0].open("rb") as stream:
        return kind_of(stream, paths[0].stat().st_size, workspace.settings.containers)


def _stage_archive(
    workspace: Workspace,
    path: Path,
    kind: Kind,
    sidecar: Sidecar | None,
    report: StageReport,
    advance: progress.Advance,
) -> None:
    """Stage the dumps in an archive; one that has not changed is not unpacked again."""
    state, done = state_of(path), 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        advance(size)

    handed = Handed(path, kind, _sha256(path), state)
    contents = receipts.find(workspace, handed)
    if contents is None:
        try:
            contents = unpack(workspace, handed, count)
        except (LimitError, UnreadableError) as error:
            contents = Contents(refused=[RefusedFile(handed.sha256, path.name, state[0], str(error))])
        receipts.write(workspace, handed, contents)
    count(state[0] - done)
    for dump in contents.dumps:
        _register(workspace, dump, sidecar, report)
    report.passed_over.update(contents.passed_over)
    report.refused.extend(_in_archive(handed, contents))


def _in_archive(handed: Handed, contents: Contents) -> Iterator[Refusal]:
    """What was refused of an archive, in few lines; the archive itself when there is nothing else to say."""
    by_reason: dict[str, list[RefusedFile]] = {}
    for file in contents.refused:
        by_reason.setdefault(file.reason, []).append(file)
    for reason, files in by_reason.items():
        shown = [f"{handed.path}{f.file_name.removeprefix(handed.path.name)}" for f in files]
        if len(files) > _SHOWN_MEMBERS:
            yield Refusal(f"{shown[0]} and {len(files) - 1} more", reason, tuple(files))
        else:
            yield from (Refusal(name, reason, (f,)) for name, f in zip(shown, files, strict=True))
    if not contents.dumps and not contents.refused:
        others = ", ".join(f"{n} files are {what}" for what, n in contents.passed_over.items())
        reason = f"it holds no dump{others and ': ' + others}. Hand over the export itself."
        lost = RefusedFile(handed.sha256, handed.path.name, handed.state[0], reason)
        yield Refusal(str(handed.path), reason, (lost,))


def _refusal(shown: str, reason: str, paths: list[Path]) -> Refusal:
    files = []
    for path in paths:
        with suppress(OSError):  # what cannot be read has no identity
            files.append(RefusedFile(_sha256(path), path.name, path.stat().st_size, reason))
    return Refusal(shown, reason, tuple(files))


def _record_refusals(workspace: Workspace, refused: list[Refusal]) -> None:
    """Remember refused files, so that none is dropped unseen."""
    rows = [
        asdict(file) | {"first_run_id": workspace.run_id, "first_seen_at": now()}
        for refusal in refused
        for file in refusal.files
    ]
    history.remember(workspace, "dq.refused_file", pl.DataFrame(rows), first_wins=["file_id", "file_name"])


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
