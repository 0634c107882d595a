"""What a new dump costs: added to a large warehouse, to an empty one, and against building the large one.

Every figure is a whole `anbar run` in a process of its own, imports, checks and publication included. At the end
the grown warehouse is held against one that was built at once.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from benchmarks.dumps import write_export
from benchmarks.posts import Post, posts
from benchmarks.processes import run_anbar
from warehouse.connect import scratch
from warehouse.content import content_of, differences
from warehouse.relation import attach_base

_OVERLAP = 0.1
"""Share of the new dump that the warehouse has already."""


def main() -> None:
    """Run the three cases and print them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=1_000_000, help="posts of the large warehouse")
    arguments.add_argument("--new", type=int, default=10_000, help="posts of the new dump")
    arguments.add_argument("--channels", type=int, default=20)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base, new = _dumps(folder, options.posts, options.new, options.channels)
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


def _dumps(folder: Path, count: int, new: int, channels: int) -> tuple[list[Path], Path]:
    """Exports of channels, and a later one of the first channel that overlaps the one before."""
    each = count // channels
    base = [_export(folder / f"channel{n}.json", n, posts(each, seed=n)) for n in range(channels)]
    known = int(new * _OVERLAP)
    later = islice(posts(each + new - known, seed=0), each - known, None)
    return base, _export(folder / "new.json", 0, later)


def _export(path: Path, channel: int, some: Iterable[Post]) -> Path:
    write_export(path, f"Benchmark {channel}", 1_234_567_000 + channel, map(_tagged, some))
    return path


def _tagged(post: Post) -> tuple[Post, list[dict[str, str]]]:
    """A post with its entities as the exporter splits them."""
    pieces = [piece for piece in re.split(r"(#\w+)", post.text) if piece]
    return post, [{"type": "hashtag" if p.startswith("#") else "plain", "text": p} for p in pieces]


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
