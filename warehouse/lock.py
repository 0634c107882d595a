"""A lock between processes that no crash can leave behind.

``flock`` belongs to the open file: the kernel frees it when the process ends, however it ends. The file
itself stays; its content only tells others who holds the lock.
"""

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from warehouse.errors import AnbarError, LockedError

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    pid: int
    purpose: str
    started_at: str
    """UTC, ISO 8601."""

    def __str__(self) -> str:
        return f"process {self.pid} ({self.purpose}, since {self.started_at})"


class WriterLock:
    """Exclusive lock on a file, as a context manager.

    Args:
        path: the lock file; made if absent, never removed.
        purpose: what the holder is doing, shown to those who wait.
        timeout: seconds to wait for another holder.
        on_wait: called once, with the holder if known, when waiting begins.
    """

    # Locks that this process holds: flock treats a second open file of the same process as a stranger,
    # so a second lock would wait for itself.
    _held: dict[Path, int] = {}  # noqa: RUF012
    _guard = threading.Lock()

    def __init__(
        self,
        path: Path,
        purpose: str,
        *,
        timeout: float = 0.0,
        on_wait: Callable[[Holder | None], None] | None = None,
    ) -> None:
        self.path = path
        self.purpose = purpose
        self.timeout = timeout
        self.on_wait = on_wait
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """True between entering and leaving."""
        return self._descriptor is not None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            LockedError: another process holds it beyond the timeout, or this process holds it already.
            AnbarError: the lock file cannot be made or locked.
        """
        self._enlist()
        try:
            self._descriptor = self._acquire()
            self._write_holder(self._descriptor)
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the lock and forget the holder."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
        self._release()

    def _enlist(self) -> None:
        key = self.path.absolute()
        with self._guard:
            if self._held.get(key) == os.getpid():
                raise LockedError(
                    f"{self.path} is already held by this process; {self.purpose} would wait for itself.",
                    "Take the lock once, around everything that needs it.",
                )
            self._held[key] = os.getpid()

    def _acquire(self) -> int:
        """Wait for the lock; gives the open file that carries it."""
        deadline = time.monotonic() + self.timeout
        waiting = False
        while (descriptor := self._attempt()) is None:
            holder = read_holder(self.path)
            if not waiting and self.on_wait is not None:
                self.on_wait(holder)
            waiting = True
            if time.monotonic() >= deadline:
                raise LockedError(
                    f"{self.path} is held by {holder or 'another process'}.",
                    "Wait until it has finished, or end that process: the lock is freed with it.",
                )
            time.sleep(min(_POLL_SECONDS, max(0.0, deadline - time.monotonic())))
        return descriptor

    def _attempt(self) -> int | None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _unusable(self.path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError as error:
            os.close(descriptor)
            raise _unusable(self.path, error) from error
        if not _is_same_file(descriptor, self.path):
            # Somebody removed the file between open and lock: what is locked is a file nobody else will see.
            os.close(descriptor)
            return None
        return descriptor

    def _write_holder(self, descriptor: int) -> None:
        holder = Holder(os.getpid(), self.purpose, datetime.now(UTC).isoformat(timespec="seconds"))
        # On a full disk the lock works all the same; only its holder stays unnamed.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(asdict(holder)).encode(), 0)

    def _release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        with self._guard:
            self._held.pop(self.path.absolute(), None)


def read_holder(path: Path) -> Holder | None:
    """Who holds the lock, as far as the file tells; None when it is free, or only just being taken."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Holder(int(value["pid"]), str(value["purpose"]), str(value["started_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(descriptor)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _unusable(path: Path, error: OSError) -> AnbarError:
    return AnbarError(
        f"{path} cannot be locked: {error.strerror}.",
        "Put the home folder on a local, writable disk that supports file locks.",
    )
