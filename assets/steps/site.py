"""The quality site: inside every release, and in its place where publication was held back."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
from jinja2 import TemplateError

from assets.steps import history
from assets.steps.workspace import CODE_VERSION, Workspace, now
from dashboard.site import SiteReport, build_site
from dashboard.subject import Subject, subject_of_release
from schemas import PUBLISHED
from warehouse.connect import scratch
from warehouse.ddl import create_table, identifier, literal, qualified
from warehouse.errors import AnbarError
from warehouse.home import QUALITY
from warehouse.publish import Publisher
from warehouse.relation import BASE, Relation, attach_base, register_tables
from warehouse.release import FILE_NAME
from warehouse.views import define_view, load_views

log = logging.getLogger(__name__)

_HISTORY = ("dq.run", "dq.check_result", "dq.ledger", "dq.quarantine", "dq.refused_file")
_BUG = "This is a fault of Anbar, not of the dumps; the release before it stays current."


def site_of_release(workspace: Workspace, folder: Path) -> SiteReport:
    """Write the site of a release that is built and not yet published.

    Args:
        workspace: the run.
        folder: the release; its site becomes the folder ``quality`` below.

    Raises:
        AnbarError: the site cannot be written; a release without one would be no whole release.
    """
    earlier = workspace.home.published / "current" / QUALITY
    try:
        with _database(workspace) as con:
            con.execute(f"ATTACH {literal(str(folder / FILE_NAME))} AS warehouse (READ_ONLY)")
            con.execute("USE warehouse")
            return build_site(con, subject_of_release(con), folder / QUALITY, earlier)
    except (duckdb.Error, OSError, TemplateError) as error:
        raise AnbarError(f"The quality site cannot be written: {error}.", _BUG) from error


def site_of_held_back(workspace: Workspace, reason: str) -> None:
    """Write the site of a run that a check held back, over what of its tables was built.

    It must never hide why the run stopped, so whatever goes wrong here is only logged.
    """
    clear_held_back(workspace)
    partial = _partial(workspace)
    try:
        subject = _held_back(workspace, reason)
        with _database(workspace) as con:
            _lay_out(workspace, con, subject.served_release_id)
            build_site(con, subject, partial / QUALITY, workspace.home.published / "current" / QUALITY)
        partial.rename(workspace.home.held_back)
    except Exception:
        log.exception("the quality site of the run that was held back cannot be written")
        shutil.rmtree(partial, ignore_errors=True)


def _held_back(workspace: Workspace, reason: str) -> Subject:
    return Subject(
        run_id=workspace.run_id,
        built_at=now(),
        reporting_zone=workspace.settings.reporting_zone,
        code_version=CODE_VERSION,
        release_id=None,
        served_release_id=Publisher(workspace.home.published).current(),
        reason=reason,
    )


def clear_held_back(workspace: Workspace) -> None:
    """Remove the site of an earlier run that was held back: it is no longer the newest word."""
    shutil.rmtree(workspace.home.held_back, ignore_errors=True)
    shutil.rmtree(_partial(workspace), ignore_errors=True)


def _partial(workspace: Workspace) -> Path:
    return workspace.home.held_back.with_name("held_back.partial")


@contextmanager
def _database(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    spill = workspace.home.build / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    con = scratch(workspace.settings.memory_limit, temp_directory=spill)
    try:
        yield con
    finally:
        con.close()


def _lay_out(workspace: Workspace, con: duckdb.DuckDBPyConnection, served: str | None) -> None:
    """Make readable what a release would hold: tables as far as they were built, history, views, ``meta``."""
    if served:
        attach_base(con, Publisher(workspace.home.published).folder / served / FILE_NAME)
    built = workspace.relations("core", "mart", "dq")
    for name in _HISTORY:
        file = workspace.scratch(f"site.{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        history.recall(workspace, name).write_parquet(file)
        built[name] = Relation((file,))
    register_tables(con, built)
    _fill_up(con, built, served)
    for view in load_views():
        define_view(con, view)


def _has(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the release that is served has a table; one of an earlier version may not."""
    return (
        con.execute(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND schema_name || '.' || table_name = ?",
            [BASE, name],
        ).fetchone()
        is not None
    )


def _fill_up(con: duckdb.DuckDBPyConnection, built: Mapping[str, Relation], served: str | None) -> None:
    """Let tables that were not built be empty; the dictionary is that of the release that is served."""
    for name, contract in PUBLISHED.items():
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(contract.schema_name)}")
        if served and contract.schema_name == "meta" and _has(con, name):
            con.execute(f"CREATE VIEW {qualified(name)} AS SELECT * FROM {BASE}.{qualified(name)}")
        elif name not in built:
            con.execute(create_table(contract))
