"""What every step of one run works on."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import polars as pl

from assets.steps.parsed import parse_key
from assets.transforms.quarantine import refuse_broken
from assets.transforms.text import dump_key
from schemas import CONTRACTS, PUBLISHED, STAGING
from warehouse.connect import scratch
from warehouse.engine import Engine
from warehouse.home import Home
from warehouse.lake import Dump, Lake
from warehouse.relation import Relation
from warehouse.settings import Settings, load_settings
from warehouse.waivers import Waiver, in_force, load_waivers

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
    def waivers(self) -> dict[int, Waiver]:
        """Waivers in force, by the record that they are for, read once per run."""
        return in_force(load_waivers(self.home.waivers), now().date())

    @cached_property
    def lake(self) -> Lake:
        """Raw dumps and parses."""
        return Lake(self.home)

    @cached_property
    def parses(self) -> tuple[tuple[Dump, Path], ...]:
        """Each dump with the folder of its parse, as current code and configuration parse it, by dump id."""
        dumps = self.lake.dumps()
        return tuple((d, self.lake.parse_folder(d.dump_id, parse_key(d, self.settings))) for d in dumps)

    @cached_property
    def staged_files(self) -> dict[str, list[tuple[int, Path]]]:
        """Parquet parts of each staged table over all parses, with the key of their dump."""
        found: dict[str, list[tuple[int, Path]]] = {name: [] for name in STAGING}
        for dump, folder in self.parses:
            for part in sorted(folder.glob("*.parquet")):
                found[f"stg.{part.name.rpartition('-')[0]}"].append((dump_key(dump.dump_id), part))
        return found

    def forget_parses(self) -> None:
        """Look at the lake again: other dumps or parses are in it than before."""
        for name in ("parses", "staged_files"):
            self.__dict__.pop(name, None)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """A database in memory that spills to the build folder, for relational steps."""
        spill = self.home.build / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        con = scratch(
            memory_limit=self.settings.memory_limit, temp_directory=spill, preserve_insertion_order=False
        )
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

    def clear(self) -> None:
        """Remove all tables and intermediate results of an earlier build."""
        shutil.rmtree(self.home.build / "scratch", ignore_errors=True)
        (self.home.build / "scratch").mkdir(parents=True)
        self.clear_tables()

    def clear_tables(self) -> None:
        """Remove all tables of an earlier build."""
        for old in (*self.home.build.glob("*.parquet"), self._base_file):
            if not old.name.startswith("_checks_"):
                old.unlink(missing_ok=True)

    def table_files(self, name: str) -> list[Path]:
        """The files of a table that was built, one or several parts."""
        single = self.table(name)
        return [single] if single.exists() else sorted(self.home.build.glob(f"{name}-*.parquet"))

    @property
    def base(self) -> Path | None:
        """Database of the release that this build continues; None where it builds everything."""
        return Path(self._base_file.read_text(encoding="utf-8")) if self._base_file.exists() else None

    def continue_from(self, database: Path) -> None:
        """Continue a release; tables with ``replaced`` keys hold only what differs from it."""
        self._base_file.write_text(str(database), encoding="utf-8")

    def replaced(self, name: str, key: str = "post_key") -> Path:
        """Parquet of the keys whose rows of the base no longer count, for a table that continues it."""
        return self.home.build / f"_replaced.{name}.{key}.parquet"

    def relation(self, name: str) -> Relation:
        """Where the rows of a table lie that was built."""
        keys = sorted(self.home.build.glob(f"_replaced.{name}.*.parquet"))
        replaced = {file.suffixes[-2].removeprefix("."): file for file in keys}
        return Relation(tuple(self.table_files(name)), self.base if replaced else None, replaced)

    def relations(self, *schemas: str) -> dict[str, Relation]:
        """Tables of schemas that were built."""
        names = [name for name in PUBLISHED if name.partition(".")[0] in schemas]
        found = {name: self.relation(name) for name in names}
        return {name: relation for name, relation in found.items() if relation.files or relation.base}

    def row_counts(self, names: Iterable[str]) -> dict[str, int]:
        """Rows of tables that were built."""
        wanted = list(names)
        with self.engine() as engine:
            engine.register({name: self.relation(name) for name in wanted})
            return {name: engine.count(name) for name in wanted}

    @property
    def _base_file(self) -> Path:
        return self.home.build / "base.txt"

    def write_table(self, name: str, frame: pl.DataFrame) -> Path:
        """Write a table that fits in memory, validated by its contract.

        Raises:
            pandera.errors.SchemaErrors: the frame breaks the contract.
        """
        contract = CONTRACTS[name]
        shaped = frame.select(contract.polars_schema.names()).cast(contract.polars_schema)
        refuse_broken(shaped, contract)
        shaped.write_parquet(self.table(name), row_group_size=122_880)
        return self.table(name)


@cache
def code_fingerprint() -> str:
    """SHA-256 over the code that decides what tables hold, and the versions of what it calls."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for package in ("assets", "schemas", "warehouse"):
        for file in sorted((root / package).rglob("*")):
            if file.suffix in (".py", ".sql", ".toml"):
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(file.read_bytes())
    for library in ("duckdb", "narwhals", "numpy", "polars", "polars-hash"):
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def now() -> datetime:
    """The clock, naive UTC; the one place where it is read."""
    return datetime.now(UTC).replace(tzinfo=None)
