"""What there is to tell of a run: that it failed, what its checks newly found, what is well again."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from assets.steps import history
from assets.steps.workspace import Workspace

_SHOWN = ("check_id", "severity", "rule_in_words", "failed_count", "evaluated_count", "example_value")


@dataclass(frozen=True)
class Notice:
    """News of one run; examples are keys, never texts."""

    run_id: str
    status: str
    error: str | None = None
    release_id: str | None = None
    recovered: bool = False
    """True for a published run after one that was not."""
    new: list[dict[str, Any]] = field(default_factory=list)
    """Checks that fail and did not when they were last evaluated."""
    continuing: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)

    @property
    def is_news(self) -> bool:
        """Whether there is anything that nobody was told before."""
        return self.status != "published" or self.recovered or bool(self.new or self.fixed)


def notice_of(workspace: Workspace, fallback: str = "The run failed before it began.") -> Notice:
    """Compare a run with the ones before it.

    Args:
        workspace: the run.
        fallback: what to say of a run that has no row in ``dq.run``.
    """
    runs = history.recall(workspace, "dq.run").sort("started_at")
    own = runs.filter(pl.col("run_id") == workspace.run_id)
    if own.is_empty():
        return Notice(workspace.run_id, "failed", fallback)
    row = own.row(0, named=True)
    before = runs.filter(pl.col("started_at") < row["started_at"])
    recovered = row["status"] == "published" and before["status"].tail(1).to_list() not in ([], ["published"])
    checks = _compared(workspace, before["run_id"].to_list())
    failed, failed_before = pl.col("status") == "failed", pl.col("status_before") == "failed"
    return Notice(
        workspace.run_id,
        row["status"],
        row["error"],
        row["release_id"],
        recovered=recovered,
        new=checks.filter(failed & ~failed_before.fill_null(value=False)).select(_SHOWN).to_dicts(),
        continuing=checks.filter(failed & failed_before)["check_id"].to_list(),
        fixed=checks.filter(~failed & failed_before)["check_id"].to_list(),
    )


def _compared(workspace: Workspace, before: list[str]) -> pl.DataFrame:
    """Checks that the run evaluated, with what came of each when an earlier run last evaluated it."""
    results = history.recall(workspace, "dq.check_result").filter(pl.col("status") != "not_run")
    earlier = (
        results.filter(pl.col("run_id").is_in(before))
        .sort("checked_at")
        .unique("check_id", keep="last")
        .select("check_id", status_before="status")
    )
    own = results.filter(pl.col("run_id") == workspace.run_id)
    return own.join(earlier, on="check_id", how="left").sort("severity", "check_id")
