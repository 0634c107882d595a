"""Unpack: find the dumps in an archive, so that each is staged as if it had been handed over by itself.

An archive is like a folder. Its members go straight into the lake under the hash of their unpacked bytes,
never to a path that the archive names: the same export plain and zipped is one dump. The archive is not
kept, because the unpacked bytes are the raw copy that is parsed anew; a receipt of what it held is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from assets.containers.archive import Archive, open_archive
from assets.containers.budget import Budget
from assets.containers.entries import LEADS_OUT, Entry
from assets.containers.errors import CutOffError, UnreadableError
from assets.containers.kinds import Kind, kind_of
from assets.formats.base import Member
from assets.formats.registry import detect, why_refused
from assets.steps.contents import Contents, Handed, RefusedFile, state_of
from assets.steps.discover import Candidate, arrange
from assets.steps.options import field_mapping
from assets.steps.workspace import Workspace, now
from warehouse import progress
from warehouse.errors import AnbarError, UsageError
from warehouse.lake import Arrival, Dump, dump_id_of
from warehouse.settings import Sidecar, read_sidecar

_MAX_SIDECAR = 1 << 20
_REPLACED = (
    "the archive holds a later file of the same name, which was loaded, as unpacking would have left it."
)


@dataclass(frozen=True)
class _Packed:
    """An archive that is being unpacked."""

    name: str
    """Its name as shown, with the archives around it."""
    sha256: str
    byte_count: int
    sidecar: Sidecar | None
    """What counts for its members that have no sidecar of their own."""
    depth: int


@dataclass(frozen=True)
class _Found:
    """A dump whose bytes have arrived."""

    name: str
    dump_format: str
    files: tuple[tuple[str, Arrival], ...]
    sidecar: Sidecar | None


def unpack(workspace: Workspace, handed: Handed, advance: progress.Advance) -> Contents:
    """Unpack an archive into the lake.

    Args:
        workspace: gives lake and limits.
        handed: the archive; only read.
        advance: called with the packed bytes of each piece that was read.

    Raises:
        AnbarError: nothing of it can be used, it breaks a limit or has changed; nothing of it is kept.
        OSError: it cannot be read, or the lake cannot be written.
    """
    size = handed.state[0]
    unpacking = _Unpacking(workspace, Budget(workspace.settings.containers, size))
    try:
        with handed.path.open("rb") as stream:
            packed = _Packed(handed.path.name, handed.sha256, size, None, depth=1)
            unpacking.unpack(packed, stream, handed.kind, _watch(stream, advance))
        if state_of(handed.path) != handed.state:
            raise AnbarError(
                "it changed while it was read; nothing of it was kept.",
                "Wait until it is written completely and run again.",
            )
        return unpacking.keep(handed.sha256)
    finally:
        unpacking.discard()


def _watch(stream: BinaryIO, advance: progress.Advance) -> Callable[[], None]:
    """Something to call after each piece, which tells how far a stream has been read."""
    seen = 0

    def look() -> None:
        nonlocal seen
        at = stream.tell()
        if at > seen:
            advance(at - seen)
            seen = at

    return look


class _Unpacking:
    """One file handed over, with the archives inside it."""

    def __init__(self, workspace: Workspace, budget: Budget) -> None:
        self._workspace = workspace
        self._lake = workspace.lake
        self._budget = budget
        self._contents = Contents()
        self._found: list[_Found] = []
        self._arrivals: list[Arrival] = []

    def unpack(self, packed: _Packed, stream: BinaryIO, kind: Kind, after_piece: Callable[[], None]) -> None:
        """Take in the members of an archive that may be dumps."""
        name = packed.name.rpartition("/")[2]
        archive = open_archive(stream, packed.byte_count, name, kind, self._budget)
        entries = archive.entries()
        if archive.note:
            self._refuse(packed, "", packed.byte_count, str(archive.note))
        candidates, wanted = self._choose(packed, entries)
        arrived = self._receive(packed, archive, wanted, after_piece)
        for candidate in candidates:
            files = tuple((name, arrived[p]) for name, p in candidate.files if p in arrived)
            if files:
                self._settle(packed, candidate, files, arrived)

    def keep(self, sha256: str) -> Contents:
        """Make the dumps that were found part of the lake."""
        for found in self._found:
            blobs = tuple(self._lake.keep(arrival, name) for name, arrival in found.files)
            dump = Dump(
                dump_id=dump_id_of(blobs),
                dump_format=found.dump_format,
                file_names=(found.name,),
                blobs=blobs,
                staged_at=now(),
                sidecar=found.sidecar.model_dump(mode="json", exclude_none=True) if found.sidecar else None,
                containers=(sha256,),
            )
            self._contents.dumps.append(dump)
        return self._contents

    def discard(self) -> None:
        """Remove everything that was not kept."""
        for arrival in self._arrivals:
            self._lake.discard(arrival)

    def _choose(
        self, packed: _Packed, entries: list[Entry]
    ) -> tuple[list[Candidate[PurePosixPath]], dict[int, PurePosixPath]]:
        """What may be dumps, and the members that are unpacked for that: dumps and their sidecars."""
        by_path: dict[PurePosixPath, list[Entry]] = {}
        for entry in entries:
            if entry.refused == LEADS_OUT:
                self._refuse(packed, str(entry.path), entry.byte_count, LEADS_OUT)
            else:
                by_path.setdefault(entry.path, []).append(entry)
        tried: list[Candidate[PurePosixPath]] = []
        wanted: dict[int, PurePosixPath] = {}
        for candidate in arrange(by_path, PurePosixPath()):
            if candidate.passed_over:
                self._contents.passed_over[candidate.passed_over] += 1
                continue
            tried.append(candidate)
            for path in [p for _, p in candidate.files] + ([candidate.sidecar] if candidate.sidecar else []):
                *replaced, last = by_path[path]
                wanted[last.number] = path
                by_path[path] = [last]
                for entry in replaced:
                    self._refuse(packed, str(path), entry.byte_count, _REPLACED)
                if last.refused:
                    del wanted[last.number]
                    self._refuse(packed, str(path), last.byte_count, last.refused)
        return tried, wanted

    def _receive(
        self,
        packed: _Packed,
        archive: Archive,
        wanted: dict[int, PurePosixPath],
        after_piece: Callable[[], None],
    ) -> dict[PurePosixPath, Arrival]:
        """Bring the bytes of members to the disk of the lake; those that cannot be unpacked are refused."""
        arrived = {}
        for entry, pieces in archive.unpack(wanted.keys()):
            notes: list[CutOffError] = []
            try:
                arrival = self._lake.receive(_sound(pieces, notes, after_piece))
            except UnreadableError as error:
                self._refuse(packed, str(entry.path), entry.byte_count, str(error))
                continue
            self._arrivals.append(arrival)
            for note in notes:
                self._refuse(packed, str(entry.path), entry.byte_count, str(note))
            if arrival.byte_count or not notes:
                arrived[wanted[entry.number]] = arrival
        return arrived

    def _settle(
        self,
        packed: _Packed,
        candidate: Candidate[PurePosixPath],
        files: tuple[tuple[str, Arrival], ...],
        arrived: dict[PurePosixPath, Arrival],
    ) -> None:
        """Decide what a candidate is: a dump, an archive inside the archive, or neither."""
        path = candidate.files[0][1]
        name = _join(packed.name, f"{path.parent}/" if len(candidate.files) > 1 else str(path))
        try:
            sidecar = self._sidecar(packed, candidate, arrived)
            if len(files) == 1 and self._is_archive(packed, name, files[0][1], sidecar):
                return
            members = tuple(Member(n, a.path, a.byte_count) for n, a in files)
            adapter = detect(members, field_mapping([name], self._workspace.settings, sidecar))
            reason = why_refused(members) if adapter is None else ""
        except (UnreadableError, UsageError) as error:
            adapter, reason = None, str(error)
        if adapter is not None:
            self._found.append(_Found(name, adapter.name, files, sidecar))
            return
        for file_name, arrival in files:
            shown = name + file_name if name.endswith("/") else name
            self._contents.refused.append(RefusedFile(arrival.sha256, shown, arrival.byte_count, reason))

    def _sidecar(
        self, packed: _Packed, candidate: Candidate[PurePosixPath], arrived: dict[PurePosixPath, Arrival]
    ) -> Sidecar | None:
        if candidate.sidecar is None:
            return packed.sidecar
        place = _join(packed.name, str(candidate.sidecar))
        arrival = arrived.get(candidate.sidecar)
        if arrival is None or arrival.byte_count > _MAX_SIDECAR:
            raise UsageError(f"its sidecar {place} cannot be read.", "Correct the archive and run again.")
        return read_sidecar(arrival.path.read_bytes(), place)

    def _is_archive(self, packed: _Packed, name: str, arrival: Arrival, sidecar: Sidecar | None) -> bool:
        """Unpack an archive inside the archive; False for what is none."""
        limits = self._workspace.settings.containers
        with arrival.path.open("rb") as stream:
            kind = kind_of(stream, arrival.byte_count, limits)
            if kind is None:
                return False
            if packed.depth >= limits.max_depth:
                raise UnreadableError(
                    f"it is an archive inside {packed.depth} others; it was not unpacked.",
                    "Unpack it and hand it over, or raise max_depth under [containers] in anbar.toml.",
                )
            inner = _Packed(name, arrival.sha256, arrival.byte_count, sidecar, packed.depth + 1)
            self.unpack(inner, stream, kind, lambda: None)
        return True

    def _refuse(self, packed: _Packed, path: str, byte_count: int, reason: str) -> None:
        name = _join(packed.name, path) if path else packed.name
        self._contents.refused.append(RefusedFile(packed.sha256, name, byte_count, reason))


def _sound(
    pieces: Iterator[bytes], notes: list[CutOffError], after_piece: Callable[[], None]
) -> Iterator[bytes]:
    """The bytes of a member up to where they end early."""
    try:
        for piece in pieces:
            yield piece
            after_piece()
    except CutOffError as error:
        notes.append(error)


def _join(archive: str, path: str) -> str:
    return f"{archive}/{path.removeprefix('./')}"
