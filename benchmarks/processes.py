"""What a command costs: time, CPU and memory of its process and of all that it starts."""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_INTERVAL = 0.2
_PATIENCE = 30
"""Pause after a look at the processes, in times of what it took: looking must not slow down what is looked at."""


@dataclass(frozen=True)
class Sample:
    """A look at a process and its descendants."""

    at: float
    """Seconds since the epoch."""
    cpu_seconds: float
    """Since the start, of descendants that have ended, too."""
    megabytes: float


@dataclass(frozen=True)
class Usage:
    """What a command took."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    """Of all processes together; where the system does not tell, of the largest one."""
    samples: list[Sample]
    """In order of time; none where the system does not tell."""


def run_anbar(home: Path, dumps: Sequence[Path]) -> Usage:
    """A whole `anbar run`; its homes are what is named here, whatever the environment says."""
    command = [
        "-c",
        "from orchestration.cli import main; main()",
        "run",
        *map(str, dumps),
        "--home",
        str(home),
    ]
    environment = {k: v for k, v in os.environ.items() if k not in ("ANBAR_HOME", "DAGSTER_HOME")}
    return measure([sys.executable, *command], environment | {"DAGSTER_DISABLE_TELEMETRY": "yes"})


def measure(command: Sequence[str], environment: dict[str, str]) -> Usage:
    """Run a command to its end, which must be a good one."""
    samples: list[Sample] = []
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=environment) as process:
            ended = threading.Event()
            watcher = threading.Thread(target=_watch, args=(process.pid, ended, samples))
            watcher.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)
            finally:
                ended.set()
                watcher.join()
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if process.returncode:
            errors.seek(0)
            sys.stderr.write(errors.read().decode(errors="replace")[-4000:])
            raise SystemExit(f"{command[0]} ended with code {process.returncode}")
    peak = max((sample.megabytes for sample in samples), default=0) or _megabytes(usage)
    return Usage(seconds, usage.ru_utime + usage.ru_stime, peak, samples)


def own_peak_megabytes() -> float:
    """Peak memory of this process since its program began.

    The figure of ``getrusage`` would include the process that started this one, if that is the larger.
    """
    try:
        status = (_PROC / "self" / "status").read_text()
        return int(status.partition("\nVmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return _megabytes(resource.getrusage(resource.RUSAGE_SELF))


def _megabytes(usage: resource.struct_rusage) -> float:
    """Peak memory of a process; the unit of the system's figure differs."""
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _watch(process: int, ended: threading.Event, samples: list[Sample]) -> None:
    pause = 0.0
    while _PROC.is_dir() and not ended.wait(pause):
        began = time.perf_counter()
        if found := _sample(process):
            samples.append(found)
        pause = max(_INTERVAL, _PATIENCE * (time.perf_counter() - began))


def _sample(process: int) -> Sample | None:
    """A look at a process tree; None when the process has ended.

    The times of a process include those of children that it has waited for: the sum over those that live is the
    time of all.
    """
    at = time.time()
    fields = {int(p.name): f for p in _PROC.iterdir() if p.name.isdigit() and (f := _stat(p))}
    tree = [process] if process in fields else []
    for known in tree:
        tree += [child for child, of_child in fields.items() if int(of_child[1]) == known]
    if not tree:
        return None
    ticks = sum(int(tick) for known in tree for tick in fields[known][11:15])
    return Sample(at, ticks / os.sysconf("SC_CLK_TCK"), sum(map(_memory, tree)))


def _stat(process: Path) -> list[str]:
    """Fields after the name, which may hold anything: state, parent, …; empty when the process has ended."""
    try:
        return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _memory(process: int) -> float:
    """Megabytes of a process, its part of what it shares with others where that can be read."""
    try:
        rollup = (_PROC / str(process) / "smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        pass
    try:
        pages = int((_PROC / str(process) / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except (OSError, IndexError):
        return 0
