"""Publishing: a finished folder becomes a release, and ``current`` points to it, all or nothing.

A reader that follows ``current`` sees one whole release at any instant, also when the publisher is killed
between any two steps. What a crash leaves behind is removed by the next publisher (``sweep``). POSIX only:
it rests on atomic renames of symlinks.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from warehouse import manifest
from warehouse.errors import AnbarError
from warehouse.lock import Holder, WriterLock
from warehouse.release_id import as_utc, began_at, is_id, make_id, number_of
from warehouse.smoke import inspect_release, smoke_test

_DATABASE = "warehouse.duckdb"
_PARTIAL, _REMOVING, _TOMBSTONE = ".partial", ".removing", ".removed"
_KEPT = "The release before it stays current."


@dataclass(frozen=True)
class ReleaseEntry:
    """One release on disk."""

    release_id: str
    path: Path
    byte_count: int
    built_at: datetime
    """When its building began by the clock of that machine, naive UTC; no order follows from it."""
    is_current: bool


class Publisher:
    """The releases below one ``published`` folder.

    Methods that change something need the lock: ``with publisher.lock(): ...``.

    Args:
        published: the ``published`` folder of a home; made when needed.
        on_step: called with the name of each completed step.
    """

    def __init__(self, published: Path, *, on_step: Callable[[str], None] = lambda _: None) -> None:
        self.published = published
        self.folder = published / "releases"
        self.pointer = published / "current"
        self._on_step = on_step
        self._lock: WriterLock | None = None

    @contextmanager
    def lock(
        self,
        purpose: str = "publishing a release",
        *,
        timeout: float = 60.0,
        on_wait: Callable[[Holder | None], None] | None = None,
    ) -> Iterator[None]:
        """Be the only publisher.

        Raises:
            LockedError: another publisher holds the lock beyond ``timeout`` seconds.
        """
        path = self.published / "publish.lock"
        with WriterLock(path, purpose, timeout=timeout, on_wait=on_wait) as self._lock:
            yield

    def next_release_id(self, now: datetime) -> str:
        """Name the next release: a number above all that ever were here, then the time for people.

        Args:
            now: naive UTC, or any zone.
        """
        return make_id(self._last_number() + 1, now)

    def preflight(self, input_bytes: int, *, factor: int = 3) -> None:
        """Refuse to begin when the disk is too full for ``factor`` times the estimated size of the tables.

        Raises:
            AnbarError: there is less free space.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        free, needed = shutil.disk_usage(self.folder).free, input_bytes * factor
        if free < needed:
            raise AnbarError(
                f"{self.folder} has {free / 1e6:,.1f} MB free; a release needs {needed / 1e6:,.1f} MB.",
                "Free disk space, or keep fewer releases (`retention` in anbar.toml), and run again.",
            )

    def begin(self, release_id: str) -> Path:
        """Make the folder to build a release in; nobody reads it before ``commit``.

        Raises:
            AnbarError: the id is malformed or not above all that ever were here.
        """
        self._require_lock()
        self.current()  # a pointer that cannot be replaced is better found before the work than after
        if number_of(release_id) <= self._last_number():
            raise AnbarError(
                f"{release_id} does not follow the releases in {self.folder}.", "Take the next release id."
            )
        partial = self._partial(release_id)
        partial.mkdir(parents=True)
        self._on_step("begun")
        return partial

    def commit(self, release_id: str, expected_counts: Mapping[str, int] | None = None) -> Path:
        """Test what was built, bring it to disk, and make it the current release.

        Args:
            release_id: as given to ``begin``.
            expected_counts: rows by ``schema.table`` that the file must hold; None trusts its ``meta.table``.

        Returns:
            The folder of the release.

        Raises:
            AnbarError: the smoke test failed or the disk did; the release before it stays current and
                what was built is removed.
        """
        self._require_lock()
        partial = self._partial(release_id)
        if not partial.is_dir():
            raise AnbarError(f"{partial} does not exist.", "Begin the release before committing it.")
        final = self.folder / release_id
        try:
            with _explained(f"{release_id} cannot be published", _KEPT):
                self._finish(partial, release_id, expected_counts)
                partial.rename(final)
        except AnbarError:
            self.abandon(release_id)
            raise
        with _explained(f"{final} is complete but not current", "Make it so by `anbar releases rollback`."):
            manifest.sync(self.folder)
            self._on_step("renamed")
            manifest.protect(final)
            self._on_step("protected")
            self._point_to(release_id)
        return final

    def abandon(self, release_id: str) -> None:
        """Remove the folder of a release that will not be committed; its number is not used again."""
        self._require_lock()
        if (partial := self._partial(release_id)).exists():
            manifest.remove_tree(partial)
        self._bury(release_id)

    def current(self) -> str | None:
        """The release that readers see; None before the first.

        Raises:
            AnbarError: something else stands in its place.
        """
        if not os.path.lexists(self.pointer):
            return None
        target = self.pointer.readlink() if self.pointer.is_symlink() else None
        if target is None or not is_id(target.name):
            raise AnbarError(
                f"{self.pointer} does not point to a release.",
                "Move it away, then run `anbar releases rollback`.",
            )
        return target.name

    def releases(self) -> list[ReleaseEntry]:
        """All releases, newest first by number."""
        current = self.current()
        return [
            ReleaseEntry(p.name, p, manifest.byte_count(p), began_at(p.name), p.name == current)
            for p in sorted(self._finals(), key=lambda p: number_of(p.name), reverse=True)
        ]

    def rollback(self, release_id: str) -> None:
        """Make another release current.

        Raises:
            AnbarError: there is no such release, or it is damaged.
        """
        self._require_lock()
        if problems := self.verify(release_id):
            raise AnbarError(f"{release_id} is damaged: {'; '.join(problems)}.", "Choose another release.")
        self._point_to(release_id)

    def verify(self, release_id: str) -> list[str]:
        """Compare a release with its manifest and open it; gives the problems found.

        Raises:
            AnbarError: there is no such release.
        """
        folder = self.folder / release_id
        if not is_id(release_id) or not folder.is_dir():
            raise AnbarError(f"There is no release {release_id}.", "See `anbar releases list`.")
        try:
            listed = manifest.read_manifest(folder)
        except AnbarError as error:
            return [error.message]
        problems = list(manifest.compare(folder, listed))
        if listed.release_id != release_id:
            problems.append(f"its manifest is that of {listed.release_id}")
        seen = inspect_release(folder / _DATABASE, listed.row_counts, release_id=release_id)
        return problems + seen.problems

    def prune(self, keep: int, younger_than: timedelta, now: datetime) -> list[str]:
        """Remove old releases; readers that have one open keep reading it.

        Args:
            keep: number of newest releases to keep, at least 1.
            younger_than: releases younger than this are kept, too.
            now: naive UTC, or any zone.

        Returns:
            The removed ids; the current release is never among them.
        """
        self._require_lock()
        if keep < 1:
            raise AnbarError(f"{keep} releases cannot be kept.", "Keep at least one.")
        born_before = as_utc(now) - younger_than
        old = [e for e in self.releases()[keep:] if not e.is_current and e.built_at <= born_before]
        for entry in old:
            self._bury(entry.release_id)
            # A new name first: a crash amid the removal must not leave half a release under its name.
            removing = entry.path.with_name(f"{entry.release_id}{_REMOVING}")
            entry.path.rename(removing)
            self._on_step("withdrawn")
            manifest.remove_tree(removing)
            self._on_step("removed")
        return [e.release_id for e in old]

    def sweep(self) -> list[str]:
        """Put right what crashed publishers left: remove partial folders, finish protections.

        Returns:
            Names of what was removed.
        """
        self._require_lock()
        removed = []
        for leftover in [*self.folder.glob(f"*{_PARTIAL}"), *self.folder.glob(f"*{_REMOVING}")]:
            if is_id(leftover.stem):
                manifest.remove_tree(leftover)
                self._bury(leftover.stem)
                removed.append(leftover.name)
        for link in self.published.glob(".current.*"):
            link.unlink()
            removed.append(link.name)
        for final in self._finals():
            if not manifest.is_protected(final):
                manifest.protect(final)
        return sorted(removed)

    def _finish(self, partial: Path, release_id: str, expected: Mapping[str, int] | None) -> None:
        counts = smoke_test(partial / _DATABASE, expected, release_id=release_id)
        self._on_step("tested")
        manifest.write_manifest(partial, release_id, counts)
        self._on_step("listed")
        manifest.sync_tree(partial)
        self._on_step("synced")

    def _point_to(self, release_id: str) -> None:
        self.current()  # refuses a pointer that must not be overwritten
        link = self.published / f".current.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / release_id)
        self._on_step("linked")
        link.replace(self.pointer)
        self._on_step("current")
        manifest.sync(self.published)

    def _bury(self, release_id: str) -> None:
        """Remember the number of what is removed; the highest suffices."""
        (self.folder / f"{release_id}{_TOMBSTONE}").touch()
        stones = [p for p in self.folder.glob(f"*{_TOMBSTONE}") if is_id(p.stem)]
        for other in sorted(stones, key=lambda p: number_of(p.stem))[:-1]:
            other.unlink()

    def _partial(self, release_id: str) -> Path:
        number_of(release_id)  # an id becomes part of a path only when it is one
        return self.folder / f"{release_id}{_PARTIAL}"

    def _finals(self) -> list[Path]:
        return [p for p in self.folder.glob("r*") if is_id(p.name) and p.is_dir()]

    def _last_number(self) -> int:
        known = (p.name.partition(".")[0] for p in self.folder.glob("r*"))
        return max((number_of(n) for n in known if is_id(n)), default=0)

    def _require_lock(self) -> None:
        if self._lock is None or not self._lock.is_held:
            raise RuntimeError("take Publisher.lock() around everything that changes releases")


@contextmanager
def _explained(what: str, remedy: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnbarError(f"{what}: {error}.", remedy) from error
