"""Runs a relational step on polars and on DuckDB and holds the results against each other."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from warehouse.connect import scratch
from warehouse.engine import Engine

Rows = Sequence[dict[str, Any]]
Schema = dict[str, Any]
Step = Callable[..., "nw.LazyFrame[Any]"]


def run(step: Step, *inputs: tuple[Rows, Schema]) -> list[dict[str, Any]]:
    """Rows of a step, sorted; both engines must agree on them."""
    frames = [pl.DataFrame(list(rows), schema=schema) for rows, schema in inputs]
    on_polars = _sorted(step(*[nw.from_native(f.lazy()) for f in frames]).collect("polars").to_native())
    on_duckdb = _sorted(_on_duckdb(step, frames).select(on_polars.columns))
    assert on_duckdb.rows() == on_polars.rows()
    return on_polars.rows(named=True)


@cache
def _engine() -> Engine:
    return Engine(scratch(threads=2))  # one for all: opening a database costs more than the steps here


def _on_duckdb(step: Step, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.parquet" for number, _ in enumerate(frames)]
        for file, frame in zip(files, frames, strict=True):
            frame.write_parquet(file)
        scans = [_engine().scan(file) for file in files]
        return pl.read_parquet(_engine().write(step(*scans), Path(folder) / "out.parquet"))


def counted(copies: Rows) -> Rows:
    """Copies with the number of copies of their posts, as ``rank_copies`` gives it."""
    counts = Counter(row["post_key"] for row in copies)
    return [row | {"copy_count": counts[row["post_key"]]} for row in copies]


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(frame.columns, nulls_last=True)
