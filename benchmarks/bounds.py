"""What each step of a run cannot go below: its input read and its output written, with nothing in between.

The bounds are taken from a finished warehouse and the dumps it was made of, with the libraries that the steps use and
on all processors. Nothing is compared, grouped, counted or checked in them, so no way of doing that comes below. A step
that is not named, as the checks of staged rows, which are made where these are written, has no bound but nothing.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import polars as pl

from benchmarks.steps import REST
from warehouse.connect import scratch, usable_threads
from warehouse.ddl import literal
from warehouse.home import Home
from warehouse.relation import parquet

_STEP = 1 << 20
_START = "import dagster, duckdb, pandera.polars, polars; dagster.DagsterInstance.ephemeral()"


def run_bounds(home: Path, dumps: Sequence[Path]) -> dict[str, float]:
    """Seconds by step, measured in a process of its own, whose start does not count."""
    command = [sys.executable, "-m", "benchmarks.bounds", str(home), *map(str, dumps)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def measure(home: Home, dumps: Sequence[Path]) -> dict[str, float]:
    """Seconds by step: NDJSON dumps, and the home into which one run loaded them."""
    staged = sorted(home.parsed.rglob("*.parquet"))
    core, marts, quality = (sorted(home.build.glob(f"{layer}.*.parquet")) for layer in ("core", "mart", "dq"))
    every = [*core, *marts, *quality]
    with (
        tempfile.TemporaryDirectory(dir=home.root) as folder,
        ThreadPoolExecutor(usable_threads()) as threads,
        ProcessPoolExecutor(usable_threads()) as processes,
    ):
        target = Path(folder)
        list(
            processes.map(_nothing, range(usable_threads()))
        )  # the processes are there before the clock runs

        def reading(files: Sequence[Path]) -> float:
            return _seconds(lambda: list(threads.map(pl.read_parquet, files)))

        def writing(files: Sequence[Path]) -> float:
            copies = [target / f"{number}.parquet" for number in range(len(files))]
            return max(0.0, _seconds(lambda: list(threads.map(_rewrite, files, copies))) - reading(files))

        return {
            "raw_dumps": _seconds(lambda: list(threads.map(_copy, dumps, _copies(dumps, target)))),
            "staged_tables": _seconds(lambda: list(processes.map(_decode, dumps))) + writing(staged),
            "core_tables": reading(staged) + writing(core),
            "check_core": _seconds(lambda: _scan(core)),
            "mart_tables": reading(core) + writing(marts),
            "check_mart": _seconds(lambda: _scan(marts)),
            "quality_tables": writing(quality),
            "check_dq": _seconds(lambda: _scan(every)),
            "release": _seconds(lambda: _load(every, target / "bound.duckdb")),
            REST: _seconds(lambda: subprocess.run([sys.executable, "-c", _START], check=True)),
        }


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _nothing(_: int) -> None:
    time.sleep(0.1)


def _copies(dumps: Sequence[Path], folder: Path) -> list[Path]:
    return [folder / f"{number}.copy" for number in range(len(dumps))]


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(_STEP):
            digest.update(piece)
            written.write(piece)
    target.unlink()
    return digest.hexdigest()


def _decode(dump: Path) -> int:
    """Decode every line, keeping nothing."""
    decode = msgspec.json.Decoder().decode
    with dump.open("rb") as lines:
        return sum(1 for line in lines if decode(line) is not None)


def _rewrite(file: Path, copy: Path) -> None:
    pl.read_parquet(file).write_parquet(copy)
    copy.unlink()


def _tables(files: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """Files by the table that they are parts of."""
    tables: dict[str, list[Path]] = {}
    for file in files:
        tables.setdefault(file.stem.partition("-")[0], []).append(file)
    return {name: tuple(parts) for name, parts in tables.items()}


def _scan(files: Sequence[Path]) -> None:
    """Every value of every table, once."""
    with scratch() as con:
        for parts in _tables(files).values():
            con.execute(f"SELECT max(COLUMNS(*)) FROM {parquet(parts)}").fetchall()


def _load(files: Sequence[Path], database: Path) -> None:
    """Every table into a database, in any order of rows."""
    with duckdb.connect() as con:
        con.execute("SET preserve_insertion_order = false")
        con.execute(f"ATTACH {literal(str(database))} AS release")
        for name, parts in _tables(files).items():
            con.execute(f'CREATE TABLE release."{name}" AS FROM {parquet(parts)}').fetchall()
        con.execute("CHECKPOINT release")


def main() -> None:
    """Measure in this process and print seconds as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("home", type=Path)
    arguments.add_argument("dumps", type=Path, nargs="+")
    options = arguments.parse_args()
    sys.stdout.write(json.dumps(measure(Home(options.home.absolute()), options.dumps)))


if __name__ == "__main__":
    main()
