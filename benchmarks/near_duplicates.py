"""The search for near-duplicates alone, against two packages that others use for it.

All are given the same texts of the ground truth, one of each exact content, and run in processes of their own;
imports and reading do not count. `times ours` is CPU time per text as a multiple of ours on the same texts. Recall
and precision are shares of posts, as `benchmarks.accuracy` defines them, over all posts and over the copies alone.

The packages are no dependencies. Make an environment that has them and name its interpreter; a package that cannot
be imported is left out with a remark. datatrove has its own, smaller, corpus because it is slow. Example:

    python -m benchmarks.near_duplicates --posts 20000 --python data/rivals/bin/python
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl

from assets.transforms.near.words import matter
from assets.transforms.text import token_key
from assets.transforms.text_keys import text_keys
from benchmarks.accuracy import evaluate
from benchmarks.copying import COPIES
from benchmarks.corpus import corpus, posts_of, truth_of
from benchmarks.results import Row, as_table, keep, last, with_before

_COLUMNS = {
    "case": ("", ""),
    "texts": ("texts", ",.0f"),
    "texts_per_second": ("texts/s", ",.0f"),
    "texts_per_second_before": ("before", ",.0f"),
    "texts_per_cpu_second": ("texts/CPU s", ",.0f"),
    "texts_per_cpu_second_before": ("before", ",.0f"),
    "times_ours": ("times ours", ",.1f"),
    "recall": ("recall", ".4f"),
    "precision": ("precision", ".4f"),
    "copies_recall": ("of copies", ".4f"),
    "copies_precision": ("precision", ".4f"),
    "peak_rss_mb": ("peak MB", ",.0f"),
}


def main() -> None:
    """Measure, print the table and keep it."""
    options = _options()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        small = min(options.posts, options.datatrove_posts)
        rows = []
        for posts, rival in ((options.posts, "datasketch"), (small, "datatrove")):
            rows += _compared(work, corpus(folder, posts, options.seed), rival, options.python)
    name = f"near_duplicates-{options.posts}-{small}"
    compared = with_before(rows, last(name), "case", ["texts_per_second", "texts_per_cpu_second"])
    keep(name, rows)
    sys.stdout.write(f"{as_table(compared, _COLUMNS)}\n")
    for row in rows:
        if "missing" in row:
            sys.stdout.write(f"{row['case']} was left out: {row['missing']}; see --python.\n")


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--posts", type=int, default=100_000, help="posts to group (100,000)")
    arguments.add_argument(
        "--datatrove-posts", type=int, default=5_000, help="the same for datatrove (5,000)"
    )
    arguments.add_argument("--seed", type=int, default=1, help="of the posts that are invented")
    arguments.add_argument(
        "--folder", type=Path, help="where posts are kept for the next time; else none are"
    )
    arguments.add_argument("--python", default=sys.executable, help="interpreter that has the packages")
    return arguments.parse_args()


def _compared(work: Path, made: Path, rival: str, python: str) -> list[Row]:
    """Ours and another on one corpus."""
    posts = posts_of(made)
    posts = posts.with_columns(text_keys(posts["text"])["content_id"])
    texts = posts.unique("content_id", keep="first", maintain_order=True)
    _write(work / "texts.ndjson", texts)
    truth = truth_of(made).with_columns(
        kind=pl.when(pl.col("kind").is_in(list(COPIES))).then(pl.lit("copies"))
    )
    rows: list[Row] = []
    for case, program, interpreter in (("ours", "ours", sys.executable), (rival, f"with_{rival}", python)):
        found = _run(interpreter, program, work / "texts.ndjson")
        if "missing" in found:
            rows.append({"case": case, "missing": found["missing"]})
            continue
        grouped = posts.join(
            texts.select("content_id", group=pl.Series(found.pop("groups"))), on="content_id"
        )
        rows.append(_row(case, len(texts), found) | _quality(grouped, truth))
        rows[-1]["times_ours"] = rows[0]["texts_per_cpu_second"] / rows[-1]["texts_per_cpu_second"]
    rows[0]["case"] = f"ours, beside {rival}"
    return rows


def _write(path: Path, texts: pl.DataFrame) -> None:
    """Texts as the programs read them: see ``benchmarks.near.child.Text``."""
    folded = matter(texts["text"]).to_frame("t").select(token_key(pl.col("t"))).to_series()
    texts.select("text", channel="channel_id", folded=folded).write_ndjson(path)


def _run(interpreter: str, program: str, texts: Path) -> dict[str, Any]:
    """Run a program of ``benchmarks.near``; in an environment that knows nothing of this project, too."""
    command = [interpreter, "-m", f"benchmarks.near.{program}", str(texts)]
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": root})
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _row(case: str, count: int, found: dict[str, Any]) -> Row:
    return {
        "case": case,
        "texts": count,
        "texts_per_second": count / found["seconds"],
        "texts_per_cpu_second": count / found["cpu_seconds"],
        "peak_rss_mb": found["peak_rss_mb"],
    }


def _quality(grouped: pl.DataFrame, truth: pl.DataFrame) -> Row:
    """Recall and precision of all posts and of the copies."""
    measures = {row["kind"]: row for row in evaluate(grouped, truth).iter_rows(named=True)}
    return {
        f"{prefix}{measure}": measures[kind][f"item_{measure}"]
        for prefix, kind in (("", "all"), ("copies_", "copies"))
        for measure in ("recall", "precision")
    }


if __name__ == "__main__":
    main()
