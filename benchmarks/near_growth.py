"""What a batch of new texts costs the index of near-duplicates, against indexing all that it holds.

The index is made of a ground truth without its last texts, saved, loaded as a run does, and given those. At the end
its groups are held against those of an index that was made at once.

    python -m benchmarks.near_growth --posts 1000000 --new 10000
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import polars as pl

from assets.steps.near_index import NearIndex
from assets.steps.near_segments import read_texts
from assets.transforms.text_keys import text_keys
from benchmarks.corpus import corpus, posts_of
from benchmarks.results import Row, as_table, keep, last, with_before
from warehouse.settings import Duplicates

_BATCH = 122_880
_COLUMNS = {
    "case": ("", ""),
    "texts": ("texts", ",.0f"),
    "seconds": ("seconds", ",.2f"),
    "seconds_before": ("before", ",.2f"),
    "cpu_seconds": ("CPU s", ",.2f"),
    "share": ("share", ".1%"),
}


def main() -> None:
    """Measure, print the table and keep it; fails if the groups differ."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--posts", type=int, default=1_000_000)
    arguments.add_argument("--new", type=int, default=10_000, help="texts of the batch")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder", type=Path, help="where posts are kept for the next time")
    options = arguments.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        texts = _texts(corpus(folder, options.posts, options.seed))
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        rows, grown, at_once = _grown(texts, options.new, work)
    name = f"near_growth-{options.posts}-{options.new}"
    shown = with_before(rows, last(name), "case", ["seconds"])
    keep(name, rows)
    sys.stdout.write(f"{as_table(shown, _COLUMNS)}\n")
    is_same = grown.sort("node").equals(at_once.sort("node"))
    sys.stdout.write(f"grown and at once: {'the same groups' if is_same else 'groups DIFFER'}\n")
    sys.exit(not is_same)


def _texts(made: Path) -> pl.DataFrame:
    """One text of each content: ``post_key``, ``channel_key``, ``text``, in an order of no meaning."""
    posts = posts_of(made)
    first = text_keys(posts["text"])["content_id"].is_first_distinct()
    posts = posts.filter(first).sample(fraction=1, shuffle=True, seed=1)
    return posts.select(pl.int_range(pl.len()).alias("post_key"), channel_key="channel_id", text="text")


def _grown(texts: pl.DataFrame, new: int, work: Path) -> tuple[list[Row], pl.DataFrame, pl.DataFrame]:
    base, batch = texts.slice(0, len(texts) - new), texts.slice(len(texts) - new)
    index, first, all_cost = _updated(NearIndex(Duplicates()), base, work / "base")
    (work / "state").mkdir()
    index.save(work / "state")
    began = time.perf_counter(), time.process_time()
    loaded = NearIndex.load(work / "state", work, Duplicates())
    _, second, _ = _updated(loaded, batch, work / "new")
    batch_cost = time.perf_counter() - began[0], time.process_time() - began[1]
    told = pl.concat([first.join(second, on="node", how="anti"), second])
    _, at_once, _ = _updated(NearIndex(Duplicates()), texts, work / "at_once")
    rows: list[Row] = [
        {"case": "all at once", "texts": len(base), "seconds": all_cost[0], "cpu_seconds": all_cost[1]},
        {"case": "a batch more", "texts": new, "seconds": batch_cost[0], "cpu_seconds": batch_cost[1],
         "share": batch_cost[0] / all_cost[0]},
    ]  # fmt: skip
    return rows, _whole(told, texts), _whole(at_once, texts)


def _updated(
    index: NearIndex, texts: pl.DataFrame, folder: Path
) -> tuple[NearIndex, pl.DataFrame, tuple[float, float]]:
    began = time.perf_counter(), time.process_time()
    pieces = read_texts(texts.iter_slices(_BATCH), index.limits)
    told = index.update(np.empty(0, np.int64), pieces, folder)
    return index, told, (time.perf_counter() - began[0], time.process_time() - began[1])


def _whole(told: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """The group of every text; those of which nothing was told are alone."""
    nodes = texts.select(node="post_key")
    return nodes.join(told, on="node", how="left").with_columns(pl.col("group").fill_null(pl.col("node")))


if __name__ == "__main__":
    main()
