"""The table of the pipeline's benchmark: whose the seconds are, and what it is compared with. Nothing here is timed."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Warehouse

from benchmarks.bounds import run_bounds
from benchmarks.corpus import corpus, dumps_of, posts_of, truth_of
from benchmarks.floor import run_floor
from benchmarks.pipeline import Pair, rows_of
from benchmarks.processes import Sample, Usage, measure
from benchmarks.results import as_table, keep, last, with_before
from benchmarks.steps import REST, Part, Step, parts, steps_of
from orchestration.definitions import defs

EVENTS = [
    ("2026-01-02 03:04:05.000000", "PIPELINE_START", None),
    ("2026-01-02 03:04:10.250000", "STEP_START", "second"),
    ("2026-01-02 03:04:06.000000", "STEP_START", "first"),
    ("2026-01-02 03:04:07.000000", "STEP_OUTPUT", "first"),
    ("2026-01-02 03:04:10.000000", "STEP_SUCCESS", "first"),
    ("2026-01-02 03:04:11.000000", "STEP_SUCCESS", "second"),
    ("2026-01-02 03:04:11.500000", "STEP_START", "failed"),
]


def _log(home: Path, name: str) -> None:
    path = home / "dagster" / "history" / "runs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as con, con:
        con.execute("CREATE TABLE event_logs (timestamp TEXT, dagster_event_type TEXT, step_key TEXT)")
        con.executemany("INSERT INTO event_logs VALUES (?, ?, ?)", EVENTS)


def test_steps_come_from_the_event_log_in_order(tmp_path: Path) -> None:
    _log(tmp_path, "one.db")
    _log(tmp_path, "index.db")
    first, second = steps_of(tmp_path)
    assert (first.name, first.ended - first.began) == ("first", 4)
    assert (second.name, second.ended - second.began) == ("second", 0.75)
    assert first.began == 1767323046  # 2026-01-02T03:04:06Z, whatever the time zone of this machine


def test_a_home_of_several_runs_is_refused(tmp_path: Path) -> None:
    _log(tmp_path, "one.db")
    _log(tmp_path, "two.db")
    with pytest.raises(ValueError, match="2 runs"):
        steps_of(tmp_path)


def test_samples_are_attributed_to_steps_by_time() -> None:
    samples = [Sample(0, 0, 10), Sample(2, 1, 20), Sample(4, 5, 90), Sample(6, 6, 30), Sample(8, 7, 40)]
    usage = Usage(10, 8, 90, samples)
    assert parts(usage, [Step("long", 1, 5), Step("short", 6.5, 6.75)]) == [
        Part("long", 4, 5, 90),  # half a second of CPU before and after it
        Part("short", 0.25, 0.125, 30),  # no sample in it: the nearest tells its memory
        Part("start and end", 5.75, 2.875, 40),
        Part("total", 10, 8, 90),
    ]


def test_without_samples_only_the_whole_run_has_cpu_and_memory() -> None:
    step, rest, total = parts(Usage(10, 8, 90, []), [Step("only", 1, 5)])
    assert (step.cpu_seconds, step.peak_megabytes) == (None, None)
    assert (rest.seconds, rest.cpu_seconds, rest.peak_megabytes) == (6, None, None)
    assert (total.cpu_seconds, total.peak_megabytes) == (8, 90)


def test_ratios_are_medians_over_pairs() -> None:
    pairs = [
        Pair(
            1000,
            Part("floor", floor, 1, 5),
            [Part("step", step, None, None), Part("total", step + 1, 3, peak)],
            {"total": bound},
        )
        for floor, step, peak, bound in ((1, 4, 70, 1), (2, 6, 90, 6), (4, 40, 80, 8))
    ]
    step, total, floor = rows_of(pairs, megabytes=12)
    assert (step["bound"], total["bound"], floor["bound"]) == (None, 2, None)
    assert (step["seconds"], step["ratio"], step["share"]) == (6, 4, 6 / 7)
    assert (step["cpu_seconds"], step["peak_rss_mb"]) == (None, None)
    assert (total["posts_per_second"], total["megabytes_per_second"]) == (1000 / 7, 12 / 7)
    assert (total["cpu_seconds"], total["peak_rss_mb"]) == (3, 90)
    assert (floor["seconds"], floor["ratio"], floor["share"]) == (2, 1, None)


def test_results_are_compared_with_the_last_of_the_same_name(tmp_path: Path) -> None:
    assert last("pipeline-10", tmp_path) == []
    stamps = {"pipeline-10-20260102T030405Z": 3, "pipeline-10-20260101T030405Z": 1, "pipeline-100-20260103T030405Z": 9,
              "pipeline-10-recaptures-20260104T030405Z": 8}  # fmt: skip
    for name, ratio in stamps.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"rows": [{"step": "core", "ratio": ratio}]}))
    rows = [{"step": "core", "ratio": 2.5}, {"step": "new", "ratio": 1.0}]
    compared = with_before(rows, last("pipeline-10", tmp_path), "step", ["ratio"])
    assert [row["ratio_before"] for row in compared] == [3, None]
    keep("pipeline-10", rows, tmp_path)
    assert last("pipeline-10", tmp_path) == rows


def test_a_table_aligns_and_shows_what_is_unknown() -> None:
    rows = [{"step": "core", "ratio": 1234.5, "before": None}, {"step": "a", "ratio": 2.0}]
    columns = {"step": ("step", ""), "ratio": ("ratio", ",.1f"), "before": ("before", ",.1f")}
    assert as_table(rows, columns).splitlines() == [
        "step    ratio  before",
        "core  1,234.5       –",
        "a         2.0       –",
    ]


def test_cpu_of_grandchildren_counts_and_failures_end_the_benchmark(
    capfd: pytest.CaptureFixture[str],
) -> None:
    busy = "import time\nwhile time.process_time() < .15: pass"
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {busy!r}])"
    usage = measure([sys.executable, "-c", outer], {})
    assert usage.cpu_seconds >= 0.15
    assert usage.peak_megabytes > 1
    with pytest.raises(SystemExit, match="code 3"):
        measure([sys.executable, "-c", "import sys\nsys.stderr.write('why')\nsys.exit(3)"], {})
    assert "why" in capfd.readouterr().err


def test_the_corpus_is_made_once_and_the_floor_reads_all_of_it(tmp_path: Path) -> None:
    made = corpus(tmp_path, 500, seed=3)
    assert corpus(tmp_path, 500, seed=3) == made
    first, both = dumps_of(made), dumps_of(made, recaptures=True)
    assert len(first) * 2 == len(both)
    assert len(posts_of(made)) == len(truth_of(made)) == 500
    assert run_floor(tmp_path / "floor.duckdb", first)["posts"] == 500


def test_each_step_that_reads_or_writes_much_has_a_bound(tmp_path: Path, released: Warehouse) -> None:
    """Measured on another home's tables, the bounds leave that home as it was."""
    dumps = dumps_of(corpus(tmp_path, 500, seed=3))
    before = sorted(released.home.root.rglob("*"))
    bounds = run_bounds(released.home.root, dumps)
    steps = set(defs.resolve_job_def("refresh").graph.node_dict)
    assert bounds.keys() <= steps | {REST}
    assert steps - bounds.keys() == {"check_stg"}, "it asks the books alone"
    assert all(seconds > 0 for step, seconds in bounds.items() if step != "quality_tables")
    assert sorted(released.home.root.rglob("*")) == before


@pytest.mark.parametrize("rival", ["datasketch", "datatrove"])
def test_programs_of_other_packages_say_when_those_are_missing(rival: str) -> None:
    code = f"import sys, runpy\nsys.modules['{rival}'] = None\n"
    code += f"runpy.run_module('benchmarks.near.with_{rival}', run_name='__main__')"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert rival in json.loads(done.stdout)["missing"]
