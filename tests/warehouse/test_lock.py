"""The lock between real processes: waiting, naming the holder, and freedom after any end of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from warehouse.errors import AnbarError, LockedError
from warehouse.lock import Holder, WriterLock, read_holder

ROOT = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from pathlib import Path
from warehouse.lock import WriterLock
with WriterLock(Path(sys.argv[1]), "loading dumps"):
    print("held", flush=True)
    input()
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "held\n"
            yield child
        finally:
            child.kill()


def test_a_held_lock_names_its_holder_and_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    waited: list[Holder | None] = []
    with held_elsewhere(path) as child:
        started = time.monotonic()
        pattern = rf"held by process {child.pid} \(loading dumps, since 20\d\d-.*end that process"
        with (
            pytest.raises(LockedError, match=pattern),
            WriterLock(path, "publishing", timeout=0.4, on_wait=waited.append),
        ):
            pytest.fail("two processes hold the lock")
        assert 0.4 <= time.monotonic() - started < 3
        assert [h.pid for h in waited if h] == [child.pid]


def test_without_a_timeout_nobody_waits(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with held_elsewhere(path), pytest.raises(LockedError), WriterLock(path, "publishing"):
        pytest.fail("two processes hold the lock")


def test_waiting_ends_when_the_holder_ends(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with held_elsewhere(path) as child:
        assert child.stdin is not None
        send = child.stdin

        def let_go(_: Holder | None) -> None:
            send.write("\n")
            send.flush()

        with WriterLock(path, "publishing", timeout=10, on_wait=let_go) as lock:
            assert lock.is_held
            assert child.wait() == 0


def test_kill_9_frees_the_lock_at_once(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with held_elsewhere(path) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
        with WriterLock(path, "publishing"):
            holder = read_holder(path)
            assert holder is not None
            assert (holder.pid, holder.purpose) == (os.getpid(), "publishing")


def test_taking_it_twice_in_one_process_is_an_error_not_a_deadlock(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with WriterLock(path, "outer"):
        started = time.monotonic()
        with (
            pytest.raises(LockedError, match="already held by this process"),
            WriterLock(path, "inner", timeout=30),
        ):
            pytest.fail("the lock was taken twice")
        assert time.monotonic() - started < 1
        with WriterLock(tmp_path / "other.lock", "another"):
            pass
    with WriterLock(path, "afterwards"):
        pass


def test_an_error_inside_frees_the_lock_and_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with pytest.raises(ZeroDivisionError), WriterLock(path, "failing"):
        raise ZeroDivisionError
    assert read_holder(path) is None
    with held_elsewhere(path):
        pass


def test_a_lock_file_that_was_removed_does_not_let_two_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever locks a file that has just lost its name must not believe to be alone."""
    path = tmp_path / "writer.lock"
    opened = os.open

    def open_and_lose(*arguments: object) -> int:
        descriptor = opened(*arguments)  # type: ignore[arg-type]
        monkeypatch.undo()
        path.unlink()
        return descriptor

    monkeypatch.setattr("warehouse.lock.os.open", open_and_lose)
    with WriterLock(path, "publishing", timeout=5), held_or_refused(path) as refused:
        assert refused


@contextmanager
def held_or_refused(path: Path) -> Iterator[bool]:
    child = subprocess.run(
        [sys.executable, "-c", HOLD, str(path)],
        input="\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    yield "LockedError" in child.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(AnbarError, match="cannot be locked.*local, writable disk"),
        WriterLock(tmp_path / "file" / "writer.lock", "x"),
    ):
        pytest.fail("locked a file below a file")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_an_unreadable_holder_is_no_holder(tmp_path: Path, content: str) -> None:
    path = tmp_path / "writer.lock"
    path.write_text(content)
    assert read_holder(path) is None
