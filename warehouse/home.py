"""The home folder: where everything lies. Paths only, no behaviour beyond creating folders."""

import os
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import UsageError

HOME_VARIABLE = "ANBAR_HOME"
DEFAULT_HOME = Path("data")
QUALITY = "quality"
"""Folder of the quality site, in a release or where one was held back."""


@dataclass(frozen=True)
class Home:
    """Folders and files below one ``ANBAR_HOME``."""

    root: Path

    @classmethod
    def locate(cls, explicit: Path | None = None) -> "Home":
        """Choose the home: the given path, else ``ANBAR_HOME``, else ``./data``; made absolute."""
        return cls((explicit or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)).absolute())

    def is_there(self) -> bool:
        """Whether a run has been here."""
        return self.dumps.is_dir() and self.published.is_dir()

    def own_folders(self) -> tuple[Path, ...]:
        """The folders that only Anbar writes to. Beside them anything may lie, dumps too."""
        return self.root / "lake", self.published, self.dagster

    @property
    def config(self) -> Path:
        """The configuration file; it need not exist."""
        return self.root / "anbar.toml"

    @property
    def waivers(self) -> Path:
        """Rejected records that people accept for a while; it need not exist."""
        return self.root / "waivers.toml"

    @property
    def incoming(self) -> Path:
        """Drop folder; Anbar only reads it."""
        return self.root / "incoming"

    @property
    def blobs(self) -> Path:
        """Raw bytes by SHA-256."""
        return self.root / "lake" / "blobs"

    @property
    def dumps(self) -> Path:
        """Manifest of each staged dump, one JSON file by dump id."""
        return self.root / "lake" / "dumps"

    @property
    def unpacked(self) -> Path:
        """What each archive was found to hold, so that an unchanged one is not unpacked again."""
        return self.root / "lake" / "unpacked"

    @property
    def parsed(self) -> Path:
        """Staged tables of each dump and parse, as Parquet."""
        return self.root / "lake" / "parsed"

    @property
    def states(self) -> Path:
        """What a run that continues a release needs to know beside it, one folder by release id."""
        return self.root / "lake" / "states"

    @property
    def near(self) -> Path:
        """Segments of the index of near-duplicates, one folder each."""
        return self.root / "lake" / "near"

    @property
    def build(self) -> Path:
        """Tables of the release under construction, as Parquet; wiped at the start of a run."""
        return self.root / "lake" / "build"

    @property
    def history(self) -> Path:
        """What earlier runs found: runs, checks, ledger, quarantine, refusals."""
        return self.root / "lake" / "history"

    @property
    def announced(self) -> Path:
        """One empty file per run whose news was told, by run id."""
        return self.root / "lake" / "announced"

    @property
    def writer_lock(self) -> Path:
        """Lock of the one writer."""
        return self.root / "lake" / "writer.lock"

    @property
    def published(self) -> Path:
        """Releases and the ``current`` symlink."""
        return self.root / "published"

    @property
    def held_back(self) -> Path:
        """Stands where a release would if the newest run was held back, with a quality site that says why."""
        return self.published / "held_back"

    @property
    def dagster(self) -> Path:
        """``DAGSTER_HOME`` when none is set."""
        return self.root / "dagster"

    def create(self) -> None:
        """Make the folders that a run writes to, and the drop folder.

        Raises:
            UsageError: the path holds a character that readers of Parquet take for a pattern.
        """
        if any(c in str(self.root) for c in "*?["):
            raise UsageError(
                f"The path of the home folder {self.root} holds *, ? or [.", "Choose another path."
            )
        for folder in (self.incoming, self.blobs, self.dumps, self.unpacked, self.parsed, self.states,
                       self.near, self.build, self.history, self.published, self.dagster):  # fmt: skip
            folder.mkdir(parents=True, exist_ok=True)
