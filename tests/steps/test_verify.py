"""A release is proven by building it again from its raw dumps."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from incremental import Runs
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS
from assets.steps.verify import rebuild_and_compare
from assets.steps.workspace import Workspace
from warehouse.errors import AnbarError

_LINES = [
    {"do": "post", "channel_ref": "id:5", "message_id": n, "text": f"متن {n}", "view_count": n}
    for n in range(12)
]


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("verify")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
        runs = Runs(folder)
        runs.run(write_script(folder / "a.jsonl", *_LINES))
        runs.run(write_script(folder / "b.jsonl", _LINES[0] | {"view_count": 99}))
    assert runs.continued == 1
    return runs


@pytest.fixture
def runs(two_runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
    return two_runs.copied_to(tmp_path)


def _verified(runs: Runs) -> list[str]:
    problems = rebuild_and_compare(Workspace(runs.home, "verify"), runs.database.resolve().parent.name)
    assert not list(runs.home.blobs.parent.glob("verify-*"))
    return problems


def test_a_continued_release_equals_what_its_raw_dumps_give(runs: Runs) -> None:
    assert _verified(runs) == []


@pytest.mark.acceptance
def test_dumps_that_came_later_do_not_count(runs: Runs, tmp_path: Path) -> None:
    release = runs.database.resolve().parent.name
    runs.run(write_script(tmp_path / "c.jsonl", _LINES[1] | {"text": "نو"}))
    assert rebuild_and_compare(Workspace(runs.home, "verify"), release) == []


@pytest.mark.acceptance
def test_another_outcome_is_told_table_by_table(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(ScriptedAdapter):
        def parse(self, source: Any) -> Any:
            for batch in super().parse(source):
                yield type(batch)(
                    **{**vars(batch), "observations": batch.observations.with_columns(text=pl.lit("x"))}
                )

    monkeypatch.setitem(ADAPTERS, "research_json", Other())
    problems = _verified(runs)
    assert "core.fact_post has other values" in problems
    assert not [p for p in problems if "dim_date" in p or "fact_reaction" in p]


def test_a_dump_that_is_gone_is_told(runs: Runs) -> None:
    next(iter(runs.home.dumps.glob("*.json"))).unlink()
    assert any("no longer in the lake" in problem for problem in _verified(runs))


def test_another_configuration_is_told(runs: Runs) -> None:
    runs.home.config.write_text('reporting_zone = "UTC"\n')
    assert any("anbar.toml has changed" in problem for problem in _verified(runs))


def test_there_must_be_such_a_release(runs: Runs) -> None:
    with pytest.raises(AnbarError, match="no release r000009"):
        rebuild_and_compare(Workspace(runs.home, "verify"), "r000009-20260101T000000Z")
