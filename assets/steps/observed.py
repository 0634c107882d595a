"""Which observations a build compares, and the post that each belongs to.

A build of everything compares all. One that continues a release compares the posts that new observations
touch, with all their observations; which those are follows from keys alone, texts are fetched last.
"""

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw
import polars as pl

from assets.steps.base import REJECTIONS, Base
from assets.steps.staged import scan_staged, staged_parts
from assets.steps.workspace import Workspace
from assets.transforms.relational import Frame
from assets.transforms.relational.copies import identify_posts
from assets.transforms.text import surrogate_key
from assets.transforms.times import taken_at
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from warehouse.engine import Engine
from warehouse.errors import AnbarError

OWN = ["dump_key", "record_index"]
"""Columns that identify an observation."""

_PLACES_AND_TEXTS = [
    "text",
    "record_locator",
    "byte_start",
    "byte_end",
    "confidence",
    "is_view_count_rounded",
]
_MANY_FILES = 100
_MAX_ATTEMPTS = 20
_NEVER = 2**62
"""Stands for an unknown capture time in ``recency`` and ``age``: newest and oldest come last."""


@dataclass(frozen=True)
class Compared:
    """What a build compares."""

    observations: Path
    """Observations without texts, with ``post_key``, ``is_titleless``, ``recency`` and ``age``."""
    affected: Path | None
    """``post_key`` of every post whose observations changed; None where everything is built."""
    has_collisions: bool = False
    """Whether two posts had the same key at first."""


def everything(workspace: Workspace, engine: Engine, refs: Path) -> Compared:
    """Compare all observations."""
    frame = _observations(workspace, engine, refs, None)
    named = engine.write(_named(frame), workspace.scratch("observations"))
    keyed = _keyed(workspace, named, "keyed")
    apart = _told_apart(workspace, keyed)
    return Compared(apart, None, has_collisions=apart != keyed)


def changes(workspace: Workspace, engine: Engine, refs: Path, base: Base) -> Compared:
    """Compare the observations of the posts that changed since a release.

    A numbered post is found by its key. Posts without numbers are found by comparing them with all of
    their channel: in a channel that is touched and has such posts, all observations are identified anew.
    """
    fresh = _observations(workspace, engine, refs, base.fresh)
    scope = engine.write(
        nw.concat([fresh, _again(workspace, engine, refs, base, fresh)]), workspace.scratch("scope")
    )
    named = engine.write(_named(engine.scan(scope)), workspace.scratch("scope_named"))
    keyed = engine.scan(_keyed(workspace, named, "scope_keyed"))
    affected = engine.write(_affected(engine, keyed, base), workspace.scratch("affected"))
    inside = keyed.join(engine.scan(affected), on="post_key", how="semi")
    others = _others(workspace, engine, refs, base, keyed, affected)
    merged = engine.write(nw.concat([inside, others]), workspace.scratch("keyed"))
    # Which of two posts keeps the key depends on all of them: only a build of everything can say.
    return Compared(merged, affected, has_collisions=_told_apart(workspace, merged) != merged)


def _observations(workspace: Workspace, engine: Engine, refs: Path, dumps: Set[int] | None) -> Frame:
    """Observations with the channels they belong to, without texts."""
    ref = engine.scan(refs)
    source = ref.rename({"channel_ref": "forward_from_ref", "channel_key": "origin_key"})
    return (
        _without_texts(workspace, engine, dumps)
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


def _without_texts(workspace: Workspace, engine: Engine, dumps: Set[int] | None) -> Frame:
    """Staged observations; out of one file where there would be very many, each of which costs every query."""
    parts = staged_parts(workspace, "stg.observation", dumps) or [nothing_staged(workspace)]
    frame = engine.scan(*parts).drop(_PLACES_AND_TEXTS)
    if len(parts) <= _MANY_FILES:
        return frame
    names = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
    gathered = workspace.scratch(f"gathered_{names}")
    return engine.scan(gathered if gathered.exists() else engine.write(frame, gathered))


def nothing_staged(workspace: Workspace) -> Path:
    """An empty staged table: an engine scans files, not the absence of them."""
    path = workspace.scratch("no_observations")
    if not path.exists():
        scan_staged(workspace, "stg.observation", frozenset()).collect().write_parquet(path)
    return path


def _again(workspace: Workspace, engine: Engine, refs: Path, base: Base, fresh: Frame) -> Frame:
    """Known observations of the touched channels that have posts without numbers.

    Where a parse is no longer in force, any channel may have been touched.
    """
    with_id = scan_staged(workspace, "stg.observation").select(
        "channel_ref", is_numbered=pl.col("message_id").is_not_null()
    )
    free = with_id.filter(~pl.col("is_numbered")).select("channel_ref").unique()
    keys = free.join(pl.scan_parquet(refs), on="channel_ref", how="left", nulls_equal=True)
    mixed = workspace.scratch("mixed_channels")
    keys.select(pl.col("channel_key").fill_null(UNKNOWN_KEY)).unique().sink_parquet(mixed)
    wanted = engine.scan(mixed)
    if not base.gone:
        wanted = wanted.join(fresh.select("channel_key").unique(), on="channel_key", how="semi")
    return _observations(workspace, engine, refs, base.unchanged).join(wanted, on="channel_key", how="semi")


def _held(engine: Engine, base: Base) -> Frame:
    """Observations of the release with their posts, those of rejected posts included."""
    columns = [*OWN, "post_key"]
    rejected = engine.scan(base.part(REJECTIONS)).select(columns).unique()
    return nw.concat([engine.held("core.fact_post_observation").select(columns), rejected])


def _affected(engine: Engine, keyed: Frame, base: Base) -> Frame:
    """Posts that gained, lost or exchanged an observation."""
    held = _held(engine, base).rename({"post_key": "old_key"})
    compared = keyed.select(*OWN, "post_key").join(held, on=OWN, how="left")
    is_other = nw.col("old_key").is_null() | (nw.col("old_key") != nw.col("post_key"))
    moved = compared.filter(is_other | _is_of(base.fresh))
    return nw.concat(
        [
            moved.select("post_key"),
            moved.filter(~nw.col("old_key").is_null()).select(post_key="old_key"),
            held.filter(_is_of(base.gone)).select(post_key="old_key"),
        ]
    ).unique()


def _others(
    workspace: Workspace, engine: Engine, refs: Path, base: Base, keyed: Frame, affected: Path
) -> Frame:
    """Known observations of affected posts that were not identified anew."""
    held = (
        _held(engine, base)
        .join(engine.scan(affected), on="post_key", how="semi")
        .filter(~_is_of(base.gone))
        .join(keyed.select(OWN), on=OWN, how="anti")
    )
    members = workspace.scratch("members")
    engine.write(held, members)
    dumps = frozenset(pl.scan_parquet(members).select("dump_key").unique().collect()["dump_key"])
    rows = _observations(workspace, engine, refs, dumps).join(engine.scan(members), on=OWN, how="semi")
    named = engine.write(_named(rows), workspace.scratch("members_named"))
    return engine.scan(_keyed(workspace, named, "members_keyed"))


def _is_of(dumps: Set[int]) -> nw.Expr:
    """Whether a row is of one of some dumps."""
    return nw.col("dump_key").is_in(sorted(dumps) or [UNKNOWN_KEY])


def _named(observations: Frame) -> Frame:
    return observations.join(identify_posts(observations), on=OWN)


def _keyed(workspace: Workspace, named: Path, name: str) -> Path:
    """Add the key of the post, and how new and how old each observation is."""
    target = workspace.scratch(name)
    natural = pl.concat_str(
        pl.col("identified_by"),
        pl.col("scope_key").cast(pl.String),
        pl.coalesce(pl.col("natural_id").cast(pl.String), pl.col("natural_content_id")),
        separator="\x1f",
    )
    captured = pl.coalesce("captured_at", "taken_at").dt.epoch("us")
    # Keys are hashes of strings, and strings are polars' business on every engine.
    (
        pl.scan_parquet(named)
        .join(taken_at(scan_staged(workspace, "stg.observation")), on="dump_key", how="left")
        .with_columns(
            natural=natural,
            recency=(-captured).fill_null(_NEVER),
            age=captured.fill_null(_NEVER),
        )
        .with_columns(post_key=surrogate_key(pl.lit("post"), pl.col("natural")))
        .drop("identified_by", "scope_key", "natural_id", "natural_content_id", "taken_at")
        .sink_parquet(target, row_group_size=122_880)
    )
    return target


def _told_apart(workspace: Workspace, keyed: Path) -> Path:
    """Give posts whose keys collide keys of their own: the same for the same set of posts.

    Of natural keys that share a surrogate key the smallest keeps it; the others get the next hash.
    """
    counts = pl.scan_parquet(keyed).select(pl.col("natural", "post_key").n_unique()).collect().row(0)
    if counts[0] == counts[1]:
        return keyed
    known = pl.scan_parquet(keyed).select("natural", "post_key").unique().collect()
    for attempt in range(1, _MAX_ATTEMPTS):
        is_second = pl.col("natural") != pl.col("natural").min().over("post_key")
        again = surrogate_key(pl.lit("post"), pl.col("natural"), pl.lit(str(attempt)))
        known = known.with_columns(post_key=pl.when(is_second).then(again).otherwise("post_key"))
        if known["post_key"].is_unique().all():
            break
    else:
        raise AnbarError(
            "Posts cannot be given different keys.", "Please report this; nothing was published."
        )
    target = workspace.scratch("told_apart")
    own = pl.scan_parquet(keyed).drop("post_key").join(known.lazy(), on="natural")
    own.sink_parquet(target, row_group_size=122_880)
    return target
