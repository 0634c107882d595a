"""Release: all tables into one DuckDB file, tested, and swapped into place."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl

from assets.steps import history
from assets.steps.base import keep_state, prune_states
from assets.steps.catalogue import check_table
from assets.steps.checks import refuse_failures
from assets.steps.lifecycle import note_published, published_row
from assets.steps.lineage import lineage_table, table_source_table
from assets.steps.site import clear_held_back, site_of_release
from assets.steps.workspace import CODE_VERSION, Workspace, now
from dashboard.site import SiteReport
from schemas.metrics import load_metrics
from warehouse import progress
from warehouse.export import export_parquet
from warehouse.publish import Publisher
from warehouse.relation import Relation
from warehouse.release import FILE_NAME, BuildReport, ReleaseInfo, build_release
from warehouse.views import load_views


def publish_release(workspace: Workspace) -> tuple[BuildReport, SiteReport]:
    """Publish what was built, with its quality site, if no blocking check failed.

    Raises:
        AnbarError: a check holds publication back, the release does not pass its smoke test, or the disk
            is full; the release before stays current.
    """
    results = refuse_failures(workspace)
    publisher = Publisher(workspace.home.published)
    with publisher.lock("publish", timeout=workspace.settings.lock_timeout_seconds):
        publisher.sweep()
        release_id = publisher.next_release_id(now())
        _finish_quality(workspace, results, release_id)
        tables = workspace.relations("core", "mart", "dq", "meta")
        publisher.preflight(_input_bytes(tables, workspace.base))
        target = publisher.begin(release_id) / FILE_NAME
        with progress.track("release", len(tables) + 3, "tables") as advance:
            report = build_release(
                target,
                tables,
                load_views(),
                _info(workspace, release_id, results),
                memory_limit=workspace.settings.memory_limit,
                on_table=lambda _: advance(1),
            )
            _export(workspace, target, release_id)
            site = site_of_release(workspace, target.parent)
            advance(1)
            keep_state(workspace, release_id)
            folder = publisher.commit(release_id, report.row_counts)
            advance(2)
        note_published(workspace, release_id)
        clear_held_back(workspace)
        retention = workspace.settings.retention
        publisher.prune(retention.releases, timedelta(days=retention.days), now())
        prune_states(workspace)
    shutil.rmtree(workspace.home.build / "spill", ignore_errors=True)
    return (
        replace(report, path=folder / FILE_NAME),
        replace(site, path=folder / site.path.relative_to(target.parent)),
    )


def _export(workspace: Workspace, database: Path, release_id: str) -> None:
    if workspace.settings.release.parquet:
        export_parquet(
            database,
            release_id,
            now(),
            memory_limit=workspace.settings.memory_limit,
            temp_directory=workspace.home.build / "spill",
        )


def _finish_quality(workspace: Workspace, results: pl.DataFrame, release_id: str) -> None:
    """Complete the tables that tell of this run itself."""
    history.remember(workspace, "dq.check_result", results)
    workspace.write_table("dq.check", check_table(workspace, results))
    workspace.write_table("dq.check_result", history.recall(workspace, "dq.check_result"))
    earlier = history.recall(workspace, "dq.run").filter(pl.col("run_id") != workspace.run_id)
    workspace.write_table("dq.run", pl.concat([earlier, published_row(workspace, release_id)]))
    workspace.write_table("meta.metric", load_metrics())
    workspace.write_table("meta.lineage", lineage_table())
    workspace.write_table("meta.table_source", table_source_table())


def _input_bytes(tables: Mapping[str, Relation], base: Path | None) -> int:
    new = sum(f.stat().st_size for relation in tables.values() for f in relation.files)
    return new + (base.stat().st_size if base else 0)


def _info(workspace: Workspace, release_id: str, results: pl.DataFrame) -> ReleaseInfo:
    return ReleaseInfo(
        release_id=release_id,
        run_id=workspace.run_id,
        built_at=now(),
        code_version=CODE_VERSION,
        reporting_zone=workspace.settings.reporting_zone,
        config_hash=workspace.settings.content_hash,
        data_fingerprint=data_fingerprint(workspace),
        warning_count=results.filter(pl.col("status") != "passed").height,
    )


def data_fingerprint(workspace: Workspace) -> str:
    """SHA-256 over what determines the content: dumps, their parses, configuration, code."""
    parts = [f"{dump.dump_id} {folder.name}" for dump, folder in workspace.parses]
    identity = "\n".join([CODE_VERSION, workspace.settings.content_hash, *parts])
    return hashlib.sha256(identity.encode()).hexdigest()
