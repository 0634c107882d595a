"""What earlier runs found stays, also when the tables change."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pandera.errors
import polars as pl
import pytest
from scripted import open_workspace

from assets.steps import history
from assets.steps.workspace import Workspace
from schemas import PUBLISHED

_NAME = "dq.refused_file"
_KEY = ["file_id", "file_name"]


def _row(file_id: str, reason: str = "it is empty.", **more: Any) -> dict[str, Any]:
    seen = datetime(2024, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere
    row = {"file_id": file_id, "file_name": "a.txt", "byte_count": 0, "reason": reason}
    return row | {"first_run_id": "run-1", "first_seen_at": seen} | more


def _frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=PUBLISHED[_NAME].polars_schema)


@pytest.fixture
def first(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path)


@pytest.fixture
def second(first: Workspace) -> Workspace:
    return Workspace(first.home, "run-2")


def _reasons(workspace: Workspace) -> list[str]:
    return sorted(history.recall(workspace, _NAME)["reason"])


def test_before_the_first_run_there_is_nothing(first: Workspace) -> None:
    assert history.recall(first, _NAME).schema == PUBLISHED[_NAME].polars_schema


def test_runs_add_up_and_a_run_replaces_its_own_rows(first: Workspace, second: Workspace) -> None:
    history.remember(first, _NAME, _frame(_row("a", "one")))
    history.remember(second, _NAME, _frame(_row("b", "two")))
    history.remember(second, _NAME, _frame(_row("b", "three")))
    assert _reasons(first) == _reasons(second) == ["one", "three"]


def test_first_wins_over_runs_and_within_one(first: Workspace, second: Workspace) -> None:
    history.remember(first, _NAME, _frame(_row("a", "one"), _row("a", "again")), first_wins=_KEY)
    history.remember(second, _NAME, _frame(_row("a", "later"), _row("b", "new")), first_wins=_KEY)
    assert _reasons(second) == ["new", "one"]


def test_first_wins_within_a_run_that_remembers_twice(first: Workspace) -> None:
    history.remember(first, _NAME, _frame(_row("a", "one")), first_wins=_KEY)
    history.remember(first, _NAME, _frame(_row("a", "again"), _row("b", "two")), first_wins=_KEY)
    history.remember(first, _NAME, _frame(_row("a", "again")), first_wins=_KEY)
    assert _reasons(first) == ["one", "two"]


def test_nothing_new_writes_nothing(first: Workspace) -> None:
    history.remember(first, _NAME, pl.DataFrame(), first_wins=_KEY)
    assert list((first.home.history / _NAME).iterdir()) == []


def test_a_run_that_finds_nothing_anymore_says_so(first: Workspace) -> None:
    history.remember(first, _NAME, _frame(_row("a")))
    history.remember(first, _NAME, _frame())
    assert _reasons(first) == []


def test_rows_that_break_the_contract_are_not_kept(first: Workspace) -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        history.remember(first, _NAME, _frame(_row("a", byte_count=-1)))
    assert _reasons(first) == []


def test_a_crash_while_writing_leaves_what_was_there(
    first: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.remember(first, _NAME, _frame(_row("a", "one")))

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        history.remember(first, _NAME, _frame(_row("a", "two")))
    assert _reasons(first) == ["one"]


def test_rows_of_older_code_are_read_in_the_shape_of_today(first: Workspace, second: Workspace) -> None:
    history.remember(first, _NAME, _frame(_row("a", "one")))
    [file] = (first.home.history / _NAME).glob("*.parquet")
    old = pl.read_parquet(file).drop("byte_count").with_columns(gone=pl.lit(1))
    old.select(reversed(old.columns)).write_parquet(file)
    history.remember(second, _NAME, _frame(_row("b", "two")))
    found = history.recall(second, _NAME)
    assert found.schema == PUBLISHED[_NAME].polars_schema
    assert dict(found.select("file_id", "byte_count").iter_rows()) == {"a": None, "b": 0}
