"""The engine that relational steps run on: DuckDB here, something else on a cluster."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw

from warehouse.ddl import qualified
from warehouse.relation import BASE, Relation, attach_base, register_tables

_ROW_GROUP = 30_720


class Engine:
    """Reads and writes Parquet and runs narwhals expressions in between, with bounded memory."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def scan(self, *files: Path) -> nw.LazyFrame[Any]:
        """A lazy frame over Parquet files of one schema; at least one file."""
        return nw.from_native(self.con.read_parquet([str(f) for f in _existing(files)]))

    def table(self, name: str) -> nw.LazyFrame[Any]:
        """A lazy frame over a table that was registered."""
        return nw.from_native(self.con.sql(f"SELECT * FROM {qualified(name)}"))

    def continue_from(self, database: Path) -> None:
        """Make a release readable, for ``held``."""
        attach_base(self.con, database)

    def held(self, name: str) -> nw.LazyFrame[Any]:
        """A lazy frame over a table of the release that is continued."""
        return nw.from_native(self.con.sql(f"SELECT * FROM {BASE}.{qualified(name)}"))

    def register(self, tables: Mapping[str, Relation]) -> None:
        """Make tables of the release under construction readable."""
        register_tables(self.con, tables)

    def count(self, name: str) -> int:
        """Rows of a table that was registered."""
        return int(self.con.execute(f"SELECT count(*) FROM {qualified(name)}").fetchall()[0][0])

    def write(self, frame: nw.LazyFrame[Any], target: Path) -> Path:
        """Run a lazy frame and write it as Parquet."""
        frame.to_native().write_parquet(str(target), compression="zstd", row_group_size=_ROW_GROUP)
        return target


def _existing(files: Sequence[Path]) -> Sequence[Path]:
    if not files:
        raise ValueError("an engine scans at least one file")
    return files
