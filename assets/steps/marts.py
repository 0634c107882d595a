"""Marts: each a SQL file over the core tables, built into Parquet."""

from collections.abc import Iterable

from assets.steps.workspace import Workspace
from warehouse import progress
from warehouse.engine import Engine
from warehouse.marts import MARTS, build_mart
from warehouse.relation import BASE, parquet

WIDE = "mart.post_wide"
"""The one mart with a row per post: where a release is continued, only rows that changed are built."""


def build_marts(workspace: Workspace, names: Iterable[str] = MARTS) -> None:
    """Build marts by contract name; those not asked for are read as they stand."""
    wanted = set(names)
    with workspace.engine() as engine, progress.track("marts", len(MARTS), "tables") as advance:
        engine.register(workspace.relations("core"))
        for name in MARTS:
            if name in wanted:
                if name == WIDE and workspace.base:
                    _show_only(engine, _changed(workspace, engine))
                build_mart(engine.con, name, workspace.table(name))
            engine.register({name: workspace.relation(name)})
            advance(1)


def _changed(workspace: Workspace, engine: Engine) -> str:
    """SQL of the keys of posts whose row in ``mart.post_wide`` may have changed, which it writes."""
    target = workspace.replaced(WIDE)
    posts = parquet((workspace.replaced("core.fact_post"),))
    engine.con.execute(
        f"COPY ({_CHANGED.format(posts=posts, base=BASE)}) TO ? (FORMAT parquet)", [str(target)]
    )
    return f"SELECT post_key FROM {parquet((target,))}"


def _show_only(engine: Engine, keys: str) -> None:
    """Leave out of the facts what the last mart need not build: it is the last one, nothing reads them after it."""
    for table in ("fact_post", "fact_post_topic"):
        engine.con.execute(
            f"CREATE TEMP TABLE changed_{table} AS FROM core.{table} SEMI JOIN ({keys}) USING (post_key)"
        )
        engine.con.execute(f"CREATE OR REPLACE VIEW core.{table} AS FROM changed_{table}")


# A post's row also names its channel and its topics.
_CHANGED = """
WITH channel AS (
    SELECT coalesce(now.channel_key, held.channel_key) AS channel_key
    FROM core.dim_channel AS now
    FULL JOIN {base}.core.dim_channel AS held ON held.channel_key = now.channel_key
    WHERE now.channel_name IS DISTINCT FROM held.channel_name OR now.handle IS DISTINCT FROM held.handle
),

topic AS (
    SELECT coalesce(now.topic_key, held.topic_key) AS topic_key
    FROM core.dim_topic AS now
    FULL JOIN {base}.core.dim_topic AS held ON held.topic_key = now.topic_key
    WHERE now.topic_label IS DISTINCT FROM held.topic_label OR now.is_current IS DISTINCT FROM held.is_current
)

SELECT post_key FROM {posts}
UNION
SELECT post_key FROM core.fact_post SEMI JOIN channel USING (channel_key)
UNION
SELECT post_key FROM core.fact_post_topic SEMI JOIN topic USING (topic_key)
"""
