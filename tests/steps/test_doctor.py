"""What the doctor finds: each kind of trouble made on purpose in a healthy home."""

from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Warehouse

from assets.steps import doctor
from assets.steps.doctor import busy_with, examine, orphans
from assets.steps.lifecycle import begin
from assets.steps.parse import parse_dumps
from assets.steps.workspace import Workspace
from warehouse.lock import WriterLock


@pytest.fixture
def workspace(continued: Warehouse) -> Workspace:
    """A healthy home, to break."""
    return Workspace(continued.home, "run")


def _found(workspace: Workspace, *, is_deep: bool = False) -> list[tuple[str, str]]:
    return [(a.kind, str(a)) for a in examine(workspace, is_deep=is_deep)]


def _one(folder: Path, pattern: str) -> Path:
    found = next(p for p in sorted(folder.glob(pattern)) if p.is_file())
    found.parent.chmod(0o755)
    found.chmod(0o644)
    return found


def test_a_healthy_home_has_no_ailment(workspace: Workspace) -> None:
    assert _found(workspace, is_deep=True) == []


def test_a_missing_raw_copy_is_found(workspace: Workspace) -> None:
    _one(workspace.home.blobs, "*/*").unlink()
    [(kind, words)] = _found(workspace)
    assert kind == "damaged"
    assert "is missing" in words


def test_a_raw_copy_of_another_size_is_found(workspace: Workspace) -> None:
    path = _one(workspace.home.blobs, "*/*")
    path.write_bytes(path.read_bytes() + b"x")
    assert "bytes, not" in _found(workspace)[0][1]


def test_a_raw_copy_of_other_content_is_found_by_a_deep_look(workspace: Workspace) -> None:
    path = _one(workspace.home.blobs, "*/*")
    path.write_bytes(b"x" * path.stat().st_size)
    assert _found(workspace) == []
    assert "other content" in _found(workspace, is_deep=True)[0][1]


def test_a_damaged_manifest_is_found(workspace: Workspace) -> None:
    _one(workspace.home.dumps, "*.json").write_text("{", encoding="utf-8")
    assert "is damaged" in _found(workspace)[0][1]


def test_a_parse_that_is_not_whole_is_found_and_mended_by_the_next_run(workspace: Workspace) -> None:
    part = next(workspace.home.parsed.glob("*/*/observation-*.parquet"))
    whole = part.read_bytes()
    part.write_bytes(whole[:-9])
    [found] = examine(workspace)
    assert (found.kind, "is not whole" in found.subject) == ("damaged", True)
    assert "next run parses the dump anew" in found.remedy
    parse_dumps(workspace)
    assert list(examine(workspace)) == []


def test_a_parse_that_cannot_be_read_is_found_by_a_deep_look(workspace: Workspace) -> None:
    part = next(workspace.home.parsed.glob("*/*/observation-*.parquet"))
    damaged = bytearray(part.read_bytes())
    damaged[4 : len(damaged) - 8] = bytes(len(damaged) - 12)
    part.write_bytes(damaged)
    assert list(examine(workspace)) == []
    [found] = examine(workspace, is_deep=True)
    assert "cannot be read" in found.subject


def test_a_damaged_release_is_found(workspace: Workspace) -> None:
    path = _one(workspace.home.published, "releases/*/manifest.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"sha256": "', '"sha256": "0'), encoding="utf-8")
    assert any("the current release" in words for _, words in _found(workspace))


def test_a_pointer_to_nowhere_is_found(workspace: Workspace) -> None:
    pointer = workspace.home.published / "current"
    pointer.unlink()
    pointer.write_text("r1", encoding="utf-8")
    assert "does not point to a release" in _found(workspace)[0][1]


def test_a_full_disk_is_found(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(free=1))
    assert [kind for kind, _ in _found(workspace)] == ["full"]


def test_leftovers_of_a_killed_run_are_found_and_the_next_run_removes_them(workspace: Workspace) -> None:
    home = workspace.home
    begin(Workspace(home, "killed"))
    for left in (home.blobs / "tmpx.partial", home.dumps / "a.partial", home.parsed / "d" / "k.partial"):
        left.parent.mkdir(exist_ok=True)
        left.write_text("half", encoding="utf-8")
    kinds = [kind for kind, _ in _found(workspace)]
    assert kinds == ["stuck", "orphaned", "orphaned", "orphaned"]
    begin(Workspace(home, "next"))
    assert orphans(workspace) == []


def test_a_run_under_way_is_not_stuck(workspace: Workspace) -> None:
    with WriterLock(workspace.home.writer_lock, "run of a test"):
        begin(Workspace(workspace.home, "now"))
        (workspace.home.blobs / "tmpx.partial").write_text("half", encoding="utf-8")
        assert busy_with(workspace) is not None
        assert _found(workspace) == []
    assert busy_with(workspace) is None
