"""What a new dump costs: added to a large warehouse, to an empty one, and against building the large one.

Every figure is a whole `anbar run` in a process of its own, imports, checks and publication included. At the end
the grown warehouse is held against one that was built at once.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.corpus import corpus, dumps_of, newest_of
from benchmarks.processes import run_anbar
from warehouse.connect import scratch
from warehouse.content import content_of, differences
from warehouse.relation import attach_base


def main() -> None:
    """Run the three cases and print them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=1_000_000, help="posts of the large warehouse")
    arguments.add_argument("--new", type=int, default=10_000, help="posts of the new dump")
    arguments.add_argument("--seed", type=int, default=1, help="of the posts that are invented")
    arguments.add_argument(
        "--folder", type=Path, help="where dumps are kept for the next time; else none are"
    )
    options = arguments.parse_args()
    with ExitStack() as stack:
        kept = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept.mkdir(parents=True, exist_ok=True)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=kept)))
        made = corpus(kept, options.posts + options.new, options.seed, options.new)
        base, new = dumps_of(made), newest_of(made)
        full = run_anbar(folder / "grown", base)
        onto_large = run_anbar(folder / "grown", [new])
        onto_empty = run_anbar(folder / "empty", [new])
        at_once = run_anbar(folder / "at once", [*base, new])
        for name, measured in (
            (f"{options.posts:,} posts onto nothing", full),
            (f"{options.new:,} posts onto those", onto_large),
            (f"{options.new:,} posts onto nothing", onto_empty),
            ("all at once", at_once),
        ):
            _say(f"{name:>34} {measured.seconds:8.1f} s {measured.peak_megabytes:8,.0f} MB")
        _say(f"{'share of the full build':>34} {onto_large.seconds / full.seconds:8.1%}")
        _say(f"{'times the cost onto nothing':>34} {onto_large.seconds / onto_empty.seconds:8.2f}")
        found = differences(_content(folder / "grown"), _content(folder / "at once"))
        _say(f"{'grown and at once':>34} {'differ: ' + '; '.join(found) if found else 'hold the same rows'}")
        sys.exit(bool(found))


def _content(home: Path) -> dict[str, tuple[int, int]]:
    with scratch() as con:
        attach_base(con, (home / "published" / "current").resolve() / "warehouse.duckdb")
        con.execute("USE base")
        return content_of(con)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
