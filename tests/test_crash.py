"""Processes are killed for real; readers and the next run must not notice."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Warehouse, copy_of

from warehouse.connect import scratch
from warehouse.content import content_of, differences
from warehouse.errors import AnbarError
from warehouse.relation import attach_base

_RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import Warehouse
from warehouse.home import Home
print("ready", flush=True)
Warehouse(Home(Path(sys.argv[2]))).refresh(*[Path(p) for p in sys.argv[3:]])
"""


def start(warehouse: Warehouse, *dumps: Path) -> "subprocess.Popen[bytes]":
    """Begin a run in a process of its own; returns when its imports are done."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", _RUN, here, str(warehouse.home.root), *map(str, dumps)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill_after(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    time.sleep(seconds)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def state(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """Content of the current release, and that it says so of itself."""
    file = (warehouse.home.published / "current").resolve() / "warehouse.duckdb"
    with scratch() as con:
        attach_base(con, file)
        con.execute("USE base")
        [(claimed,)] = con.execute("SELECT post_count FROM meta.release").fetchall()
        found = content_of(con)
    assert found["core.fact_post"][0] == claimed
    return found


@contextmanager
def load(count: int) -> Iterator[None]:
    """Keep processors busy, so that a kill meets every step at another speed."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def check_kills(warehouse: Warehouse, moments: list[float]) -> None:
    """Kill a run that adds a small dump to a release, and one that builds everything, again and again.

    Args:
        warehouse: one with a release.
        moments: parts of the time that an undisturbed run takes, 0 to 1 and a little more.
    """
    more = warehouse.home.root.with_name("more.txt")
    more.write_text("🔸خبر تازه\nاین خبر را کسی پیش از این نشنیده است\n▫️ @saray\n" * 2, encoding="utf-8")
    old = state(warehouse)
    undisturbed = Warehouse(copy_of(warehouse.home, warehouse.home.root.with_name("undisturbed")))
    began = time.monotonic()
    undisturbed.refresh(more)
    duration = time.monotonic() - began
    new = state(undisturbed)
    assert differences(old, new)
    hidden = warehouse.home.root.with_name("hidden")
    for number, moment in enumerate(moments):
        if number % 2:  # every other run finds no state and builds everything
            warehouse.home.states.rename(hidden)
        kill_after(start(warehouse, more), moment * duration)
        if number % 2:
            shutil.copytree(hidden, warehouse.home.states, dirs_exist_ok=True)
            shutil.rmtree(hidden)
        assert state(warehouse) in (old, new)
    warehouse.refresh(more)
    assert differences(state(warehouse), new) == []
    statuses = warehouse.query("SELECT DISTINCT status FROM dq.run")
    assert {s for (s,) in statuses} <= {"published", "failed"}
    leftovers = [
        *warehouse.home.published.glob("releases/*.partial"),
        *warehouse.home.states.glob("*.partial"),
    ]
    assert not leftovers


def test_a_killed_run_leaves_the_release_whole_and_the_next_run_heals(continued: Warehouse) -> None:
    dice = random.Random(5)
    check_kills(continued, [dice.uniform(0.05, 1.1) for _ in range(1)])


@pytest.mark.acceptance
def test_kills_at_many_random_moments(continued: Warehouse) -> None:
    dice = random.Random()
    with load(2):
        check_kills(continued, [dice.uniform(0.0, 2.5) for _ in range(60)])


_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import Warehouse
from warehouse.home import Home
limit = int(sys.argv[2])  # no file can grow beyond it, as on a disk that is full
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
Warehouse(Home(Path(sys.argv[3]))).refresh(Path(sys.argv[4]))
"""


@pytest.mark.parametrize(
    "limit", [30_000, *(pytest.param(size, marks=pytest.mark.acceptance) for size in (1_000, 1_000_000))]
)
def test_a_run_on_a_full_disk_changes_nothing_and_the_next_one_heals(
    warehouse: Warehouse, samples: Path, limit: int
) -> None:
    warehouse.refresh(samples / "saray.txt")
    old = state(warehouse)
    command = [sys.executable, "-c", _ON_A_FULL_DISK, str(Path(__file__).parent), str(limit)]
    arguments = [str(warehouse.home.root), str(samples / "shahryar.txt")]
    failed = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "File too large" in failed.stderr or "disk" in failed.stderr.lower()
    assert state(warehouse) == old
    warehouse.refresh(samples / "shahryar.txt")
    assert warehouse.query("SELECT count(*) FROM core.dim_dump WHERE dump_key > 0") == [(2,)]


@pytest.mark.acceptance
def test_a_damaged_parse_is_told_and_a_rebuild_heals(warehouse: Warehouse, samples: Path) -> None:
    warehouse.refresh(samples / "saray.txt")
    old = state(warehouse)
    shutil.rmtree(warehouse.home.states)  # so that the next run reads every parse
    part = next(warehouse.home.parsed.glob("*/*/observation-*.parquet"))
    damaged = bytearray(part.read_bytes())
    damaged[4 : len(damaged) - 8] = bytes(len(damaged) - 12)
    part.write_bytes(damaged)
    with pytest.raises(AnbarError, match="`anbar rebuild` makes it anew"):
        warehouse.refresh()
    assert state(warehouse) == old
    warehouse.refresh(again=["*"])
    assert differences(state(warehouse), old) == []


@pytest.mark.acceptance
def test_a_second_run_waits_for_the_first_and_both_succeed(warehouse: Warehouse, samples: Path) -> None:
    first = start(warehouse, samples / "saray.txt")
    second = start(warehouse, samples / "shahryar.txt")
    for process in (first, second):
        process.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0)
    assert warehouse.query("SELECT count(*) FROM core.dim_dump WHERE dump_key > 0") == [(2,)]


def test_a_second_run_that_may_not_wait_says_who_holds_the_lock(warehouse: Warehouse, samples: Path) -> None:
    from warehouse.lock import WriterLock

    warehouse.home.create()
    warehouse.home.config.write_text("lock_timeout_seconds = 0\n")
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(warehouse.home.writer_lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(AnbarError, match=str(holder.pid)):
        warehouse.refresh(samples)
    holder.communicate()
    with WriterLock(warehouse.home.writer_lock, "test"):
        pass  # freed with its process


_HOLD = """
import sys
from pathlib import Path
from warehouse.lock import WriterLock
with WriterLock(Path(sys.argv[1]), "a long load"):
    print("held", flush=True)
    sys.stdin.read()
"""
