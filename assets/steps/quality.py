"""Quality: the ledger, the quarantine and the findings, as tables."""

from collections.abc import Set

import narwhals as nw
import polars as pl

from assets.steps import history
from assets.steps.base import CONTRADICTIONS, state_part
from assets.steps.catalogue import check_table
from assets.steps.checks import recorded
from assets.steps.core import EXCLUDED
from assets.steps.posts import core_rejections
from assets.steps.staged import books, scan_staged
from assets.steps.workspace import CODE_VERSION, Workspace, now
from assets.transforms.relational.disagreements import disagreements
from assets.transforms.text import surrogate_key
from schemas import PUBLISHED
from schemas.contract import UNKNOWN_KEY

_WAIVER = ("waiver_reason", "waived_by", "waived_until")
"""Columns of ``dq.quarantine`` that tell of a waiver."""


def build_quality(workspace: Workspace) -> None:
    """Build the tables of the ``dq`` schema; runs and checks only as far as they are known now."""
    history.remember(workspace, "dq.ledger", ledger(workspace))
    _write_excluded(workspace)
    workspace.write_table("dq.finding", _findings(workspace))
    _remember_quarantine(workspace)
    workspace.write_table("dq.quarantine", quarantine(workspace))
    workspace.write_table("dq.check", check_table(workspace, recorded(workspace)))
    for name in ("dq.run", "dq.check_result", "dq.ledger", "dq.refused_file"):
        workspace.write_table(name, history.recall(workspace, name))


def _findings(workspace: Workspace) -> pl.DataFrame:
    """What parsers noticed, and what comparing the dumps brought up."""
    alike = pl.read_parquet(workspace.scratch("look_alikes")).with_columns(
        dump_key=pl.lit(UNKNOWN_KEY, pl.Int64), finding=pl.lit("channel_look_alike")
    )
    posts = nw.from_native(pl.scan_parquet(state_part(workspace, CONTRADICTIONS)))
    counted: pl.DataFrame = disagreements(posts).collect().to_native()
    contradicted = counted.select(
        "dump_key",
        "finding",
        "failed_count",
        subject=pl.lit("posts of this dump that another dump contradicts"),
        example_value=pl.format("post_key {}", "example_key"),
    )
    staged = scan_staged(workspace, "stg.finding").collect()
    return pl.concat([staged, alike.select(staged.columns), contradicted.select(staged.columns)])


def ledger(workspace: Workspace) -> pl.DataFrame:
    """The books of this run: what each dump gave, and what of it entered the warehouse.

    Each count comes from another place: records found from the parser, whereabouts from the staged
    tables, observations and posts from the core tables. The residual is their difference.
    """
    rows = pl.concat([_parsed_stage(workspace), _core_stage(workspace)], how="diagonal")
    rows = rows.join(_waived_counts(workspace), on=["dump_key", "stage"], how="left")
    whereabouts = pl.sum_horizontal(
        "observation_count", "service_count", "artifact_count", "quarantined_count"
    )
    return rows.with_columns(
        run_id=pl.lit(workspace.run_id),
        waived_count=pl.col("waived_count").fill_null(0),
        residual=pl.col("record_count") - whereabouts,
        byte_residual=pl.col("byte_count") - pl.col("accounted_byte_count"),
    )


def _parsed_stage(workspace: Workspace) -> pl.DataFrame:
    return books(workspace).select(
        "dump_key", "file_name", "byte_count", "record_count", "observation_count", "service_count",
        "artifact_count", "quarantined_count", "accounted_byte_count", stage=pl.lit("parsed"),
    )  # fmt: skip


def _core_stage(workspace: Workspace) -> pl.DataFrame:
    """Observations that went in, and what became of them in the core tables."""
    facts = _loaded(workspace)
    rejected = (
        core_rejections(workspace)
        .group_by("dump_key")
        .agg(rejected=pl.col("record_index").n_unique().cast(pl.Int64))
    )
    return (
        books(workspace)
        .select("dump_key", "file_name", record_count="observation_count")
        .join(facts, on="dump_key", how="left")
        .join(rejected, on="dump_key", how="left")
        .select(
            "dump_key",
            "file_name",
            "record_count",
            observation_count=pl.col("loaded").fill_null(0),
            service_count=pl.lit(0, pl.Int64),
            artifact_count=pl.lit(0, pl.Int64),
            quarantined_count=pl.col("rejected").fill_null(0),
            post_count=pl.col("post_count").fill_null(0),
            stage=pl.lit("core"),
        )
    )


def _waived_counts(workspace: Workspace) -> pl.DataFrame:
    """Records in quarantine all of whose reasons are waived: ``dump_key``, ``stage``, ``waived_count``."""
    waived = _waived(workspace).select("quarantine_id", is_waived=pl.lit(value=True))
    if waived.is_empty():  # places and texts of all rejected records need not be read
        return pl.DataFrame(schema={"dump_key": pl.Int64, "stage": pl.String, "waived_count": pl.Int64})
    late = core_rejections(workspace).select("dump_key", "record_index").unique()
    return (
        _rejected(workspace)
        .join(waived, on="quarantine_id", how="left")
        .join(late.with_columns(stage=pl.lit("core")), on=["dump_key", "record_index"], how="left")
        .group_by("dump_key", "record_index", stage=pl.col("stage").fill_null("parsed"))
        .agg(is_waived=pl.col("is_waived").fill_null(value=False).all())
        .filter("is_waived")
        .group_by("dump_key", "stage")
        .agg(waived_count=pl.len().cast(pl.Int64))
    )


def _loaded(workspace: Workspace) -> pl.DataFrame:
    """``dump_key``, ``loaded`` (appearances) and ``post_count`` of the core tables."""
    name = "core.fact_post_observation"
    with workspace.engine() as engine:
        engine.register({name: workspace.relation(name)})
        counted = (
            engine.table(name)
            .group_by("dump_key")
            .agg(loaded=nw.len().cast(nw.Int64), post_count=nw.col("post_key").n_unique().cast(nw.Int64))
        )
        return pl.read_parquet(engine.write(counted, workspace.scratch("loaded")))


def _write_excluded(workspace: Workspace) -> None:
    """Records that are no posts; where a release is continued, those of the dumps that changed."""
    replaced = workspace.replaced(EXCLUDED, "dump_key")
    dumps = frozenset(pl.read_parquet(replaced)["dump_key"]) if replaced.exists() else None
    _excluded(workspace, dumps).sink_parquet(workspace.table(EXCLUDED), row_group_size=122_880)


def _excluded(workspace: Workspace, dumps: Set[int] | None = None) -> pl.LazyFrame:
    """Records that are no posts, including those that the core boundary rejected."""
    columns = PUBLISHED["dq.excluded_record"].polars_schema.names()
    rejected = core_rejections(workspace).select("dump_key", "record_index").unique().lazy()
    late = scan_staged(workspace, "stg.observation", dumps).join(
        rejected, on=["dump_key", "record_index"], how="semi"
    )
    late = late.select(
        "dump_key", "record_index", "record_locator", "byte_start", "byte_end",
        record_kind=pl.lit("quarantined"), artifact_kind=pl.lit(None, pl.String), raw_text=pl.col("text"),
    ).select(columns)  # fmt: skip
    return pl.concat([scan_staged(workspace, "stg.excluded", dumps).select(columns), late])


def _rejected(workspace: Workspace) -> pl.DataFrame:
    """Every record that is in quarantine now, with each of its reasons."""
    rejections = pl.concat([scan_staged(workspace, "stg.rejection").collect(), core_rejections(workspace)])
    place = (
        _excluded(workspace)
        .filter(pl.col("record_kind") == "quarantined")
        .drop("record_kind", "artifact_kind")
        .collect()
    )
    files = books(workspace).select("dump_key", "dump_id", "file_name")
    identity = [pl.lit("quarantine"), pl.col("dump_id"), pl.col("record_locator"), pl.col("reason")]
    return (
        rejections.join(place, on=["dump_key", "record_index"])
        .join(files, on="dump_key")
        .with_columns(quarantine_id=surrogate_key(*identity))
        .unique("quarantine_id", keep="first", maintain_order=True)
    )


def _remember_quarantine(workspace: Workspace) -> None:
    first_seen = _rejected(workspace).with_columns(
        status=pl.lit("open"),
        first_run_id=pl.lit(workspace.run_id),
        first_seen_at=pl.lit(now(), pl.Datetime("us")),
        code_version=pl.lit(CODE_VERSION),
        waiver_reason=pl.lit(None, pl.String),
        waived_by=pl.lit(None, pl.String),
        waived_until=pl.lit(None, pl.Date),
    )
    history.remember(workspace, "dq.quarantine", first_seen, first_wins=["quarantine_id"])


def quarantine(workspace: Workspace) -> pl.DataFrame:
    """Every record that was ever rejected; ``replayed`` where the current parse accepts it, else as people say."""
    still = _rejected(workspace).select("quarantine_id", is_open=pl.lit(value=True))
    known = history.recall(workspace, "dq.quarantine").drop(_WAIVER)
    status = (
        pl.when(pl.col("is_open").is_null())
        .then(pl.lit("replayed"))
        .when(pl.col("waived_until").is_not_null())
        .then(pl.lit("waived"))
        .otherwise(pl.lit("open"))
    )
    return (
        known.join(still, on="quarantine_id", how="left")
        .join(_waived(workspace), on="quarantine_id", how="left")
        .with_columns(status=status)
        .with_columns(pl.when(pl.col("status") == "waived").then(pl.col(c)).alias(c) for c in _WAIVER)
        .drop("is_open")
        .sort("quarantine_id")
    )


def _waived(workspace: Workspace) -> pl.DataFrame:
    """Waivers in force: ``quarantine_id`` and the columns that tell of a waiver."""
    rows = [(w.quarantine_id, w.reason, w.waived_by, w.until) for w in workspace.waivers.values()]
    types = PUBLISHED["dq.quarantine"].polars_schema
    schema = {c: types[c] for c in ("quarantine_id", *_WAIVER)}
    return pl.DataFrame(rows, schema=schema, orient="row")
