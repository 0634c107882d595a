"""The one resource: the home folder, held by its only writer for as long as a run lasts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
from pydantic import PrivateAttr

from assets.steps.lifecycle import begin, end
from assets.steps.workspace import Workspace
from warehouse.errors import AnbarError
from warehouse.home import Home
from warehouse.lock import Holder, WriterLock
from warehouse.settings import load_settings

log = logging.getLogger(__name__)

_DAMAGED = (
    "If a file in the lake is damaged, `anbar doctor --deep` names it and `anbar rebuild` makes it anew from "
    "the raw copies."
)
_MEMORY = (
    "Raise `memory_limit` in anbar.toml: without one, a tenth of the machine's memory is used, at least 1 GB."
)


class WarehouseResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Home folder of the warehouse.

    One run at a time writes to a home: the lock is the operating system's and goes with its process, so
    a killed run never blocks the next one. Under the in-process executor, which the job uses, it is held
    from the first step to the last.
    """

    home: str = ""
    """Path of the home folder; empty means ``ANBAR_HOME``, else ``./data``."""

    _workspace: Workspace | None = PrivateAttr(default=None)
    _error: str | None = PrivateAttr(default=None)

    @property
    def workspace(self) -> Workspace:
        """What the steps of this run work on."""
        if self._workspace is None:
            raise RuntimeError("the warehouse is only open while a run executes")
        return self._workspace

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseResource"]:
        """Hold the lock and keep the books of the run while its steps execute."""
        home = Home.locate(Path(self.home) if self.home else None)
        settings = load_settings(home.config)
        home.create()
        run_id = context.run.run_id if context.run else "no-run"
        lock = WriterLock(
            home.writer_lock, f"run {run_id}", timeout=settings.lock_timeout_seconds, on_wait=_say_waiting
        )
        with lock:
            self._workspace = Workspace(home, run_id)
            begun = begin(self._workspace)
            try:
                yield self
            finally:
                end(begun, self._error)
                self._workspace = None

    @contextmanager
    def step(self) -> Iterator[Workspace]:
        """One step: bad input and full disks become failures that no retry would cure."""
        try:
            yield self.workspace
        except AnbarError as error:
            self._error = str(error)
            raise dg.Failure(str(error), allow_retries=False) from error
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            remedy = _MEMORY if isinstance(error, duckdb.OutOfMemoryException) else _DAMAGED
            self._error = f"{type(error).__name__}: {str(error).splitlines()[0]} {remedy}"
            raise
        except Exception as error:
            self._error = f"{type(error).__name__}: {error}"
            raise


def _say_waiting(holder: Holder | None) -> None:
    log.warning("another run is writing (%s); waiting for it to end", holder or "unknown")
