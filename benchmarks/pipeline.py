"""The whole path from dumps to a published release, step by step, as ratios to a floor of the same run.

The floor is DuckDB reading the same files into one table, without any check. A ratio of 30 says: all that makes
the rows trustworthy costs thirty times a bare load. `bound` says how much of that is reading the input of each step
and writing its output, with nothing in between (`bounds.py`). Floor and run alternate, and ratios are the median over
such pairs, so that a machine that is slow for a while slows down both. Steps come from the event log of the run; their
CPU time and memory (all processes together) from looks at the processes five times a second, so steps shorter than
that get an estimate. `before` is the last kept result of the same size. Example:

    python -m benchmarks.pipeline --posts 100000 --repeat 1 --folder data/bench
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.bounds import run_bounds
from benchmarks.corpus import corpus, dumps_of
from benchmarks.floor import run_floor
from benchmarks.processes import run_anbar
from benchmarks.results import Row, as_table, keep, last, with_before
from benchmarks.steps import TOTAL, Part, parts, steps_of

FLOOR = "floor"


@dataclass(frozen=True)
class Pair:
    """A floor and a run, one after the other."""

    posts: int
    floor: Part
    run: list[Part]
    bounds: dict[str, float]
    """Seconds that each step cannot go below."""


_COLUMNS = {
    "step": ("step", ""),
    "seconds": ("seconds", ",.2f"),
    "seconds_before": ("before", ",.2f"),
    "share": ("share", ".1%"),
    "posts_per_second": ("posts/s", ",.0f"),
    "megabytes_per_second": ("MB/s", ",.1f"),
    "cpu_seconds": ("CPU s", ",.2f"),
    "peak_rss_mb": ("peak MB", ",.0f"),
    "bound": ("bound", ",.2f"),
    "ratio": ("ratio", ",.2f"),
    "ratio_before": ("before", ",.2f"),
}


def main() -> None:
    """Measure, print the table and keep it."""
    options = _options()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        files = dumps_of(corpus(folder, options.posts, options.seed), recaptures=options.recaptures)
        megabytes = sum(f.stat().st_size for f in files) / 1e6
        pairs = _pairs(work, files, options.repeat, options.keep_home)
    rows = rows_of(pairs, megabytes)
    name = f"pipeline-{options.posts}{'-recaptures' if options.recaptures else ''}"
    compared = with_before(rows, last(name), "step", ["seconds", "ratio"])
    keep(name, rows)
    sys.stdout.write(f"{pairs[0].posts:,} posts, {megabytes:,.0f} MB\n{as_table(compared, _COLUMNS)}\n")


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--posts", type=int, default=1_000_000, help="posts to load (1,000,000)")
    arguments.add_argument("--seed", type=int, default=1, help="of the posts that are invented")
    arguments.add_argument("--repeat", type=int, default=3, help="pairs of a floor and a run (3)")
    arguments.add_argument(
        "--folder", type=Path, help="where dumps are kept for the next time; else none are"
    )
    arguments.add_argument("--recaptures", action="store_true", help="load the later dumps of the posts, too")
    arguments.add_argument("--keep-home", type=Path, metavar="HOME", help="leave the last warehouse here")
    options = arguments.parse_args()
    if options.repeat < 1:
        arguments.error("--repeat must be at least 1.")
    if options.keep_home and options.keep_home.exists():
        arguments.error(f"{options.keep_home} exists; a run into a home that holds something is another one.")
    return options


def _pairs(work: Path, files: list[Path], repeat: int, kept_home: Path | None) -> list[Pair]:
    pairs = []
    for number in range(1, repeat + 1):
        home = kept_home if kept_home and number == repeat else work / "home"
        pair = _pair(work / "floor.duckdb", home, files)
        if home != kept_home:
            shutil.rmtree(home)
        pairs.append(pair)
        took = f"floor {pair.floor.seconds:.2f} s, run {pair.run[-1].seconds:.2f} s"
        sys.stderr.write(f"{number} of {repeat}: {took}\n")
    return pairs


def _pair(database: Path, home: Path, files: list[Path]) -> Pair:
    bare = run_floor(database, files)
    database.unlink()
    usage = run_anbar(home, files)
    floor = Part(FLOOR, bare["seconds"], bare["cpu_seconds"], bare["peak_rss_mb"])
    bounds = run_bounds(home, files)
    bounds[TOTAL] = sum(bounds.values())
    return Pair(int(bare["posts"]), floor, parts(usage, steps_of(home)), bounds)


def rows_of(pairs: Sequence[Pair], megabytes: float) -> list[Row]:
    """Figures of each part of the run, of all of it and of the floor."""
    posts = pairs[0].posts
    whole = median(pair.run[-1].seconds for pair in pairs)
    rows = []
    for several in zip(*([*pair.run, pair.floor] for pair in pairs), strict=True):
        seconds = median(part.seconds for part in several)
        is_floor = several[0].name == FLOOR
        row = {
            "step": several[0].name,
            "seconds": seconds,
            "share": None if is_floor else seconds / whole,
            "posts_per_second": posts / seconds,
            "megabytes_per_second": megabytes / seconds,
            "cpu_seconds": _of_known(median, [part.cpu_seconds for part in several]),
            "peak_rss_mb": _of_known(max, [part.peak_megabytes for part in several]),
            "bound": _bound(several[0].name, pairs),
            "ratio": median(part.seconds / p.floor.seconds for part, p in zip(several, pairs, strict=True)),
        }
        rows.append(row)
    return rows


def _bound(step: str, pairs: Sequence[Pair]) -> float | None:
    known = [pair.bounds[step] / pair.floor.seconds for pair in pairs if step in pair.bounds]
    return median(known) if known else None


def _of_known(middle: Callable[[list[float]], float], values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return middle(known) if known else None


if __name__ == "__main__":
    main()
