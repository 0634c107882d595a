"""The verdict: whether the numbers can be used, and what changed since the run before."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import duckdb

from dashboard.ask import Row, ask
from dashboard.subject import Subject


@dataclass(frozen=True)
class Verdict:
    """Outcomes of the checks of one run, and what they mean for a reader."""

    subject: Subject
    checks: list[Row]
    """All checks of the run; what is wrong first. With ``codes`` and ``failing_since`` of their history."""
    changes: list[Row]
    """Checks of this run that are not what they were, with ``change``: new, continuing or fixed."""
    unchecked: list[str]
    """Layers that have no check in this run although every whole run checks them."""

    @property
    def state(self) -> str:
        """usable, warnings or held_back."""
        if self.subject.release_id is None or self.errors:
            return "held_back"
        return "warnings" if self.troubles or self.unchecked else "usable"

    @cached_property
    def troubles(self) -> list[Row]:
        """Checks that failed or did not run."""
        return [c for c in self.checks if c["status"] != "passed"]

    @property
    def errors(self) -> list[Row]:
        """Those that hold publication back."""
        return [c for c in self.troubles if c["severity"] == "error"]

    @property
    def warnings(self) -> list[Row]:
        """Those that do not."""
        return [c for c in self.troubles if c["severity"] != "error"]

    @property
    def headline(self) -> str:
        """The verdict in one line."""
        if self.state == "held_back":
            return "Do not use: nothing was published."
        if self.state == "usable":
            return "These numbers can be used."
        count = len(self.warnings) + bool(self.unchecked)
        return f"These numbers can be used, with {count} warning{'s' * (count != 1)}."

    @cached_property
    def change_counts(self) -> Counter[str]:
        """How many checks are new among the failed, continue to fail, or were fixed."""
        return Counter(c["change"] for c in self.changes)

    @property
    def change_in_words(self) -> str:
        """What changed since the run before, in one sentence."""
        if not self.has_history:
            return "This is the first run: there is nothing to compare it with."
        n = self.change_counts
        if not n["new"] and not n["fixed"]:
            still = f"{n['continuing']} keep failing" if n["continuing"] else "all still pass"
            return f"No check changed since the run before; {still}."
        return f"Since the run before: {n['new']} newly failing, {n['continuing']} still failing, {n['fixed']} fixed."

    @property
    def has_history(self) -> bool:
        """Whether an earlier run evaluated checks."""
        return any(len(c["codes"]) > 1 for c in self.checks)

    def counts(self) -> dict[str, dict[str, int]]:
        """Checks by severity and status."""
        counted = {s: dict.fromkeys(("passed", "failed", "not_run"), 0) for s in ("error", "warning")}
        for check in self.checks:
            of_severity = counted.setdefault(check["severity"], {})
            of_severity[check["status"]] = of_severity.get(check["status"], 0) + 1
        return counted


_LAYERS = ("stg", "core", "mart", "dq")


def judge(con: duckdb.DuckDBPyConnection, subject: Subject) -> Verdict:
    """Read the outcomes of a run and compare them with those of earlier runs."""
    history = {row["check_id"]: row for row in ask(con, "check_history")}
    checks = ask(con, "checks", run_id=subject.run_id)
    for check in checks:
        past = history.get(check["check_id"], {})
        check["codes"] = past.get("codes", "")
        check["failing_since"] = past.get("failing_since")
    changes = [c for c in ask(con, "check_change") if c["run_id"] == subject.run_id]
    present = {c["table_name"].partition(".")[0] for c in checks}
    return Verdict(subject, checks, changes, [layer for layer in _LAYERS if layer not in present])


def watermark_in_words(row: Row, zone: str) -> str:
    """How far the data reach, in the calendars of their readers."""
    if row["full_date"] is None:
        return "no post has a date"
    latest: datetime | None = row["latest_posted_at"]
    instant = f"; newest instant {latest:%Y-%m-%d %H:%M} UTC" if latest else ""
    return f"data through {row['full_date']:%Y-%m-%d} ({row['jalali_date']}), {zone}{instant}"
