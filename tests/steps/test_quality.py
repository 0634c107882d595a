"""The books: they balance, and they show it when something is lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import copy_of
from scripted import ScriptedAdapter, open_workspace, rows, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import history
from assets.steps.catalogue import rules_in_force
from assets.steps.checks import check_layer, recorded
from assets.steps.core import build_core
from assets.steps.lifecycle import begin, end
from assets.steps.parse import parse_dumps
from assets.steps.posts import start_rejections
from assets.steps.quality import build_quality, ledger, quarantine
from assets.steps.stage import stage_dumps
from assets.steps.staged import staged_parts
from assets.steps.workspace import Workspace, now
from warehouse.waivers import Waiver, add_waivers

_LATE = {"posted_at": "2024-03-20T10:00:00", "edited_at": "2024-03-20T09:59:59"}
_LINES: tuple[dict[str, Any], ...] = (
    {"do": "channel", "ref": "id:5", "name": "آرمان"},
    {"do": "post", "channel_ref": "id:5", "message_id": 1, "text": "یک", "byte_start": 0, "byte_end": 10},
    {"do": "post", "channel_ref": "id:5", "message_id": 1, "text": "یک", "byte_start": 10, "byte_end": 15},
    {"do": "service"},
    {"do": "artifact"},
    {"do": "post", "text": "دو", "view_count": -1},
    {"do": "post", "channel_ref": "id:5", "message_id": 3, "text": "سه", **_LATE},
    {"do": "reject"},
)


@pytest.fixture(autouse=True)
def _adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A build of the core tables."""
    folder = tmp_path_factory.mktemp("quality")
    workspace = open_workspace(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
        stage_dumps(workspace, [write_script(folder / "a.jsonl", *_LINES)])
        parse_dumps(workspace)
        build_core(workspace)
    return workspace


@pytest.fixture
def workspace(built: Workspace, tmp_path: Path) -> Workspace:
    """The same, to break."""
    return Workspace(copy_of(built.home, tmp_path / "home"), built.run_id)


def _residuals(workspace: Workspace) -> dict[str, int]:
    return dict(ledger(workspace).select("stage", "residual").iter_rows())


def test_the_books_balance(workspace: Workspace) -> None:
    columns = ["stage", "record_count", "observation_count", "service_count", "artifact_count",
               "quarantined_count", "post_count", "residual"]  # fmt: skip
    assert rows(ledger(workspace), *columns) == [
        ("parsed", 7, 3, 1, 1, 2, None, 0),
        ("core", 3, 2, 0, 0, 1, 1, 0),
    ]


def test_bytes_without_a_whereabouts_are_shown(workspace: Workspace) -> None:
    parsed = ledger(workspace).filter(pl.col("stage") == "parsed").row(0, named=True)
    [dump] = workspace.lake.dumps()
    assert parsed["accounted_byte_count"] == 15
    assert parsed["byte_residual"] == dump.byte_count - 15


@pytest.mark.parametrize(("table", "kept"), [("stg.observation", 2), ("stg.excluded", 3)])
def test_a_staged_record_that_is_lost_shows(workspace: Workspace, table: str, kept: int) -> None:
    [part] = staged_parts(workspace, table)
    pl.read_parquet(part).head(kept).write_parquet(part)
    assert _residuals(workspace)["parsed"] == 1


def test_a_staged_record_that_is_there_twice_shows(workspace: Workspace) -> None:
    [part] = staged_parts(workspace, "stg.observation")
    frame = pl.read_parquet(part)
    pl.concat([frame, frame.head(1)]).write_parquet(part)
    assert _residuals(workspace)["parsed"] == -1


def test_an_observation_that_is_lost_on_its_way_into_core_shows(workspace: Workspace) -> None:
    path = workspace.table("core.fact_post_observation")
    pl.read_parquet(path).head(1).write_parquet(path)
    assert _residuals(workspace) == {"parsed": 0, "core": 1}


def test_a_rejection_at_core_that_is_lost_shows(workspace: Workspace) -> None:
    start_rejections(workspace)
    assert _residuals(workspace) == {"parsed": 0, "core": 1}


def test_a_dump_of_which_nothing_is_left_shows(workspace: Workspace) -> None:
    for table in ("stg.observation", "stg.excluded"):
        [part] = staged_parts(workspace, table)
        pl.read_parquet(part).clear().write_parquet(part)
    assert _residuals(workspace)["parsed"] == 7


def _table(workspace: Workspace, name: str) -> pl.DataFrame:
    return pl.read_parquet(workspace.table(name))


def test_quarantine_names_every_rejected_record_with_its_place_and_text(workspace: Workspace) -> None:
    build_quality(workspace)
    found = _table(workspace, "dq.quarantine").sort("record_index")
    assert rows(found, "record_index", "record_locator", "reason", "raw_text", "status", "file_name") == [
        (4, "/6", "view_count:greater_than_or_equal_to", "دو", "open", "a.jsonl"),
        (5, "/7", "edit_follows_post", "سه", "open", "a.jsonl"),
        (6, "/8", "broken", "??", "open", "a.jsonl"),
    ]
    excluded = _table(workspace, "dq.excluded_record")
    kinds = dict(excluded.group_by("record_kind").len().iter_rows())
    assert kinds == {"service": 1, "artifact": 1, "quarantined": 3}


def test_the_ledger_is_remembered_with_its_run(workspace: Workspace) -> None:
    build_quality(workspace)
    later = Workspace(workspace.home, "run-2")
    build_quality(later)
    found = _table(later, "dq.ledger")
    assert sorted(rows(found, "run_id", "stage")) == [
        ("run-1", "core"), ("run-1", "parsed"), ("run-2", "core"), ("run-2", "parsed"),
    ]  # fmt: skip


def test_a_record_that_a_later_parse_accepts_is_replayed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_quality(workspace)
    before = quarantine(workspace)
    mended = _Lenient()
    monkeypatch.setitem(ADAPTERS, "research_json", mended)
    later = Workspace(workspace.home, "run-2")
    parse_dumps(later)
    build_core(later)
    build_quality(later)
    after = _table(later, "dq.quarantine")
    status = dict(after.select("reason", "status").iter_rows())
    assert status == {
        "view_count:greater_than_or_equal_to": "replayed",
        "edit_follows_post": "open",
        "broken": "open",
    }
    same = [c for c in before.columns if c != "status"]
    assert after.select(same).equals(before.select(same))
    assert after["first_run_id"].unique().to_list() == ["run-1"]
    assert history.recall(later, "dq.quarantine").height == 3


@pytest.mark.parametrize(("days", "status"), [(0, "waived"), (30, "waived"), (-1, "open")])
def test_a_waiver_counts_until_its_day_and_survives_a_rebuild(
    workspace: Workspace, days: int, status: str
) -> None:
    build_quality(workspace)
    broken = quarantine(workspace).filter(pl.col("reason") == "broken")["quarantine_id"].item()
    until = now().date() + timedelta(days=days)
    held = Waiver(quarantine_id=broken, reason="از مبدأ چنین است", until=until, waived_by="ناظر")
    add_waivers(workspace.home.waivers, [held])
    later = Workspace(workspace.home, "run-2")
    parse_dumps(later, frozenset(d.dump_id for d in later.lake.dumps()))
    build_core(later)
    build_quality(later)
    found = _table(later, "dq.quarantine").sort("record_index")
    assert found["status"].to_list() == ["open", "open", status]
    told = (held.reason, held.waived_by, until) if status == "waived" else (None, None, None)
    assert rows(found, "waiver_reason", "waived_by", "waived_until") == [(None, None, None)] * 2 + [told]


def test_the_books_tell_waived_records_apart_by_stage_and_stay_as_they_are(workspace: Workspace) -> None:
    build_quality(workspace)
    before = ledger(workspace)
    assert before["waived_count"].to_list() == [0, 0]
    known = quarantine(workspace).sort("record_index")["quarantine_id"].to_list()
    for waived, told in ([known[2]], [1, 0]), (known[1:], [1, 1]):
        add_waivers(
            workspace.home.waivers,
            [Waiver(quarantine_id=i, reason="x", until=now().date()) for i in waived],
        )
        later = Workspace(workspace.home, "run-1")
        assert ledger(later)["waived_count"].to_list() == told
        assert ledger(later).drop("waived_count").equals(before.drop("waived_count"))


def test_a_waived_record_that_a_later_parse_accepts_is_replayed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_quality(workspace)
    until = now().date()
    add_waivers(
        workspace.home.waivers,
        [Waiver(quarantine_id=i, reason="x", until=until) for i in quarantine(workspace)["quarantine_id"]],
    )
    monkeypatch.setitem(ADAPTERS, "research_json", _Lenient())
    later = Workspace(workspace.home, "run-2")
    parse_dumps(later)
    build_core(later)
    build_quality(later)
    found = _table(later, "dq.quarantine").sort("record_index")
    assert found["status"].to_list() == ["replayed", "waived", "waived"]
    assert found["waived_until"].to_list() == [None, until, until]


def test_a_run_that_stops_early_says_which_checks_did_not_run(workspace: Workspace) -> None:
    begun = begin(workspace)
    check_layer(workspace, "stg")
    end(begun, "a step failed")
    kept = history.recall(workspace, "dq.check_result")
    assert set(kept["check_id"]) >= {r.check_id for r in rules_in_force()}
    early = pl.col("table_name").str.starts_with("stg.")
    assert set(kept.filter(~early)["status"]) == {"not_run"}
    assert set(kept.filter(early)["status"]) == {"passed", "failed"}
    assert history.recall(workspace, "dq.run")["status"].to_list() == ["failed"], (
        "not_run alone holds nothing back"
    )


def test_the_catalogue_knows_every_rule_and_those_of_the_past(workspace: Workspace) -> None:
    check_layer(workspace, "stg")
    build_quality(workspace)
    found = {r["check_id"]: r for r in _table(workspace, "dq.check").to_dicts()}
    assert found.keys() == {r.check_id for r in rules_in_force()} | {"stg.observation:broken"}
    none_open = found["dq.quarantine.status:none_open"]
    assert (none_open["severity"], none_open["owner"], none_open["kind"]) == ("warning", "curation", "bound")
    assert "WHERE status = 'open'" in none_open["definition"]
    past = recorded(workspace).head(1).with_columns(check_id=pl.lit("core.gone:rule"), run_id=pl.lit("run-0"))
    history.remember(Workspace(workspace.home, "run-0"), "dq.check_result", past)
    build_quality(workspace)
    rows_ = _table(workspace, "dq.check").filter(pl.col("check_id") == "core.gone:rule")
    assert rows(rows_, "is_current", "definition") == [(False, None)]


class _Lenient(ScriptedAdapter):
    """A later version that reads what the first could not."""

    version = 2

    def parse(self, source: Any) -> Any:
        for batch in super().parse(source):
            mended = pl.col("view_count").clip(lower_bound=0)
            object.__setattr__(batch, "observations", batch.observations.with_columns(mended))
            yield batch
