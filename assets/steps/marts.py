"""Marts: each a SQL file over the core tables, built into Parquet."""

from collections.abc import Iterable

from assets.steps.workspace import Workspace
from warehouse import progress
from warehouse.marts import MARTS, build_mart


def build_marts(workspace: Workspace, names: Iterable[str] = MARTS) -> None:
    """Build marts by contract name; those not asked for are read as they stand."""
    wanted = set(names)
    with workspace.engine() as engine, progress.track("marts", len(MARTS), "tables") as advance:
        engine.register(workspace.relations("core"))
        for name in MARTS:
            if name in wanted:
                build_mart(engine.con, name, workspace.table(name))
            engine.register({name: workspace.relation(name)})
            advance(1)
