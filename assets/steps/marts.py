"""Marts: each a SQL file over the core tables, built into Parquet."""

from collections.abc import Iterable

from assets.steps.workspace import Workspace
from schemas import PUBLISHED
from warehouse import progress
from warehouse.engine import register_tables
from warehouse.marts import MARTS, build_mart


def build_marts(workspace: Workspace, names: Iterable[str] = MARTS) -> None:
    """Build marts by contract name; those not asked for are read as they stand."""
    wanted = set(names)
    core = [c for c in PUBLISHED if c.startswith("core.")]
    with workspace.engine() as engine, progress.track("marts", len(MARTS), "tables") as advance:
        register_tables(engine.con, {name: workspace.table_files(name) for name in core})
        for name in MARTS:
            if name in wanted:
                build_mart(engine.con, name, workspace.table(name))
            else:
                register_tables(engine.con, {name: workspace.table_files(name)})
            advance(1)
