"""The files of one release folder: their listing with checksums, and bringing them safely to disk."""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.errors import AnbarError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release."""

    path: str
    """Relative to the release, ``/``-separated."""
    byte_count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a release consists of."""

    release_id: str
    files: tuple[ReleaseFile, ...]
    row_counts: dict[str, int]
    """Rows by ``schema.table``."""


def write_manifest(folder: Path, release_id: str, row_counts: Mapping[str, int]) -> None:
    """List and hash every file of a release folder in its ``manifest.json``.

    Raises:
        AnbarError: the folder holds a link or something else that is no file.
    """
    manifest = Manifest(release_id, tuple(_describe(folder, p) for p in _files(folder)), dict(row_counts))
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release.

    Raises:
        AnbarError: it is missing or damaged.
    """
    path = folder / MANIFEST
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(ReleaseFile(**f) for f in value["files"])
        counts = {str(table): int(count) for table, count in value["row_counts"].items()}
        return Manifest(str(value["release_id"]), files, counts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnbarError(
            f"{path} is missing or damaged: {error!r}.", "Roll back to a release that is whole."
        ) from error


def compare(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield each way in which the files of a release differ from its manifest."""
    listed = {f.path: f for f in manifest.files}
    try:
        present = {_relative(folder, p): p for p in _files(folder)}
    except AnbarError as error:
        yield error.message
        return
    for name in sorted(listed.keys() | present.keys()):
        if name not in listed:
            yield f"{name} is not in the manifest"
        elif name not in present:
            yield f"{name} is missing"
        else:
            yield from _difference(listed[name], _describe(folder, present[name]))


def sync_tree(folder: Path) -> None:
    """Force every file and folder below to disk, contents before the names that lead to them."""
    for directory, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(directory) / name)
        sync(Path(directory))


def sync(path: Path) -> None:
    """Force one file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def protect(folder: Path) -> None:
    """Make a release read-only: files 0444, folders 0555."""
    for directory, _, names in os.walk(folder, topdown=False):
        for name in names:
            (Path(directory) / name).chmod(0o444)
        Path(directory).chmod(0o555)


def is_protected(folder: Path) -> bool:
    """Tell whether ``protect`` has run to its end: it does the folder itself last."""
    return stat.S_IMODE(folder.stat().st_mode) == 0o555


def remove_tree(folder: Path) -> None:
    """Remove a folder, read-only or not; only its folders need to become writable for that."""
    for directory, _, _ in os.walk(folder):
        Path(directory).chmod(0o755)
    shutil.rmtree(folder)


def byte_count(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if not p.is_dir())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode) or path == folder / MANIFEST:
            continue
        if not stat.S_ISREG(mode):
            raise AnbarError(
                f"{_relative(folder, path)} is no regular file.", "A release holds nothing but files."
            )
        yield path


def _relative(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _describe(folder: Path, path: Path) -> ReleaseFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ReleaseFile(_relative(folder, path), path.stat().st_size, digest)


def _difference(listed: ReleaseFile, found: ReleaseFile) -> Iterator[str]:
    if listed.byte_count != found.byte_count:
        yield f"{listed.path} has {found.byte_count} bytes instead of {listed.byte_count}"
    elif listed.sha256 != found.sha256:
        yield f"{listed.path} has other bytes than when it was published (SHA-256 differs)"
