"""The lake: raw dumps by content, their manifests, and the staged tables of each parse.

A dump is written once and never changed. Its manifest names the bytes; names, sidecar and first arrival
are the only facts about it that are not bytes.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from warehouse.errors import AnbarError
from warehouse.home import Home

_CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True)
class Blob:
    """One raw file of a dump: name as handed over (`/`-separated), SHA-256, size."""

    name: str
    sha256: str
    byte_count: int


@dataclass(frozen=True)
class Arrival:
    """Bytes that are on the disk of the lake and hashed, and not yet part of it: ``keep`` or ``discard``."""

    path: Path
    sha256: str
    byte_count: int


@dataclass(frozen=True)
class Dump:
    """Manifest of a staged dump."""

    dump_id: str
    """SHA-256 of the file; for a folder, of the listing of its files."""
    dump_format: str
    file_names: tuple[str, ...]
    """Names under which these bytes were handed over, sorted."""
    blobs: tuple[Blob, ...]
    staged_at: datetime
    """First arrival, naive UTC."""
    sidecar: dict[str, Any] | None = None
    containers: tuple[str, ...] = ()
    """SHA-256 of the archives out of which these bytes came, sorted. The archives themselves are not kept:
    the raw copy of a dump is the unpacked one."""

    @property
    def byte_count(self) -> int:
        """Size of all files."""
        return sum(b.byte_count for b in self.blobs)


class Lake:
    """Raw dumps and parses below one home folder."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def blob_path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self.home.blobs / sha256[:2] / sha256

    def put(self, source: Path, name: str, progress: Callable[[int], None] = lambda _: None) -> Blob:
        """Copy a file into the lake under its hash; a known one is not written again.

        Args:
            source: file to copy; only read.
            name: name to remember it by.
            progress: called with the bytes of each piece read.

        Raises:
            AnbarError: the file changed while it was read, or cannot be read.
        """
        before = _stat(source)
        try:
            arrival = self.receive(_pieces(source, progress))
            try:
                if _stat(source) != before or arrival.byte_count != before[0]:
                    raise AnbarError(
                        f"{source} changed while it was read; nothing of it was kept.",
                        "Wait until it is written completely and run again.",
                    )
                return self.keep(arrival, name)
            finally:
                self.discard(arrival)
        except OSError as error:
            raise AnbarError(
                f"{source} cannot be staged: {error}.", "Put that right and run again."
            ) from error

    def receive(self, pieces: Iterable[bytes]) -> Arrival:
        """Write bytes to the disk of the lake, under no name yet; none are left when this fails."""
        self.home.blobs.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=self.home.blobs, suffix=".partial")
        try:
            with os.fdopen(descriptor, "wb") as target:
                return Arrival(Path(partial), *_write(pieces, target))
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise

    def keep(self, arrival: Arrival, name: str) -> Blob:
        """Make bytes part of the lake; known ones stay as they are."""
        final = self.blob_path(arrival.sha256)
        if final.exists():
            self.discard(arrival)
        else:
            final.parent.mkdir(exist_ok=True)
            arrival.path.chmod(0o444)
            arrival.path.replace(final)
        return Blob(name, arrival.sha256, arrival.byte_count)

    def discard(self, arrival: Arrival) -> None:
        """Forget bytes that are not kept."""
        arrival.path.unlink(missing_ok=True)

    def is_whole(self, dump: Dump) -> bool:
        """Whether all bytes of a dump are there."""
        paths = [(self.blob_path(b.sha256), b.byte_count) for b in dump.blobs]
        return all(path.exists() and path.stat().st_size == size for path, size in paths)

    def register(self, dump: Dump) -> tuple[Dump, bool]:
        """Write or widen the manifest of a dump; returns what now stands and whether it is new.

        The same bytes under another name keep their first arrival; the name is added, and the smallest is
        the one that parsers see. A sidecar replaces an earlier one: it is the newer word about the same
        bytes.
        """
        known = self.find(dump.dump_id)
        if known is not None:
            dump = replace(
                dump,
                file_names=tuple(sorted({*known.file_names, *dump.file_names})),
                blobs=min(known.blobs, dump.blobs, key=lambda blobs: [b.name for b in blobs]),
                staged_at=known.staged_at,
                sidecar=dump.sidecar or known.sidecar,
                containers=tuple(sorted({*known.containers, *dump.containers})),
            )
        if dump != known:
            write_json(self.home.dumps / f"{dump.dump_id}.json", _to_json(dump))
        return dump, known is None

    def find(self, dump_id: str) -> Dump | None:
        """The manifest of a dump, if it was staged."""
        path = self.home.dumps / f"{dump_id}.json"
        return _from_json(path) if path.exists() else None

    def dumps(self) -> list[Dump]:
        """All staged dumps, by dump id: the order of arrival must not matter."""
        return [_from_json(p) for p in sorted(self.home.dumps.glob("*.json"))]

    def parse_folder(self, dump_id: str, parse_key: str) -> Path:
        """Folder of the staged tables of one parse; complete when it exists."""
        return self.home.parsed / dump_id / parse_key

    def new_parse_folder(self, dump_id: str, parse_key: str) -> Path:
        """An empty folder to parse into; ``complete_parse`` gives it its final name."""
        partial = self.home.parsed / dump_id / f"{parse_key}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        return partial

    def complete_parse(self, dump_id: str, parse_key: str) -> Path:
        """Give a finished parse its final name and drop parses of older versions."""
        final = self.parse_folder(dump_id, parse_key)
        shutil.rmtree(final, ignore_errors=True)
        (self.home.parsed / dump_id / f"{parse_key}.partial").rename(final)
        for other in final.parent.iterdir():
            if other != final:
                shutil.rmtree(other)
        return final

    def leftovers(self) -> list[Path]:
        """Files and folders that a crash left half-written; meaningful while nobody writes."""
        home = self.home
        found = [
            *home.blobs.glob("*.partial"),
            *home.dumps.glob("*.partial"),
            *home.unpacked.glob("*.partial"),
            *home.states.glob("*.partial"),
            *home.blobs.parent.glob("verify-*.partial"),
            *home.parsed.glob("*/*.partial"),
        ]
        return sorted(found)

    def sweep(self) -> None:
        """Remove what a crash left half-written; only the one writer may."""
        for path in self.leftovers():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def dump_id_of(blobs: tuple[Blob, ...]) -> str:
    """Identity of a dump by its bytes alone: SHA-256 of the file, or of a folder's sorted listing.

    The folder's own name is not part of it, the names of its files are: they tell pages and posts apart.
    """
    if len(blobs) == 1:
        return blobs[0].sha256
    listing = "\n".join(sorted(f"{b.sha256} {b.name}" for b in blobs))
    return hashlib.sha256(listing.encode()).hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file so that a crash leaves the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def _pieces(source: Path, progress: Callable[[int], None]) -> Iterator[bytes]:
    with source.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            progress(len(piece))
            yield piece


def _write(pieces: Iterable[bytes], target: BinaryIO) -> tuple[str, int]:
    """Write to a stream and to the disk below it; gives SHA-256 and size of what was written."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += target.write(piece)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _stat(path: Path) -> tuple[int, int, int]:
    try:
        s = path.stat()
    except OSError as error:
        raise AnbarError(
            f"{path} cannot be read: {error.strerror}.", "Check path and permissions."
        ) from error
    return s.st_size, s.st_mtime_ns, s.st_ino


def _to_json(dump: Dump) -> dict[str, Any]:
    return {**asdict(dump), "staged_at": dump.staged_at.isoformat()}


def _from_json(path: Path) -> Dump:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Dump(
            dump_id=value["dump_id"],
            dump_format=value["dump_format"],
            file_names=tuple(value["file_names"]),
            blobs=tuple(Blob(**b) for b in value["blobs"]),
            staged_at=datetime.fromisoformat(value["staged_at"]),
            sidecar=value["sidecar"],
            containers=tuple(value.get("containers", ())),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise AnbarError(
            f"{path} is damaged: {error!r}.", "Remove it and hand the dump over again; its raw copy is kept."
        ) from error
