"""The release that a build continues: which one, and what must be known beside it.

A release and its state folder never change, so a build that is killed leaves nothing to undo: the next one
starts from the same two. A build that finds no fitting release builds everything.
"""

import json
import logging
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from assets.steps import near_index
from assets.steps.staged import parse_stamps, scan_staged
from assets.steps.workspace import Workspace, code_fingerprint
from warehouse import manifest
from warehouse.engine import Engine
from warehouse.errors import AnbarError
from warehouse.lake import write_json
from warehouse.publish import Publisher
from warehouse.release import FILE_NAME
from warehouse.waivers import digest

log = logging.getLogger(__name__)

MAX_CHURN_SHARE = 0.25
"""Share of observations that may have been exchanged since everything was built: beyond it, deleted rows and
rows out of order cost readers more than building everything costs once."""

_STATE = "state.json"
REFS, ALBUMS, CONTRADICTIONS, REJECTIONS = "channel_refs", "albums", "contradictions", "rejections"
_PARTS = (REFS, ALBUMS, CONTRADICTIONS, REJECTIONS)


@dataclass(frozen=True)
class Base:
    """A release that a build can continue."""

    database: Path
    folder: Path
    """Its state: Parquet files beside ``state.json``."""
    stamps: dict[int, str]
    """Parse of each dump in it, by dump key."""
    now: dict[int, str]
    """The same of the lake as it stands."""
    churn: int
    """Observations exchanged since everything was built."""
    observation_count: int
    waivers: str
    """Digest of the waivers that were in force."""

    @cached_property
    def fresh(self) -> frozenset[int]:
        """Dumps whose parse the release does not hold."""
        return frozenset(k for k, stamp in self.now.items() if self.stamps.get(k) != stamp)

    @cached_property
    def gone(self) -> frozenset[int]:
        """Dumps whose parse the release holds and that is no longer in force."""
        return frozenset(k for k, stamp in self.stamps.items() if self.now.get(k) != stamp)

    @property
    def unchanged(self) -> frozenset[int]:
        """Dumps whose parse is the same."""
        return frozenset(self.now) - self.fresh

    def part(self, name: str) -> Path:
        """A Parquet file of the state."""
        return self.folder / f"{name}.parquet"


def find_base(workspace: Workspace, refs: Path) -> Base | None:
    """The current release, if what is new can be added to it; else None, with the reason in the log.

    Args:
        workspace: the run.
        refs: ``channel_ref`` → ``channel_key`` as resolved now: a channel that turns out to be another
            one moves all of its posts.
    """
    found = current_base(workspace)
    if isinstance(found, Base):
        fresh = scan_staged(workspace, "stg.observation", found.fresh).select(pl.len()).collect().item()
        why = _why_not(found, refs, fresh)
        if why is None:
            log.info("continuing the release in %s", found.database.parent)
            return found
    else:
        why = found
    log.info("building everything: %s", why)
    return None


def current_base(workspace: Workspace) -> Base | str:
    """The current release, if code and configuration are those that made it and it is whole; else why not."""
    publisher = Publisher(workspace.home.published)
    release_id = publisher.current()
    if release_id is None:
        return "there is no release"
    folder = workspace.home.states / release_id
    database = publisher.folder / release_id / FILE_NAME
    try:
        state = json.loads((folder / _STATE).read_text(encoding="utf-8"))
        stamps = {int(k): str(v) for k, v in state["stamps"].items()}
        identity = (state["code"], state["config"])
        base = Base(
            database,
            folder,
            stamps,
            parse_stamps(workspace),
            state["churn"],
            state["observations"],
            state["waivers"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"{release_id} has no state in the lake"
    if identity != (code_fingerprint(), workspace.settings.content_hash):
        return "the code or the configuration changed"
    is_whole = all(base.part(n).exists() for n in _PARTS) and near_index.is_whole(folder, workspace.home.near)
    if not is_whole or _problems(database.parent):
        return f"{release_id} or its state is not whole"
    return base


def _problems(folder: Path) -> list[str]:
    """Ways in which the files of a release differ from its manifest: nothing may grow out of a damaged one."""
    try:
        return list(manifest.compare(folder, manifest.read_manifest(folder)))
    except AnbarError as error:
        return [error.message]


def _why_not(base: Base, refs: Path, fresh: int) -> str | None:
    before = pl.scan_parquet(base.part(REFS)).rename({"channel_key": "key_before"})
    moved = before.join(pl.scan_parquet(refs), on="channel_ref", how="left").filter(
        pl.col("channel_key").ne_missing(pl.col("key_before"))
    )
    if moved.select(pl.len()).collect().item():
        return "references turned out to mean other channels"
    if base.churn + fresh > MAX_CHURN_SHARE * base.observation_count:
        return "much is new since everything was built"
    return None


def save_state(workspace: Workspace, engine: Engine, base: Base | None, exchanged: int) -> None:
    """Write the state of the build into the build folder; ``keep_state`` gives it to its release."""
    state = {
        "code": code_fingerprint(),
        "config": workspace.settings.content_hash,
        "stamps": base.now if base else parse_stamps(workspace),
        "churn": base.churn + exchanged if base else 0,
        "observations": engine.count("core.fact_post_observation"),
        "waivers": digest(workspace.waivers.values()),
    }
    write_json(state_folder(workspace) / _STATE, state)


def state_part(workspace: Workspace, name: str) -> Path:
    """A Parquet file of the state of this build."""
    return state_folder(workspace) / f"{name}.parquet"


def clear_state(workspace: Workspace) -> None:
    """Forget the state of an earlier build."""
    shutil.rmtree(state_folder(workspace), ignore_errors=True)
    state_folder(workspace).mkdir(parents=True)


def keep_state(workspace: Workspace, release_id: str) -> None:
    """Give the state of this build to a release that is about to be published, if it may be continued."""
    if not (state_folder(workspace) / _STATE).exists():
        return
    partial = workspace.home.states / f"{release_id}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(state_folder(workspace), partial)
    partial.rename(workspace.home.states / release_id)


def prune_states(workspace: Workspace) -> None:
    """Remove states whose release is not there, and segments of the index that no state needs."""
    kept = {e.release_id for e in Publisher(workspace.home.published).releases()}
    for folder in workspace.home.states.glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder)
    used = set(near_index.used_segments(workspace.home.states.glob("*")))
    for segment in workspace.home.near.glob("*"):
        if segment.name not in used:
            shutil.rmtree(segment)


def state_folder(workspace: Workspace) -> Path:
    """State of this build, as it grows."""
    return workspace.home.build / "state"
