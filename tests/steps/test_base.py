"""When a build continues the current release, and when it builds everything."""

import logging
from pathlib import Path
from typing import Any

import duckdb
import pytest
from incremental import Runs, contents
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import base
from warehouse import manifest
from warehouse.content import differences

_CHANNEL = {"do": "channel", "ref": "id:5", "name": "آرمان"}


@pytest.fixture(autouse=True)
def _adapter(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
    caplog.set_level(logging.INFO, logger="assets.steps.base")


def _post(number: int, text: str = "متن", **more: Any) -> dict[str, Any]:
    return {"do": "post", "channel_ref": "id:5", "message_id": number, "text": f"{text} {number}"} | more


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A home with a release of ten posts."""
    folder = tmp_path_factory.mktemp("base")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
        runs = Runs(folder)
        runs.run(write_script(folder / "first.jsonl", _CHANNEL, *map(_post, range(10))))
    return runs


@pytest.fixture
def runs(first_run: Runs, tmp_path: Path) -> Runs:
    """The same, to go on from."""
    return first_run.copied_to(tmp_path)


def _one_more(runs: Runs, *lines: dict[str, Any]) -> None:
    runs.run(write_script(runs.home.root.parent / f"{runs.count}.jsonl", _CHANNEL, *lines))


def _posts(runs: Runs) -> list[tuple[Any, ...]]:
    with duckdb.connect(runs.database, read_only=True) as con:
        return con.execute("SELECT message_id, text FROM core.fact_post ORDER BY ALL").fetchall()


def test_a_small_dump_is_added_to_the_release(runs: Runs) -> None:
    _one_more(runs, _post(3, "دیگر"), _post(12))
    assert runs.continued == 1
    assert len(_posts(runs)) == 11


def test_a_run_without_news_keeps_everything(runs: Runs) -> None:
    before = runs.database.resolve()
    runs.run()
    assert runs.continued == 1
    assert differences(*contents(before, runs.database)) == []


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda r: r.home.config.write_text('reporting_zone = "UTC"\n'), "the configuration changed"),
        (lambda r: [p.unlink() for p in r.home.states.glob("*/state.json")], "has no state in the lake"),
        (
            lambda r: [p.write_text("[") for p in r.home.states.glob("*/state.json")],
            "has no state in the lake",
        ),
        (lambda r: [p.unlink() for p in r.home.states.glob("*/albums.parquet")], "is not whole"),
    ],
)
def test_what_does_not_fit_is_built_anew(
    runs: Runs, caplog: pytest.LogCaptureFixture, spoil: Any, why: str
) -> None:
    spoil(runs)
    _one_more(runs, _post(12))
    assert runs.continued == 0
    assert why in caplog.text
    assert len(_posts(runs)) == 11


def test_a_release_with_a_flipped_bit_is_no_base(runs: Runs, caplog: pytest.LogCaptureFixture) -> None:
    file = runs.database.resolve()
    manifest_folder = file.parent
    manifest_folder.chmod(0o755)
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert list(manifest.compare(manifest_folder, manifest.read_manifest(manifest_folder)))
    _one_more(runs, _post(12))
    assert runs.continued == 0
    assert "is not whole" in caplog.text


def test_much_news_is_built_anew(runs: Runs, caplog: pytest.LogCaptureFixture) -> None:
    _one_more(runs, *[_post(n) for n in range(20, 23)])
    assert runs.continued == 0
    assert "much is new" in caplog.text


@pytest.mark.acceptance
def test_small_news_add_up(runs: Runs) -> None:
    for number in range(20, 24):
        _one_more(runs, _post(number))
    assert runs.continued == 3  # with the fourth, more than a quarter would be exchanged since all was built


def test_other_code_builds_everything(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "code_fingerprint", lambda: "of another version")
    _one_more(runs, _post(12))
    assert runs.continued == 0


def test_a_channel_that_turns_out_to_be_another_moves_all_posts(
    runs: Runs, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [{**_post(n), "channel_ref": "handle:baker"} for n in range(10)]
    runs.run(write_script(runs.home.root.parent / "h.jsonl", *lines))
    statement = {"do": "channel", "ref": "id:5", "handle": "baker"}
    runs.run(write_script(runs.home.root.parent / "j.jsonl", statement, _post(0)))
    assert "references turned out to mean other channels" in caplog.text
    assert len(_posts(runs)) == 10


def test_after_a_rollback_the_next_run_continues_that_release(runs: Runs) -> None:
    first = runs.database.resolve().parent
    _one_more(runs, _post(12))
    pointer = runs.home.published / "current"
    pointer.unlink()
    pointer.symlink_to(first)
    _one_more(runs, _post(13))
    assert runs.continued == 2
    assert [number for number, _ in _posts(runs)] == [*range(10), 12, 13]


def test_states_go_with_their_releases(runs: Runs) -> None:
    from assets.steps.workspace import Workspace

    (runs.home.states / "r000009-20260101T000000Z").mkdir()
    base.prune_states(Workspace(runs.home, "x"))
    assert [p.name for p in runs.home.states.iterdir()] == [runs.database.resolve().parent.name]


def test_all_checks_hold_for_a_continued_release(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    first = write_script(tmp_path / "a.jsonl", _CHANNEL, *map(_post, range(10)), {"do": "reject"})
    runs.run(first, checked=True)
    more = write_script(tmp_path / "b.jsonl", _CHANNEL, _post(3, "نو"), {"do": "service"}, {"do": "reject"})
    runs.run(more, checked=True)
    assert runs.continued == 1
    with duckdb.connect(runs.database, read_only=True) as con:
        kinds = con.execute("SELECT record_kind, count(*) FROM dq.excluded_record GROUP BY 1 ORDER BY 1")
        assert kinds.fetchall() == [("quarantined", 2), ("service", 1)]
        [(rows,)] = con.execute("SELECT evaluated_count FROM dq.check_result WHERE run_id = 'run-2'"
                                " AND check_id = 'core.fact_post:text:not_nullable'").fetchall()  # fmt: skip
        assert rows == 10


def test_a_rejected_post_may_be_mended_by_what_comes_next(tmp_path: Path) -> None:
    day = "2024-03-0{}T08:00:00"
    bad = _post(3, posted_at=day.format(5), edited_at=day.format(4))
    good = _post(3, posted_at=day.format(2), captured_at=day.format(9))
    runs, at_once = Runs(tmp_path / "one"), Runs(tmp_path / "two")
    first = write_script(tmp_path / "a.jsonl", _CHANNEL, *[_post(n) for n in range(10, 20)], bad)
    then = write_script(tmp_path / "b.jsonl", good)
    runs.run(first)
    assert len(_posts(runs)) == 10
    runs.run(then)
    assert runs.continued == 1
    at_once.run(first, then)
    assert differences(*contents(runs.database, at_once.database)) == []
