"""Staging: what is new, what is known, what is refused; the input is never changed."""

import gzip
from pathlib import Path
from typing import BinaryIO

import pytest
from scripted import ScriptedAdapter, open_workspace, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import history
from assets.steps.stage import Refusal, StageReport, keep_report, read_report, stage_dumps
from assets.steps.workspace import Workspace
from warehouse.errors import UsageError

_TEXT = "نخستین پست این کانال دربارهٔ کتاب است.\n\nدومین پست دربارهٔ کتابخانه است.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path)


def _text(path: Path, text: str = _TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _outcome(report: StageReport) -> tuple[int, int, int]:
    return len(report.staged), len(report.known), len(report.refused)


def test_named_files_and_the_drop_folder_are_staged(workspace: Workspace, tmp_path: Path) -> None:
    named = _text(tmp_path / "a.txt")
    _text(workspace.home.incoming / "b.txt", _TEXT + "سومین پست.\n")
    report = stage_dumps(workspace, [named])
    assert _outcome(report) == (2, 0, 0)
    assert {d.file_names for d in workspace.lake.dumps()} == {("a.txt",), ("b.txt",)}
    for dump in report.staged:
        assert workspace.lake.blob_path(dump.dump_id).stat().st_size == dump.byte_count


def test_the_same_bytes_twice_are_one_dump(workspace: Workspace, tmp_path: Path) -> None:
    one, two = _text(tmp_path / "a.txt"), _text(tmp_path / "b.txt")
    assert _outcome(stage_dumps(workspace, [one, two])) == (1, 1, 0)
    assert _outcome(stage_dumps(workspace, [one])) == (0, 1, 0)
    [dump] = workspace.lake.dumps()
    assert dump.file_names == ("a.txt", "b.txt")


def test_input_is_left_as_it_was(workspace: Workspace) -> None:
    path = _text(workspace.home.incoming / "a.txt")
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
    stage_dumps(workspace, [])
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) == before
    assert [p.name for p in workspace.home.incoming.iterdir()] == ["a.txt"]


def test_a_folder_of_posts_is_one_dump_with_its_sidecar(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    for number in (1, 2, 10):
        _text(folder / f"{number}.txt", f"پست {number} دربارهٔ کتاب")
    _text(folder / "anbar.toml", 'channel = "@arman_gram"')
    [dump] = stage_dumps(workspace, [folder]).staged
    assert (dump.file_names, [b.name for b in dump.blobs]) == (("posts/",), ["1.txt", "2.txt", "10.txt"])
    assert dump.sidecar == {"channel": "@arman_gram"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\x00\x01\x02PNG", "it is binary"),
        (b'{"a": [1]}', "JSON of a kind"),
        (b"<a/>", "HTML or XML"),
    ],
)
def test_a_file_that_is_no_dump_is_refused_and_recorded(
    workspace: Workspace, tmp_path: Path, content: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(ADAPTERS) - {"plain_text"}:
        monkeypatch.delitem(ADAPTERS, name)  # what is refused here other formats may know
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    good = _text(tmp_path / "a.txt")
    report = stage_dumps(workspace, [path, good])
    assert _outcome(report) == (1, 0, 1)
    assert reason in str(report.refused[0])
    [row] = history.recall(workspace, "dq.refused_file").rows(named=True)
    assert (row["file_name"], row["byte_count"], row["first_run_id"]) == ("x.bin", len(content), "run-1")
    assert reason in row["reason"]


def test_a_refused_file_is_recorded_once_over_all_runs(workspace: Workspace, tmp_path: Path) -> None:
    _text(workspace.home.incoming / "x.txt", "")
    stage_dumps(workspace, [])
    later = Workspace(workspace.home, "run-2")
    assert _outcome(stage_dumps(later, [])) == (0, 0, 1)
    assert history.recall(later, "dq.refused_file")["first_run_id"].to_list() == ["run-1"]


def test_every_file_of_a_refused_folder_is_recorded(workspace: Workspace, tmp_path: Path) -> None:
    for number in (1, 2):
        _text(tmp_path / "posts" / f"{number}.txt", "")
    report = stage_dumps(workspace, [tmp_path / "posts"])
    assert [r.path for r in report.refused] == [str(tmp_path / "posts")]
    found = history.recall(workspace, "dq.refused_file")
    assert sorted(found["file_name"]) == ["1.txt", "2.txt"]


def test_a_path_that_does_not_exist_is_refused_and_the_others_go_on(
    workspace: Workspace, tmp_path: Path
) -> None:
    report = stage_dumps(workspace, [tmp_path / "absent.txt", _text(tmp_path / "a.txt")])
    assert _outcome(report) == (1, 0, 1)
    assert "absent.txt: it does not exist" in str(report.refused[0])
    assert history.recall(workspace, "dq.refused_file").is_empty()


def test_a_file_that_cannot_be_read_is_refused_and_the_others_go_on(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, good = _text(tmp_path / "locked.txt"), _text(tmp_path / "a.txt", _TEXT + "و بس.\n")
    opened = Path.open

    def deny(path: Path, *args: object, **kwargs: object) -> BinaryIO:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **kwargs)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(Path, "open", deny)
    report = stage_dumps(workspace, [locked, good])
    assert _outcome(report) == (1, 0, 1)
    assert "locked.txt" in str(report.refused[0])
    assert "Permission denied" in str(report.refused[0])


def test_a_file_that_changes_while_it_is_read_is_refused(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _text(tmp_path / "a.txt")
    monkeypatch.setattr("assets.steps.stage.progress.track", _Growing(path))
    report = stage_dumps(workspace, [path])
    assert _outcome(report) == (0, 0, 1)
    assert "changed while it was read" in str(report.refused[0])
    assert workspace.lake.dumps() == []


class _Growing:
    """Stands for ``progress.track``: the file grows at the first piece."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, *_: object) -> "_Growing":
        return self

    def __enter__(self) -> object:
        return self._grow

    def __exit__(self, *_: object) -> None:
        return None

    def _grow(self, _: int) -> None:
        if self._path.read_text(encoding="utf-8") == _TEXT:
            self._path.write_text(_TEXT + "و بیشتر", encoding="utf-8")


def test_a_mistake_in_a_sidecar_stops_the_run_by_name(workspace: Workspace, tmp_path: Path) -> None:
    path = _text(tmp_path / "a.txt")
    _text(tmp_path / "a.txt.anbar.toml", "chanel = 'x'")
    with pytest.raises(UsageError, match=r"a\.txt\.anbar\.toml: chanel: unknown key"):
        stage_dumps(workspace, [path])


def test_a_newer_sidecar_replaces_the_older_one(workspace: Workspace, tmp_path: Path) -> None:
    path = _text(tmp_path / "a.txt")
    stage_dumps(workspace, [path])
    _text(tmp_path / "a.txt.anbar.toml", "channel = '@arman_gram'\ncaptured_at = 2026-11-01T09:00:00Z")
    stage_dumps(workspace, [path])
    [dump] = workspace.lake.dumps()
    assert dump.sidecar == {"channel": "@arman_gram", "captured_at": "2026-11-01T09:00:00"}


def test_the_surest_adapter_gets_the_dump(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
    path = write_script(tmp_path / "x.txt", {"do": "service"})
    assert [d.dump_format for d in stage_dumps(workspace, [path]).staged] == ["research_json"]


def test_the_report_is_kept_for_the_summary(workspace: Workspace, tmp_path: Path) -> None:
    assert read_report(workspace) == {}
    report = stage_dumps(workspace, [_text(tmp_path / "a.txt"), tmp_path / "absent"])
    keep_report(workspace, report)
    kept = read_report(workspace)
    assert (kept["run_id"], kept["new"], kept["known"]) == ("run-1", ["a.txt"], 0)
    assert kept["refused"] == [[str(tmp_path / "absent"), "it does not exist. Check the path."]]


def test_a_refusal_reads_as_one_line() -> None:
    assert str(Refusal("a.txt", "it is empty.")) == "a.txt: it is empty."


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_mapping_makes_a_table_of_foreign_names_one_of_posts(tmp_path: Path, is_packed: bool) -> None:
    table, archive = tmp_path / "shop.csv", tmp_path / "shop.csv.gz"
    table.write_text(
        "Nr,Inhalt,Wann\n" + "".join(f"{n},Wort {n},2024-03-0{n}\n" for n in range(1, 9)), "utf-8"
    )
    archive.write_bytes(gzip.compress(table.read_bytes()))
    workspace = open_workspace(tmp_path)
    path = archive if is_packed else table
    [refusal] = stage_dumps(workspace, [path]).refused
    assert "[[mapping]]" in refusal.reason
    columns = '{message_id = "Nr", text = "Inhalt", posted_at = "Wann"}'
    workspace.home.config.write_text(f'[[mapping]]\nfiles = "*.csv*"\ncolumns = {columns}\n', "utf-8")
    again = Workspace(workspace.home, "run-2")
    assert [d.dump_format for d in stage_dumps(again, [path]).staged] == ["table"]
