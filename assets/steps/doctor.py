"""What is wrong with a home folder: stuck, orphaned, damaged or full, and what to do about it.

Looking changes nothing. ``heal`` removes only what a crash left behind and no run can use; everything
else is for a person to decide, or for the next run to mend.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.steps.history import recall
from assets.steps.lifecycle import is_interrupted
from assets.steps.parsed import is_whole
from assets.steps.workspace import Workspace
from warehouse.errors import AnbarError, LockedError
from warehouse.lake import Dump
from warehouse.lock import WriterLock, read_holder
from warehouse.publish import Publisher

_CHUNK = 4 << 20
_SPARE_FACTOR = 3
"""Free space, as a multiple of the newest release, that a run needs: its build, its spill and its release."""


@dataclass(frozen=True)
class Ailment:
    """One thing that is wrong."""

    kind: str
    """stuck, orphaned, damaged or full."""
    subject: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject} {self.remedy}"


def examine(workspace: Workspace, *, is_deep: bool = False) -> Iterator[Ailment]:
    """Look at everything below a home and yield what is wrong, worst first.

    Args:
        workspace: the home.
        is_deep: also hash every raw file and read every parse, which reads the whole lake.
    """
    yield from _damaged_dumps(workspace, is_deep=is_deep)
    yield from _damaged_parses(workspace, is_deep=is_deep)
    yield from _damaged_releases(workspace)
    yield from _full(workspace)
    holder = busy_with(workspace)
    if holder is None:
        yield from _interrupted(workspace)
        for path in orphans(workspace):
            yield Ailment(
                "orphaned", f"{path} was left by a run that was killed.", "The next run removes it."
            )


def busy_with(workspace: Workspace) -> str | None:
    """The run that is writing now, in words; None when there is none."""
    path = workspace.home.writer_lock
    if not path.exists():
        return None
    try:
        with WriterLock(path, "doctor"):
            return None
    except LockedError:
        return str(read_holder(path) or "another process")


def orphans(workspace: Workspace) -> list[Path]:
    """Files and folders that only a crash leaves behind; meaningful while no run is writing."""
    home = workspace.home
    found = [*workspace.lake.leftovers(), *home.history.glob("*/*.partial")]
    releases = home.published / "releases"
    found += [*releases.glob("*.partial"), *releases.glob("*.removing"), *home.published.glob(".current.*")]
    return sorted(found)


def _damaged_dumps(workspace: Workspace, *, is_deep: bool) -> Iterator[Ailment]:
    restore = "Hand the dump over again, or restore the lake from a backup."
    for path in sorted(workspace.home.dumps.glob("*.json")):
        try:
            dump = workspace.lake.find(path.stem)
        except AnbarError as error:
            yield Ailment("damaged", error.message, error.remedy or restore)
            continue
        if dump is not None:
            for words in _damaged_blobs(workspace, dump, is_deep=is_deep):
                yield Ailment("damaged", words, restore)


def _damaged_blobs(workspace: Workspace, dump: Dump, *, is_deep: bool) -> Iterator[str]:
    for blob in dump.blobs:
        path = workspace.lake.blob_path(blob.sha256)
        if not path.exists():
            yield f"the raw copy of {blob.name} ({path}) is missing."
        elif path.stat().st_size != blob.byte_count:
            yield f"the raw copy of {blob.name} ({path}) has {path.stat().st_size} bytes, not {blob.byte_count}."
        elif is_deep and _sha256(path) != blob.sha256:
            yield f"the raw copy of {blob.name} ({path}) has other content than when it was staged."


def _damaged_parses(workspace: Workspace, *, is_deep: bool) -> Iterator[Ailment]:
    try:
        parses = workspace.parses
    except AnbarError:  # a damaged manifest, which is reported as such
        return
    for dump, folder in parses:
        if folder.exists() and not is_whole(folder):
            words = f"the parse of {dump.file_names[0]} in {folder} is not whole."
            yield Ailment("damaged", words, "The next run parses the dump anew.")
            continue
        for part in sorted(folder.glob("*.parquet")) if is_deep else []:
            try:
                pl.scan_parquet(part).collect(engine="streaming")
            except (pl.exceptions.PolarsError, OSError) as error:
                words = f"{part}, parsed from {dump.file_names[0]}, cannot be read ({error})."
                yield Ailment("damaged", words, f"Remove {folder}; the next run parses the dump anew.")


def _damaged_releases(workspace: Workspace) -> Iterator[Ailment]:
    publisher = Publisher(workspace.home.published)
    try:
        current = publisher.current()
    except AnbarError as error:
        yield Ailment("damaged", error.message, error.remedy or "")
        return
    if current is None:
        return
    try:
        problems = publisher.verify(current)
    except AnbarError as error:
        problems = [error.message]
    for problem in problems:
        remedy = "Run `anbar releases rollback` to one that is whole, or `anbar rebuild`."
        yield Ailment("damaged", f"the current release {current}: {problem}.", remedy)


def _full(workspace: Workspace) -> Iterator[Ailment]:
    home = workspace.home.root
    files = workspace.home.published.glob("releases/*/warehouse.duckdb")
    needed = _SPARE_FACTOR * max((f.stat().st_size for f in files), default=0)
    free = shutil.disk_usage(home).free
    if free < needed:
        words = f"the disk of {home} has {free / 1e6:,.0f} MB free; a run needs about {needed / 1e6:,.0f} MB."
        yield Ailment("full", words, "Free space, or keep fewer releases (`retention` in anbar.toml).")
    for folder in (home, workspace.home.published, workspace.home.blobs):
        if folder.exists() and not os.access(folder, os.W_OK):
            yield Ailment("stuck", f"{folder} cannot be written to.", "Mend its permissions.")


def _interrupted(workspace: Workspace) -> Iterator[Ailment]:
    runs = recall(workspace, "dq.run").sort("started_at")
    if runs.is_empty():
        return
    last = runs.row(-1, named=True)
    if is_interrupted(last):
        words = f"run {last['run_id']} of {last['started_at']:%Y-%m-%d %H:%M} UTC was killed."
        yield Ailment("stuck", words, "Run `anbar run`: it goes on from what is complete.")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        digest = hashlib.sha256()
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
