"""What every step of one run works on."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import polars as pl

from schemas import CONTRACTS
from warehouse.connect import scratch
from warehouse.engine import Engine
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.settings import Settings, load_settings

CODE_VERSION = version("anbar")


@dataclass(frozen=True)
class Workspace:
    """The home folder, the configuration and the identity of one run."""

    home: Home
    run_id: str

    @cached_property
    def settings(self) -> Settings:
        """Configuration in force, read once per run."""
        return load_settings(self.home.config)

    @cached_property
    def lake(self) -> Lake:
        """Raw dumps and parses."""
        return Lake(self.home)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """A database in memory that spills to the build folder, for relational steps."""
        spill = self.home.build / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        con = scratch(memory_limit=self.settings.memory_limit, temp_directory=spill)
        try:
            yield Engine(con)
        finally:
            con.close()

    def table(self, name: str) -> Path:
        """Parquet file of a table of the release under construction."""
        return self.home.build / f"{name}.parquet"

    def scratch(self, name: str) -> Path:
        """Parquet file of an intermediate result, gone after the run."""
        return self.home.build / "scratch" / f"{name}.parquet"

    def clear(self, schema: str) -> None:
        """Remove the tables of a schema and all intermediate results of an earlier build."""
        shutil.rmtree(self.home.build / "scratch", ignore_errors=True)
        (self.home.build / "scratch").mkdir(parents=True)
        for old in self.home.build.glob(f"{schema}.*.parquet"):
            old.unlink()

    def table_files(self, name: str) -> list[Path]:
        """The files of a table that was built, one or several parts."""
        single = self.table(name)
        return [single] if single.exists() else sorted(self.home.build.glob(f"{name}-*.parquet"))

    def row_counts(self, names: Iterable[str]) -> dict[str, int]:
        """Rows of tables that were built."""
        return {
            name: int(pl.scan_parquet(self.table_files(name)).select(pl.len()).collect().item())
            for name in names
        }

    def write_table(self, name: str, frame: pl.DataFrame) -> Path:
        """Write a table that fits in memory, validated by its contract.

        Raises:
            pandera.errors.SchemaErrors: the frame breaks the contract.
        """
        contract = CONTRACTS[name]
        shaped = frame.select(contract.polars_schema.names()).cast(contract.polars_schema)
        contract.model.validate(shaped, lazy=True)
        shaped.write_parquet(self.table(name), row_group_size=122_880)
        return self.table(name)


def now() -> datetime:
    """The clock, naive UTC; the one place where it is read."""
    return datetime.now(UTC).replace(tzinfo=None)
