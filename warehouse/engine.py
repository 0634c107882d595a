"""The engine that relational steps run on: DuckDB here, something else on a cluster."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw

from warehouse.ddl import literal

_ROW_GROUP = 122_880


class Engine:
    """Reads and writes Parquet and runs narwhals expressions in between, with bounded memory."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def scan(self, *files: Path) -> nw.LazyFrame[Any]:
        """A lazy frame over Parquet files of one schema; at least one file."""
        return nw.from_native(self.con.read_parquet([str(f) for f in _existing(files)]))

    def write(self, frame: nw.LazyFrame[Any], target: Path) -> Path:
        """Run a lazy frame and write it as Parquet."""
        frame.to_native().write_parquet(str(target), compression="zstd", row_group_size=_ROW_GROUP)
        return target


def _existing(files: Sequence[Path]) -> Sequence[Path]:
    if not files:
        raise ValueError("an engine scans at least one file")
    return files


def register_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[Path]]) -> None:
    """Make Parquet files readable as ``schema.table`` in a scratch database."""
    for name, files in tables.items():
        schema, table = name.split(".")
        con.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        paths = ", ".join(literal(str(f)) for f in _existing(files))
        source = f"read_parquet([{paths}], hive_partitioning = false)"
        con.execute(f'CREATE OR REPLACE VIEW "{schema}"."{table}" AS SELECT * FROM {source}')
