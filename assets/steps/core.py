"""Core: from the observations of all dumps to posts, dimensions and facts.

Everything here is a function of the set of parses and the configuration; no step depends on the order in
which dumps arrived. Texts stay where they are until a post is known and are fetched once.
"""

from pathlib import Path

import narwhals as nw
import polars as pl

from assets.steps.dimensions import build_channels, build_dimensions
from assets.steps.posts import finish_posts
from assets.steps.staged import staged_parts
from assets.steps.workspace import Workspace
from assets.transforms.relational.copies import identify_posts, rank_copies
from assets.transforms.relational.disagreements import disagreements
from assets.transforms.relational.facts import (
    albums,
    hashtags,
    newest_reactions,
    repost_groups,
    versions,
)
from assets.transforms.relational.survivorship import survive
from assets.transforms.text import surrogate_key
from assets.transforms.times import taken_at
from schemas import PUBLISHED
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from warehouse import progress
from warehouse.engine import Engine
from warehouse.errors import AnbarError

_NEVER = 2**62
"""Stands for an unknown capture time in ``recency`` and ``age``: newest and oldest come last."""

_OWN = ["dump_key", "record_index"]
"""Columns that identify an observation."""

_STEPS = 9


def build_core(workspace: Workspace) -> None:
    """Build all tables of the ``core`` schema as Parquet in the build folder.

    Posts that break the contract of ``core.fact_post`` are left out with everything that refers to them;
    their observations and reasons stand in ``core_rejection.parquet`` for the quarantine.

    Raises:
        AnbarError: two posts have the same surrogate key.
    """
    workspace.clear("core")
    channels = build_channels(workspace)
    with workspace.engine() as engine, progress.track("core", _STEPS, "steps") as advance:
        observed = _observations(workspace, engine, channels.refs)
        advance(1)
        copies = _copies(workspace, engine, observed)
        engine.write(disagreements(engine.scan(copies)), workspace.scratch("disagreements"))
        advance(2)
        rejected = finish_posts(workspace, _posts(workspace, engine, copies), copies)
        advance(1)
        if rejected is not None:
            # Groups, albums and first copies must not point at a post that is not there.
            kept = engine.scan(copies).join(engine.scan(rejected), on="post_key", how="anti")
            copies = engine.write(kept, workspace.scratch("copies_kept"))
            finish_posts(workspace, _posts(workspace, engine, copies), copies)
        advance(1)
        _observation_facts(workspace, engine, copies)
        advance(1)
        _entity_facts(workspace, engine, copies)
        advance(1)
        build_dimensions(workspace, engine, channels)
        advance(2)


def _observations(workspace: Workspace, engine: Engine, refs: Path) -> Path:
    """Observations with the channels they belong to, without texts."""
    ref = engine.scan(refs)
    source = ref.rename({"channel_ref": "forward_from_ref", "channel_key": "origin_key"})
    frame = (
        engine.scan(*staged_parts(workspace, "stg.observation"))
        .drop("text", "record_locator", "byte_start", "byte_end", "confidence", "is_view_count_rounded")
        .join(ref, on="channel_ref", how="left")
        .join(source, on="forward_from_ref", how="left")
        .with_columns(
            channel_key=nw.col("channel_key").fill_null(UNKNOWN_KEY),
            forward_from_channel_key=nw.when(nw.col("is_forward"))
            .then(nw.col("origin_key").fill_null(UNKNOWN_KEY))
            .otherwise(nw.lit(NOT_APPLICABLE_KEY)),
        )
        .drop("channel_ref", "forward_from_ref", "origin_key")
    )
    named = identify_posts(frame)
    return engine.write(frame.join(named, on=_OWN), workspace.scratch("observations"))


def _copies(workspace: Workspace, engine: Engine, observed: Path) -> Path:
    """Observations with the key of their post, ranked among its copies."""
    keyed = workspace.scratch("keyed")
    natural = pl.concat_str(
        pl.col("identified_by"),
        pl.col("scope_key").cast(pl.String),
        pl.coalesce(pl.col("natural_id").cast(pl.String), pl.col("natural_content_id")),
        separator="\x1f",
    )
    captured = pl.coalesce("captured_at", "taken_at").dt.epoch("us")
    # Keys are hashes of strings, and strings are polars' business on every engine.
    (
        pl.scan_parquet(observed)
        .join(taken_at(pl.scan_parquet(observed)), on="dump_key", how="left")
        .with_columns(
            natural=natural,
            recency=(-captured).fill_null(_NEVER),
            age=captured.fill_null(_NEVER),
        )
        .with_columns(post_key=surrogate_key(pl.lit("post"), pl.col("natural")))
        .drop("identified_by", "scope_key", "natural_id", "natural_content_id", "taken_at")
        .sink_parquet(keyed, row_group_size=122_880)
    )
    _refuse_collisions(keyed)
    ranked = rank_copies(engine.scan(keyed).drop("natural"))
    return engine.write(ranked, workspace.scratch("copies"))


def _refuse_collisions(keyed: Path) -> None:
    """Two natural keys must not share a surrogate key."""
    counts = pl.scan_parquet(keyed).select(pl.col("natural", "post_key").n_unique()).collect().row(0)
    if counts[0] != counts[1]:
        raise AnbarError(
            f"{counts[0]} posts have only {counts[1]} keys: two natural keys share a surrogate key.",
            "Nothing was published; please report this with the size of your warehouse.",
        )


def _posts(workspace: Workspace, engine: Engine, copies: Path) -> Path:
    """One row per post with all that its copies decide, joined with the text of the best copy."""
    scan = engine.scan(copies)
    post = engine.scan(engine.write(survive(scan), workspace.scratch("posts")))
    version = engine.scan(engine.write(versions(scan), workspace.scratch("versions")))
    texts = engine.scan(*staged_parts(workspace, "stg.observation")).select(*_OWN, "text")
    won = texts.rename({"dump_key": "winner_dump_key", "record_index": "winner_record_index"})
    joined = (
        post.join(version.group_by("post_key").agg(version_count=nw.len()), on="post_key")
        .join(repost_groups(post), on="post_key")
        .join(albums(post), on="post_key")
        .join(won, on=["winner_dump_key", "winner_record_index"])
    )
    columns = PUBLISHED["core.fact_post_version"].polars_schema.names()
    engine.write(version.join(texts, on=_OWN).select(columns), workspace.table("core.fact_post_version"))
    return engine.write(joined, workspace.scratch("posts_with_texts"))


def _observation_facts(workspace: Workspace, engine: Engine, copies: Path) -> None:
    """Facts about appearances: observations and reactions."""
    place = ["record_locator", "byte_start", "byte_end", "confidence"]
    observation = engine.scan(*staged_parts(workspace, "stg.observation")).select(*_OWN, *place)
    copy = engine.scan(copies)
    rows = copy.join(observation, on=_OWN).select(
        PUBLISHED["core.fact_post_observation"].polars_schema.names()
    )
    engine.write(rows, workspace.table("core.fact_post_observation"))
    reactions = engine.scan(*staged_parts(workspace, "stg.reaction"))
    engine.write(newest_reactions(reactions, copy), workspace.table("core.fact_reaction"))


def _entity_facts(workspace: Workspace, engine: Engine, copies: Path) -> None:
    """Entities of each post's best copy, and the topics that its hashtags name."""
    best = engine.scan(copies).filter(nw.col("copy_rank") == 1).select(*_OWN, "post_key")
    entities = engine.scan(*staged_parts(workspace, "stg.entity")).join(best, on=_OWN)
    found = engine.write(entities, workspace.scratch("entities"))
    scan = engine.scan(found)
    rows = scan.select(PUBLISHED["core.fact_post_entity"].polars_schema.names())
    engine.write(rows, workspace.table("core.fact_post_entity"))
    tags = engine.write(hashtags(scan), workspace.scratch("hashtags"))
    keyed = workspace.scratch("topics")
    key = surrogate_key(pl.lit("topic"), pl.lit("hashtag"), pl.col("entity_match_key"))
    pl.scan_parquet(tags).with_columns(topic_key=key).sink_parquet(keyed)
    topic = engine.scan(keyed).select("entity_match_key", "topic_key")
    assigned = (
        scan.filter(nw.col("entity_kind") == "hashtag")
        .join(topic, on="entity_match_key")
        .group_by("post_key", "topic_key")
        .agg(evidence=nw.col("entity_value").min())
        .with_columns(assignment=nw.lit("hashtag"), weight=nw.lit(1.0))
        .select(PUBLISHED["core.fact_post_topic"].polars_schema.names())
    )
    engine.write(assigned, workspace.table("core.fact_post_topic"))
