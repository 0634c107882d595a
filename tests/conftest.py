"""What tests of the whole path share: the sample dumps, real dumps where present, and runs of the job."""

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from hypothesis import settings

from assets.steps.core import build_core
from assets.steps.marts import build_marts
from assets.steps.parse import parse_dumps
from assets.steps.stage import stage_dumps
from assets.steps.workspace import Workspace
from orchestration.cli.run import failure_message
from orchestration.definitions import defs
from schemas import PUBLISHED
from warehouse.connect import open_release
from warehouse.errors import AnbarError
from warehouse.home import Home

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "fixtures" / "samples"
SHARED = ROOT.parent / "shared" / "data"

# A slow machine is no fault of the code.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")

gc.set_threshold(50_000, 20, 20)  # as `anbar` does: what was imported need not be searched again and again


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the hand-written sample dumps."""
    return SAMPLES


@pytest.fixture(scope="session")
def seed() -> Path:
    """The first user's dump; skips where the folder of real dumps is not there."""
    path = SHARED / "seed" / "armangram.txt"
    if not path.exists():
        pytest.skip("the real dumps (../shared/data) are not on this machine")
    return path


@dataclass
class Warehouse:
    """A home folder and the ways to fill it."""

    home: Home
    runs: int = 0

    def workspace(self) -> Workspace:
        """The workspace of the next run."""
        self.runs += 1
        return Workspace(self.home, f"run-{self.runs}")

    def build(self, *dumps: Path, again: frozenset[str] = frozenset()) -> Workspace:
        """Stage, parse, compare and build the marts, without publishing."""
        workspace = self.workspace()
        self.home.create()
        stage_dumps(workspace, dumps)
        parse_dumps(workspace, again)
        build_core(workspace)
        build_marts(workspace)
        return workspace

    def refresh(self, *dumps: Path, again: Sequence[str] = ()) -> Path:
        """A whole run of the job `refresh`; gives the database of the release.

        Args:
            dumps: files and folders to load.
            again: dump ids to parse although their parse is current; `*` for all.

        Raises:
            AnbarError: the run failed; says what its steps said.
        """
        config = {
            "ops": {
                "raw_dumps": {"config": {"dumps": [str(d) for d in dumps]}},
                "staged_tables": {"config": {"again": list(again)}},
            },
            "resources": {"warehouse": {"config": {"home": str(self.home.root)}}},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        }
        job = defs.resolve_job_def("refresh")
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(config, instance=instance, raise_on_error=False)
        if not result.success:
            raise AnbarError(failure_message(self.home, result))
        return self.home.published / "current" / "warehouse.duckdb"

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the current release."""
        with open_release(self.home.published / "current" / "warehouse.duckdb") as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse."""
    return Warehouse(Home(tmp_path / "home"))


@pytest.fixture(scope="session")
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Warehouse]:
    """Makes empty warehouses, for tests that need several."""
    return lambda: Warehouse(Home(tmp_path_factory.mktemp("warehouse") / "home"))


@pytest.fixture(scope="session")
def released(new_warehouse: Callable[[], Warehouse], samples: Path) -> Warehouse:
    """A warehouse of the sample dumps, for tests that only read it."""
    warehouse = new_warehouse()
    warehouse.refresh(samples)
    return warehouse


@pytest.fixture
def continued(released: Warehouse, tmp_path: Path) -> Warehouse:
    """A warehouse of the sample dumps, to go on from."""
    return Warehouse(copy_of(released.home, tmp_path / "home"))


def copy_of(home: Home, folder: Path) -> Home:
    """The same home in another place, down to its release."""
    return Home(shutil.copytree(home.root, folder, symlinks=True))


def content(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """All core and mart tables as sorted frames; without ``staged_at``, which tells of the operation."""
    tables = {}
    for name in PUBLISHED:
        if name.startswith(("core.", "mart.")):
            frame = pl.read_parquet(workspace.table_files(name)).drop("staged_at", strict=False)
            tables[name] = frame.sort(PUBLISHED[name].primary_key)
    return tables


def assert_same_content(left: dict[str, pl.DataFrame], right: dict[str, pl.DataFrame]) -> None:
    """Fail with the first table that differs."""
    for name, frame in left.items():
        assert frame.equals(right[name]), f"{name} differs:\n{frame}\n{right[name]}"
