"""What Dagster is told of a check: severity, counts, and where the quality page shows it."""

from pathlib import Path

import dagster as dg
import pytest

from assets.specs import asset_key
from orchestration.checks import _result
from warehouse.checks import CheckOutcome, Rule
from warehouse.home import Home

KEY = asset_key("core.fact_post")


def outcome(name: str, status: str, severity: str = "error", failed: int | None = 2) -> CheckOutcome:
    rule = Rule(
        check_id=f"core.fact_post.text:{name}", table_name="core.fact_post", column_name="text", dimension="validity",
        severity=severity, rule_in_words="x", owner="y",
    )  # fmt: skip
    return rule.outcome(status, 9, failed, "7")


@pytest.mark.parametrize(
    ("outcomes", "passed", "severity", "anchor"),
    [
        ([outcome("a", "passed", failed=0)], True, "ERROR", "a"),
        ([outcome("a", "passed", failed=0), outcome("b", "failed")], False, "ERROR", "b"),
        ([outcome("a", "failed", "warning")], False, "WARN", "a"),
        ([outcome("a", "not_run")], False, "ERROR", "a"),
    ],
)
def test_a_result_says_how_bad_it_is_and_where_to_look(
    outcomes: list[CheckOutcome], passed: bool, severity: str, anchor: str, tmp_path: Path
) -> None:
    found = _result("x", KEY, outcomes, Home(tmp_path))
    assert (found.passed, found.severity) == (passed, dg.AssetCheckSeverity[severity])
    page = found.metadata["page"].value
    assert page == f"{tmp_path.as_uri()}/published/current/quality/checks.html#core.fact_post.text:{anchor}"
    assert found.metadata["rules"].value == len(outcomes)


def test_a_check_that_did_not_run_says_so(tmp_path: Path) -> None:
    found = _result("x", KEY, [outcome("a", "not_run"), outcome("b", "failed")], Home(tmp_path))
    assert found.metadata["failed"].value == {
        "core.fact_post.text:a": "not run",
        "core.fact_post.text:b": "2 of 9, for instance 7",
    }
