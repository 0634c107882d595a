"""Processes are killed for real; readers and the next run must not notice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Warehouse

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


def posts(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.query("SELECT post_key, text, observation_count FROM core.fact_post ORDER BY 1")


def check_kills(warehouse: Warehouse, samples: Path, moments: list[float]) -> None:
    warehouse.refresh(samples / "saray.txt")
    old = posts(warehouse)
    undisturbed = Warehouse(type(warehouse.home)(warehouse.home.root.with_name("undisturbed")))
    undisturbed.refresh(samples)
    new = posts(undisturbed)
    for moment in moments:
        kill_after(start(warehouse, samples), moment)
        assert posts(warehouse) in (old, new)
    warehouse.refresh(samples)
    assert posts(warehouse) == new
    statuses = warehouse.query("SELECT DISTINCT status FROM dq.run")
    assert {s for (s,) in statuses} <= {"published", "failed"}
    assert not list(warehouse.home.published.glob("releases/*.partial"))


def test_a_killed_run_leaves_the_release_whole_and_the_next_run_heals(
    warehouse: Warehouse, samples: Path
) -> None:
    dice = random.Random(5)
    check_kills(warehouse, samples, [dice.uniform(0.2, 5.0) for _ in range(4)])


@pytest.mark.acceptance
def test_kills_at_many_random_moments(warehouse: Warehouse, samples: Path) -> None:
    dice = random.Random()
    check_kills(warehouse, samples, [dice.uniform(0.0, 7.0) for _ in range(30)])


def test_a_second_run_waits_for_the_first_and_both_succeed(warehouse: Warehouse, samples: Path) -> None:
    first = start(warehouse, samples / "saray.txt")
    second = start(warehouse, samples / "shahryar.txt")
    for process in (first, second):
        process.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0)
    assert warehouse.query("SELECT count(*) FROM core.dim_dump WHERE dump_key > 0") == [(2,)]


def test_a_second_run_that_may_not_wait_says_who_holds_the_lock(warehouse: Warehouse, samples: Path) -> None:
    from warehouse.errors import AnbarError
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
