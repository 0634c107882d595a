"""Marts: each a SQL file over the core tables, built into Parquet."""

from collections.abc import Iterable

from assets.steps.workspace import Workspace
from warehouse import marts, progress
from warehouse.marts import MARTS, find_changes

_COVERAGE = "mart.post_frequency_daily"
_POST, _POST_TOPIC = "core.fact_post", "core.fact_post_topic"

LARGE = 100_000
"""Topics of posts from which on finding what changed costs less than computing all trends."""


def build_marts(workspace: Workspace, names: Iterable[str] = MARTS) -> dict[str, int]:
    """Build marts by contract name and count their rows; those not asked for are read as they stand."""
    wanted = [name for name in MARTS if name in set(names)]
    kept = [name for name in MARTS if name not in wanted]
    touched = workspace.replaced(_POST)
    counts = {}
    with workspace.engine() as engine, progress.track("marts", len(MARTS), "tables") as advance:
        engine.register(workspace.relations("core"))
        continued = workspace.base is not None and engine.count(_POST_TOPIC) >= LARGE
        engine.register({name: workspace.relation(name) for name in kept})
        advance(len(kept))
        if continued and _COVERAGE in kept:
            find_changes(engine.con, touched)
        for old in (file for name in wanted for file in workspace.table_files(name)):
            old.unlink()
        for name, rows in marts.build_marts(engine.con, wanted, workspace.table, continued=continued):
            engine.register({name: workspace.relation(name)})
            counts[name] = rows
            if continued and name == _COVERAGE:
                find_changes(engine.con, touched)
            advance(1)
    return counts
