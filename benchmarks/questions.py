"""How fast the documented questions (`warehouse/QUESTIONS.md`) are answered, and what the marts behind them cost.

python -m benchmarks.questions                      # 1,000,000 posts: each under 100 ms
python -m benchmarks.questions --posts 10000000     # each under 1 s
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.question_world import build_question_world
from benchmarks.results import Row, as_table, keep, last, with_before
from warehouse.questions import Question, document, load_questions

DOCUMENT = Path(__file__).parent.parent / "warehouse" / "QUESTIONS.md"

_COLUMNS = {
    "case": ("", ""),
    "rows": ("rows", ",.0f"),
    "ms": ("ms", ",.1f"),
    "ms_before": ("before", ",.1f"),
    "target_ms": ("target", ",.0f"),
}


def main() -> None:
    """Measure, print the table and keep it; fails if a question is slower than its target."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--posts", type=int, default=1_000_000)
    arguments.add_argument("--topics", type=int, default=20_000)
    arguments.add_argument("--repeat", type=int, default=5, help="times that each question is asked (5)")
    arguments.add_argument("--memory-limit", default="2500MB")
    arguments.add_argument(
        "--document", action="store_true", help="write warehouse/QUESTIONS.md, measure nothing"
    )
    options = arguments.parse_args()
    if options.document:
        _write_document()
        return
    target = 100 if options.posts <= 1_000_000 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.duckdb"
        config = {"threads": 2, "memory_limit": options.memory_limit, "temp_directory": folder}
        with duckdb.connect(file, config=config) as con:
            marts = build_question_world(con, options.posts, options.topics)
            counts = {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in marts}
        rows: list[Row] = [{"case": n, "rows": counts[n], "ms": s * 1000} for n, s in marts.items()]
        with duckdb.connect(file, read_only=True, config={"threads": 2}) as con:
            rows += [_asked(con, q, options.repeat, target) for q in load_questions()]
        size = file.stat().st_size
    name = f"questions-{options.posts}-{options.topics}"
    shown = with_before(rows, last(name), "case", ["ms"])
    keep(name, rows)
    sys.stdout.write(f"{as_table(shown, _COLUMNS)}\n{size / 1e6:,.0f} MB\n")
    sys.exit(any(row["ms"] > row.get("target_ms", row["ms"]) for row in rows))


def _write_document() -> None:
    with duckdb.connect(config={"threads": 2}) as con:
        build_question_world(con, 20_000, 300)
        DOCUMENT.write_text(document(load_questions(), con), encoding="utf-8")


def _asked(con: duckdb.DuckDBPyConnection, question: Question, repeat: int, target: int) -> Row:
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        found = con.execute(question.sql).fetchall()
        times.append((time.perf_counter() - began) * 1000)
    return {"case": question.name, "rows": len(found), "ms": statistics.median(times), "target_ms": target}


if __name__ == "__main__":
    main()
