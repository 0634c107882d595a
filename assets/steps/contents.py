"""What staging knows of an archive: which one was handed over, and what it was found to hold."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from assets.containers.kinds import Kind
from warehouse.lake import Dump


@dataclass(frozen=True)
class Handed:
    """An archive that was handed over."""

    path: Path
    kind: Kind
    sha256: str
    state: tuple[int, int, int]
    """Its ``state_of`` before it was read for the first time."""


def state_of(path: Path) -> tuple[int, int, int]:
    """What differs after a file was changed: size, time of change, inode."""
    s = path.stat()
    return s.st_size, s.st_mtime_ns, s.st_ino


@dataclass(frozen=True)
class RefusedFile:
    """A file that is no dump, or a member of an archive that could not be unpacked."""

    file_id: str
    """SHA-256 of its bytes; of its archive where they could not be had."""
    file_name: str
    byte_count: int
    reason: str


@dataclass
class Contents:
    """What an archive held."""

    dumps: list[Dump] = field(default_factory=list)
    """Dumps whose bytes are in the lake; their manifests are not. ``sidecar`` is one of the archive's own."""
    refused: list[RefusedFile] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
