"""Marts: each a SQL file over the core tables, built into Parquet."""

from collections.abc import Iterable

from assets.steps.workspace import Workspace
from warehouse import marts, progress
from warehouse.marts import MARTS


def build_marts(workspace: Workspace, names: Iterable[str] = MARTS) -> None:
    """Build marts by contract name; those not asked for are read as they stand."""
    wanted = set(names)
    with workspace.engine() as engine, progress.track("marts", len(MARTS), "tables") as advance:
        engine.register(workspace.relations("core"))
        if kept := [name for name in MARTS if name not in wanted]:
            engine.register({name: workspace.relation(name) for name in kept})
            advance(len(kept))
        for name, _ in marts.build_marts(engine.con, [n for n in MARTS if n in wanted], workspace.table):
            engine.register({name: workspace.relation(name)})
            advance(1)
