"""The drop-folder sensor asks for a run when files have settled, and only then."""

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration.automation import drop_folder
from warehouse.home import HOME_VARIABLE


@pytest.fixture
def incoming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


def tick(cursor: str | None) -> tuple[list[str | None], str | None]:
    """One evaluation: run keys asked for, and the new cursor."""
    context = dg.build_sensor_context(cursor=cursor)
    result = drop_folder.evaluate_tick(context)
    return [r.run_key for r in result.run_requests or []], result.cursor


def test_a_new_file_is_taken_on_the_second_look(incoming: Path) -> None:
    (incoming / "dump.txt").write_text("متن")
    first, cursor = tick(None)
    second, cursor = tick(cursor)
    third, _ = tick(cursor)
    assert (first, len(second), third) == ([], 1, [])


def test_a_file_that_grows_is_left_alone(incoming: Path) -> None:
    dump = incoming / "dump.txt"
    dump.write_text("a")
    _, cursor = tick(None)
    dump.write_text("ab")
    os.utime(dump, ns=(1, 2))
    asked, cursor = tick(cursor)
    assert asked == []
    asked, _ = tick(cursor)
    assert len(asked) == 1


def test_changed_content_under_the_same_name_asks_again(incoming: Path) -> None:
    dump = incoming / "dump.txt"
    dump.write_text("a")
    _, cursor = tick(None)
    first, cursor = tick(cursor)
    dump.write_text("other")
    _, cursor = tick(cursor)
    second, _ = tick(cursor)
    assert len(first) == len(second) == 1
    assert first != second


def test_unfinished_and_hidden_files_are_no_dumps(incoming: Path) -> None:
    for name in ("dump.txt.part", ".dump.txt", "dump.txt.anbar.toml"):
        (incoming / name).write_text("x")
    _, cursor = tick(None)
    assert tick(cursor)[0] == []


def test_a_missing_drop_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "nowhere"))
    assert tick(None)[0] == []
