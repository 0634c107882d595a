"""Which tables each table is made from: Dagster's graph, and what the dictionary says of a table's origin."""

from collections.abc import Iterator, Sequence

from warehouse.ddl import ViewSpec
from warehouse.marts import MARTS, mart_sources
from warehouse.views import view_sources

CORE = {
    "core.dim_date": [],
    "core.fact_post": ["stg.observation", "stg.channel"],
    "core.fact_post_observation": ["stg.observation", "core.fact_post"],
    "core.fact_post_revision": ["stg.observation", "core.fact_post"],
    "core.fact_post_entity": ["stg.entity", "core.fact_post"],
    "core.fact_reaction": ["stg.reaction", "core.fact_post"],
    "core.dim_channel": ["stg.channel", "stg.observation", "core.fact_post"],
    "core.dim_channel_version": ["stg.channel", "stg.observation", "core.dim_channel"],
    "core.dim_topic": ["core.fact_post", "core.fact_post_entity"],
    "core.fact_post_topic": ["core.fact_post", "core.fact_post_entity", "core.dim_topic"],
    "core.dim_dump": ["stg.observation", "stg.excluded", "core.dim_channel"],
}
"""Each table after those it is derived from."""

QUALITY = {
    "dq.quarantine": ["stg.rejection", "stg.excluded", "stg.observation", "core.fact_post"],
    "dq.ledger": ["stg.observation", "stg.excluded", "core.fact_post_observation", "dq.quarantine"],
    "dq.excluded_record": ["stg.excluded", "stg.observation", "core.fact_post"],
    "dq.finding": ["stg.finding", "stg.channel", "stg.observation", "core.fact_post"],
    "dq.run": [],
    "dq.refused_file": [],
    "dq.check": [],
    # The last to be known: the results of all layers, so that what is checked has been built.
    "dq.check_result": [*MARTS, "core.fact_post_revision", "core.fact_post_topic", "core.fact_reaction"],
}


def table_sources(views: Sequence[ViewSpec]) -> Iterator[tuple[str, str, str]]:
    """Yield ``(table or view, what it is made from, file that makes it)``."""
    for table, sources in CORE.items():
        yield from ((table, source, "assets/steps/core.py") for source in sources)
    for table in MARTS:
        file = f"warehouse/sql/marts/{table.partition('.')[2]}.sql"
        yield from ((table, source, file) for source in mart_sources(table))
    for table, sources in QUALITY.items():
        yield from ((table, source, "assets/steps/quality.py") for source in sources)
    for view in views:
        file = f"warehouse/sql/views/{view.name}.sql"
        yield from ((view.name, source, file) for source in view_sources(view))
