"""Core: from the observations of all dumps to posts, dimensions and facts.

Everything here is a function of the set of parses and the configuration; no step depends on the order in
which dumps arrived. A build that continues a release gives the same rows as one of everything: it puts the
posts that changed through the same steps, and writes beside each table the keys that its rows replace.
"""

from collections.abc import Set
from pathlib import Path

import narwhals as nw
import polars as pl

from assets.steps.base import (
    CONTRADICTIONS,
    REFS,
    REJECTIONS,
    Base,
    clear_state,
    find_base,
    save_state,
    state_part,
)
from assets.steps.dimensions import build_channels, build_dimensions
from assets.steps.groups import Groups, group_posts, regroup
from assets.steps.observed import OWN, Compared, changes, everything, nothing_staged
from assets.steps.post_texts import PLACE, PostTexts
from assets.steps.posts import finish_posts, keep_rejections, start_rejections
from assets.steps.staged import staged_parts
from assets.steps.topics import POST_TOPIC, build_topics
from assets.steps.workspace import Workspace
from assets.transforms.relational import Frame
from assets.transforms.relational.copies import rank_copies
from assets.transforms.relational.disagreements import contradictions
from assets.transforms.relational.facts import newest_reactions, versions
from assets.transforms.relational.survivorship import survive
from schemas import PUBLISHED
from warehouse import progress
from warehouse.engine import Engine

BY_POST = (
    "core.fact_post",
    POST_TOPIC,
    "core.fact_post_observation",
    "core.fact_post_revision",
    "core.fact_post_entity",
    "core.fact_reaction",
)
"""Tables that follow from the observations of each post, and that a build can continue."""

EXCLUDED = "dq.excluded_record"
"""Table that a build continues by dump: it holds records, and those of rejected posts."""

_STEPS = 8


def build_core(workspace: Workspace) -> dict[str, int]:
    """Build all tables of the ``core`` schema as Parquet in the build folder, and count their rows.

    Posts that break the contract of ``core.fact_post`` are left out with everything that refers to them;
    their observations and reasons are kept for the quarantine.
    """
    workspace.clear()
    clear_state(workspace)
    start_rejections(workspace)
    channels = build_channels(workspace)
    base = find_base(workspace, channels.refs)
    with workspace.engine() as engine, progress.track("core", _STEPS, "steps") as advance:
        if base is not None:
            engine.continue_from(base.database)
            compared = changes(workspace, engine, channels.refs, base)
            base = None if compared.has_collisions else base
        if base is None:
            compared = everything(workspace, engine, channels.refs)
        advance(1)
        ranked = rank_copies(engine.scan(compared.observations).drop("natural"))
        copies = engine.write(ranked, workspace.scratch("copies"))
        _contradictions(workspace, engine, copies, compared, base)
        advance(1)
        rejected, groups = _finished(workspace, engine, copies, compared, base)
        advance(1)
        if rejected is not None:
            # Groups, albums and first copies must not point at a post that is not there.
            kept = engine.scan(copies).join(engine.scan(rejected), on="post_key", how="anti")
            copies = engine.write(kept, workspace.scratch("copies_kept"))
            _, groups = _finished(workspace, engine, copies, compared, base)
        advance(1)
        dumps = _dumps_in(copies) if base else None
        _observation_facts(workspace, engine, copies, dumps)
        advance(1)
        entities = _entity_facts(workspace, engine, copies, dumps)
        advance(1)
        if base is not None:
            _replace(workspace, engine, compared, groups, base)
        engine.register({name: workspace.relation(name) for name in BY_POST if name != POST_TOPIC})
        build_topics(workspace, engine, entities, compared.affected, base)
        engine.register({POST_TOPIC: workspace.relation(POST_TOPIC)})
        build_dimensions(workspace, engine, channels)
        advance(2)
        pl.scan_parquet(channels.refs).sink_parquet(state_part(workspace, REFS))
        exchanged = pl.scan_parquet(copies).select(pl.len()).collect().item()
        if not compared.has_collisions:
            save_state(workspace, engine, base, exchanged)
        tables = workspace.relations("core")
        engine.register(tables)
        return {name: engine.count(name) for name in tables}


def _contradictions(
    workspace: Workspace, engine: Engine, copies: Path, compared: Compared, base: Base | None
) -> None:
    """Where dumps contradict each other, also about posts that did not change."""
    found = contradictions(engine.scan(copies))
    if base is not None and compared.affected is not None:
        known = engine.scan(base.part(CONTRADICTIONS))
        kept = known.join(engine.scan(compared.affected), on="post_key", how="anti")
        found = nw.concat([kept, found])
    engine.write(found, state_part(workspace, CONTRADICTIONS))


def _finished(
    workspace: Workspace, engine: Engine, copies: Path, compared: Compared, base: Base | None
) -> tuple[Path | None, Groups]:
    """Merge and finish posts; gives those that break their contract, and how posts are grouped."""
    version = engine.scan(engine.write(versions(engine.scan(copies)), workspace.scratch("versions")))
    counts = version.group_by("post_key").agg(version_count=nw.len())
    post = survive(engine.scan(copies)).join(counts, on="post_key").sort(PLACE)
    merged = engine.write(post, workspace.scratch("posts"))
    dumps = _dumps_in(copies) if base else None
    _revision_facts(workspace, engine, version, counts, dumps)
    parts = staged_parts(workspace, "stg.observation", dumps) or [nothing_staged(workspace)]
    texts = PostTexts.of(merged, parts)
    groups = group_posts(workspace, engine, texts, compared, base)
    return finish_posts(workspace, texts, groups, copies), groups


def _revision_facts(
    workspace: Workspace, engine: Engine, version: Frame, counts: Frame, dumps: Set[int] | None
) -> None:
    """Versions of each post, with the texts that later ones replaced."""
    replaced = version.join(counts, on="post_key").filter(nw.col("version_number") < nw.col("version_count"))
    texts = _staged(workspace, engine, "stg.observation", dumps).select(*OWN, superseded_text="text")
    held = texts.join(replaced.select(OWN), on=OWN, how="semi")
    rows = version.join(held, on=OWN, how="left")
    columns = PUBLISHED["core.fact_post_revision"].polars_schema.names()
    engine.write(rows.select(columns), workspace.table("core.fact_post_revision"))


def _observation_facts(workspace: Workspace, engine: Engine, copies: Path, dumps: Set[int] | None) -> None:
    """Facts about appearances: observations and reactions."""
    place = ["record_locator", "byte_start", "byte_end", "confidence"]
    observation = _staged(workspace, engine, "stg.observation", dumps).select(*OWN, *place)
    copy = engine.scan(copies)
    rows = copy.join(observation, on=OWN).select(
        PUBLISHED["core.fact_post_observation"].polars_schema.names()
    )
    engine.write(rows, workspace.table("core.fact_post_observation"))
    reactions = _staged(workspace, engine, "stg.reaction", dumps)
    engine.write(newest_reactions(reactions, copy), workspace.table("core.fact_reaction"))


def _entity_facts(workspace: Workspace, engine: Engine, copies: Path, dumps: Set[int] | None) -> Path:
    """Entities of each post's best copy; gives them with their match keys."""
    best = engine.scan(copies).filter(nw.col("copy_rank") == 1).select(*OWN, "post_key")
    entities = _staged(workspace, engine, "stg.entity", dumps).join(best, on=OWN)
    found = engine.write(entities, workspace.scratch("entities"))
    rows = engine.scan(found).select(PUBLISHED["core.fact_post_entity"].polars_schema.names())
    engine.write(rows, workspace.table("core.fact_post_entity"))
    return found


def _replace(workspace: Workspace, engine: Engine, compared: Compared, groups: Groups, base: Base) -> None:
    """Say which rows of the release no longer count."""
    assert compared.affected is not None
    workspace.continue_from(base.database)
    for name in BY_POST:
        engine.write(engine.scan(compared.affected), workspace.replaced(name))
    regroup(workspace, engine, compared.affected, groups)
    keep_rejections(workspace, base, compared.affected)
    rejected = [base.part(REJECTIONS), state_part(workspace, REJECTIONS)]
    touched = {*base.fresh, *base.gone, *pl.scan_parquet(rejected).select("dump_key").collect()["dump_key"]}
    keys = pl.DataFrame({"dump_key": sorted(touched)}, schema={"dump_key": pl.Int64})
    keys.write_parquet(workspace.replaced(EXCLUDED, "dump_key"))


def _staged(workspace: Workspace, engine: Engine, name: str, dumps: Set[int] | None) -> nw.LazyFrame:  # type: ignore[type-arg]
    """A staged table; an empty one where there is no dump to read."""
    parts = staged_parts(workspace, name, dumps) or staged_parts(workspace, name)[:1]
    return engine.scan(*parts)


def _dumps_in(copies: Path) -> frozenset[int]:
    return frozenset(pl.scan_parquet(copies).select("dump_key").unique().collect()["dump_key"])
