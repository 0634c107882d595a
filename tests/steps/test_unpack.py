"""Archives handed over: like folders, like plain files, and never more than they may be."""

import gzip
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from containers.packing import COMPRESS, SUFFIX, edited, tarred, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import open_workspace

from assets.containers import budget as budgets
from assets.steps import history
from assets.steps.stage import StageReport, stage_dumps
from assets.steps.workspace import Workspace
from warehouse import progress
from warehouse.lake import Dump

_TEXT = "نخستین پست این کانال دربارهٔ کتاب است.\n\nدومین پست دربارهٔ کتابخانه است.\n"
_ONE, _TWO = _TEXT.encode(), (_TEXT + "سومین پست.\n").encode()
_PAGE = """<html><div class="page_header"><div class="text bold">کانال</div></div><div class="history">
<div class="message default clearfix" id="message{0}"><div class="body">
<div class="pull_right date details" title="01.02.2023 10:00:00 UTC+03:30">10:00</div>
<div class="from_name">کانال</div><div class="text">پست {0}</div></div></div></div></html>"""
_PAGES = {f"messages{n or ''}.html": _PAGE.format(n + 1).encode() for n in (0, 2, 10)}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path)


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes an archive of a name."""

    def write(data: bytes, name: str = "export.zip") -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return write


def _names(report: StageReport) -> list[str]:
    return sorted(d.file_names[0] for d in [*report.staged, *report.known])


def _refused(report: StageReport) -> dict[str, str]:
    return {Path(r.path).name: r.reason for r in report.refused}


def _files(workspace: Workspace) -> list[str]:
    """Names of all files in the lake's raw bytes."""
    return sorted(p.name for p in workspace.home.blobs.rglob("*") if p.is_file())


def _limited(tmp_path: Path, limits: str) -> Workspace:
    return open_workspace(tmp_path, f"[containers]\n{limits}\n")


@pytest.mark.parametrize("form", ["zip", "tar", *(f"tar.{s}" for s in SUFFIX.values()), "tgz"])
def test_an_archive_is_like_a_folder(
    workspace: Workspace, archive: Callable[..., Path], tmp_path: Path, form: str
) -> None:
    files = {f"export/{n}": data for n, data in _PAGES.items()} | {
        "export/photos/1.jpg": b"\xff\xd8", "export/css/style.css": b"x", "README.md": b"x", ".DS_Store": b"x",
        "posts/1.txt": "پست یک".encode(), "posts/2.txt": "پست دو".encode(), "a.txt": _ONE, "deep/er/b.txt": _TWO,
        "deep/anbar.toml": b'channel = "@other"', "deep/er/b.txt.anbar.toml": b'channel = "@arman_gram"',
    }  # fmt: skip
    codec = {"tgz": "gzip"} | {f"tar.{s}": c for c, s in SUFFIX.items()}
    pack = COMPRESS.get(codec.get(form, ""), bytes)
    path = archive(zipped(files) if form == "zip" else pack(tarred(files)), f"all.{form}")
    report = stage_dumps(workspace, [path])
    top = f"all.{form}"
    assert _names(report) == [f"{top}/a.txt", f"{top}/deep/er/b.txt", f"{top}/export/", f"{top}/posts/"]
    assert report.passed_over == {"media and page furniture of exports": 2, "notes beside dumps": 1}
    assert report.refused == []
    for name, data in files.items():
        (tmp_path / "plain" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plain" / name).write_bytes(data)
    plain = stage_dumps(workspace, [tmp_path / "plain"])
    assert (len(plain.staged), {d.dump_id for d in plain.known}) == (0, {d.dump_id for d in report.staged})
    [export] = [d for d in plain.known if "export/" in d.file_names]
    assert [b.name for b in export.blobs] == ["messages.html", "messages2.html", "messages10.html"]


def test_the_same_file_plain_and_packed_is_one_dump(
    workspace: Workspace, archive: Callable[..., Path], tmp_path: Path
) -> None:
    paths = [archive(COMPRESS[c](_ONE), f"a.txt.{s}") for c, s in SUFFIX.items()]
    paths += [archive(zipped({"chat/a.txt": _ONE})), archive(_ONE, "a.txt")]
    report = stage_dumps(workspace, paths)
    [dump] = workspace.lake.dumps()
    assert (len(report.staged), len(report.known), report.refused) == (1, 5, [])
    assert dump.file_names == (
        "a.txt", "a.txt.bz2/a.txt", "a.txt.gz/a.txt", "a.txt.xz/a.txt", "a.txt.zst/a.txt", "export.zip/chat/a.txt",
    )  # fmt: skip
    assert [b.name for b in dump.blobs] == ["a.txt"]
    assert len(dump.containers) == 5
    assert _files(workspace) == [dump.dump_id]


def test_the_order_of_arrival_does_not_matter(archive: Callable[..., Path], tmp_path: Path) -> None:
    paths = [archive(_ONE, "a.txt"), archive(zipped({"x/a.txt": _ONE})), archive(gzip.compress(_ONE), "a.gz")]
    ends = set()
    for number, order in enumerate([paths, paths[::-1], [paths[1], *paths]]):
        workspace = open_workspace(tmp_path / str(number))
        for path in order:
            stage_dumps(workspace, [path])
        [dump] = workspace.lake.dumps()
        ends.add((dump.file_names, dump.blobs, dump.containers))
    assert len(ends) == 1


def test_the_names_of_files_do_not_tell_what_is_packed(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    report = stage_dumps(workspace, [archive(zipped({"a.txt": _ONE}), "dump.txt"), archive(_TWO, "b.zip")])
    assert _names(report) == ["b.zip", "dump.txt/a.txt"]


def test_archives_in_the_drop_folder_are_taken(workspace: Workspace) -> None:
    (workspace.home.incoming / "export.zip").write_bytes(zipped({"a.txt": _ONE}))
    assert _names(stage_dumps(workspace, [])) == ["export.zip/a.txt"]


def test_an_unchanged_archive_is_not_unpacked_again(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = archive(edited(zipped({"a.txt": _ONE, "b.txt": _TWO, "1.jpg": b"x"}), "b.txt", flags=1))
    first = stage_dumps(workspace, [path])
    opened: list[object] = []
    monkeypatch.setattr("assets.steps.unpack.open_archive", lambda *a: opened.append(a))
    again = stage_dumps(workspace, [path])
    assert opened == []
    assert (first.staged, first.refused, first.passed_over) == (again.known, again.refused, again.passed_over)
    monkeypatch.undo()
    workspace.lake.blob_path(first.staged[0].dump_id).unlink()  # somebody mends a damaged lake
    stage_dumps(workspace, [path])
    assert workspace.lake.is_whole(first.staged[0])
    monkeypatch.setattr("assets.steps.unpack.open_archive", lambda *a: opened.append(a) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stage_dumps(_limited(tmp_path, "max_members = 7"), [path])


def test_a_damaged_receipt_is_no_matter(workspace: Workspace, archive: Callable[..., Path]) -> None:
    path = archive(zipped({"a.txt": _ONE}))
    stage_dumps(workspace, [path])
    for damage in ("", "[]", "{}", '{"dumps": [{}], "refused": [], "passed_over": {}}', "\x00"):
        [receipt] = workspace.home.unpacked.iterdir()
        receipt.write_text(damage)
        assert _names(stage_dumps(workspace, [path])) == ["export.zip/a.txt"]


@pytest.mark.parametrize("again", [False, True])
def test_a_sidecar_beside_an_archive_counts_for_members_without_their_own(
    workspace: Workspace, archive: Callable[..., Path], again: bool
) -> None:
    inner = zipped({"c.txt": _ONE + b"c"})
    files = {"a.txt": _ONE, "b.txt": _TWO, "b.txt.anbar.toml": b"channel = '@own_one'", "inner.zip": inner}
    path = archive(zipped(files))
    if again:
        stage_dumps(workspace, [path])
    path.with_name("export.zip.anbar.toml").write_text("channel = '@beside'")
    report = stage_dumps(workspace, [path])
    stated = {d.file_names[0]: d.sidecar["channel"] for d in _all(report) if d.sidecar}
    assert stated == {
        "export.zip/a.txt": "@beside", "export.zip/b.txt": "@own_one", "export.zip/inner.zip/c.txt": "@beside",
    }  # fmt: skip


def test_a_newer_sidecar_beside_an_archive_replaces_the_older_one(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    path = archive(zipped({"a.txt": _ONE}))
    for channel in ("@older", "@newer"):
        path.with_name("export.zip.anbar.toml").write_text(f"channel = '{channel}'")
        [dump] = _all(stage_dumps(workspace, [path]))
        assert dump.sidecar == {"channel": channel}


def _all(report: StageReport) -> list[Dump]:
    return [*report.staged, *report.known]


def test_a_sidecar_of_an_archive_inside_counts_for_its_members(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    files = {"inner.zip": zipped({"c.txt": _ONE}), "inner.zip.anbar.toml": b"channel = '@inner'"}
    [dump] = stage_dumps(workspace, [archive(tarred(files))]).staged
    assert dump.sidecar == {"channel": "@inner"}


@pytest.mark.parametrize("text", [b"chanel = 1", b"\xff", b"# notes\n" * 140_000])
def test_a_mistake_in_a_sidecar_inside_refuses_its_dump_by_name(
    workspace: Workspace, archive: Callable[..., Path], text: bytes
) -> None:
    path = archive(zipped({"a.txt": _ONE, "a.txt.anbar.toml": text, "b.txt": _TWO}))
    report = stage_dumps(workspace, [path])
    assert _names(report) == ["export.zip/b.txt"]
    assert "export.zip/a.txt.anbar.toml" in _refused(report)["a.txt"]


def test_members_that_cannot_be_used_are_refused_by_name_and_the_others_go_on(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    files = {
        "a.txt": _ONE,
        "crc.txt": _TWO,
        "secret.txt": _TWO,
        "odd.txt": _TWO,
        "empty.txt": b"",
        "x.7z": b"",
    }
    files |= {"x.7z": b"7z\xbc\xaf\x27\x1c" + bytes(50), "../../up.txt": _TWO, "secret.jpg": b"x"}
    data = edited(edited(edited(zipped(files), "crc.txt", crc=1), "secret.txt", flags=1), "odd.txt", method=9)
    report = stage_dumps(workspace, [archive(edited(data, "secret.jpg", flags=1))])
    assert _names(report) == ["export.zip/a.txt"]
    reasons = {name: reason[:25] for name, reason in _refused(report).items()}
    assert reasons == {
        "crc.txt": "it is damaged (its checks", "secret.txt": "it is encrypted. Unpack i",
        "odd.txt": "it is compressed by Defla", "empty.txt": "it is empty. Check how it",
        "x.7z": "it is a 7z archive. Unpac", "up.txt": "its name leads out of the",
    }  # fmt: skip
    kept = history.recall(workspace, "dq.refused_file")
    assert set(kept["file_name"]) == {
        "export.zip/crc.txt", "export.zip/secret.txt", "export.zip/odd.txt", "export.zip/empty.txt",
        "export.zip/x.7z", "export.zip/../../up.txt",
    }  # fmt: skip
    assert _files(workspace) == [report.staged[0].dump_id]


def test_many_members_refused_for_one_reason_are_one_line(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    data = zipped({f"chat{n}.json": b"x" for n in range(20)})
    for n in range(20):
        data = edited(data, f"chat{n}.json", flags=1)
    [refusal] = stage_dumps(workspace, [archive(data)]).refused
    assert refusal.path.endswith("export.zip/chat0.json and 19 more")
    assert history.recall(workspace, "dq.refused_file").height == 20


def test_links_of_a_tar_are_refused_and_nothing_is_written_outside(
    workspace: Workspace, archive: Callable[..., Path], tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    files = {"a.txt": _ONE, str(outside / "x.txt"): _TWO, "link/evil.txt": _TWO + b"2", "../evil.txt": _TWO}
    report = stage_dumps(workspace, [archive(tarred(files, {"link": str(outside), "etc": "/etc/passwd"}))])
    assert {*_refused(report)} == {"link", "etc", "evil.txt"}
    assert list(outside.iterdir()) == []
    assert not list(tmp_path.rglob("evil.txt"))


def test_of_files_with_one_name_the_last_is_loaded(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    early, late = tarred({"a.txt": _ONE}), tarred({"./a.txt": _TWO})
    report = stage_dumps(workspace, [archive(early[:1024] + late)])
    assert [d.byte_count for d in report.staged] == [len(_TWO)]
    assert "later file of the same name" in _refused(report)["a.txt"]


def test_what_is_readable_of_a_cut_off_file_is_a_dump(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    noise = random.Random(1)
    lines = "".join(f"پست {noise.random()} دربارهٔ کتاب.\n\n" for _ in range(3000)).encode()
    report = stage_dumps(workspace, [archive(gzip.compress(lines)[:-2000], "a.txt.gz")])
    [dump] = report.staged
    assert 50_000 < dump.byte_count < len(lines)
    assert lines.startswith(workspace.lake.blob_path(dump.dump_id).read_bytes())
    assert "cut off; what could be read of it is loaded" in _refused(report)["a.txt"]


def test_a_file_of_which_nothing_is_readable_is_refused_once(
    workspace: Workspace, archive: Callable[..., Path]
) -> None:
    report = stage_dumps(workspace, [archive(gzip.compress(_ONE)[:10], "a.txt.gz")])
    assert report.staged == []
    assert [r.reason[:14] for r in report.refused] == ["it is cut off;"]


def test_an_archive_with_nothing_to_load_says_so(workspace: Workspace, archive: Callable[..., Path]) -> None:
    [refusal] = stage_dumps(workspace, [archive(zipped({"1.jpg": b"x", "2.jpg": b"y"}))]).refused
    assert refusal.reason == (
        "it holds no dump: 2 files are media and page furniture of exports. Hand over the export itself."
    )
    assert history.recall(workspace, "dq.refused_file")["file_name"].to_list() == ["export.zip"]


def test_archives_are_unpacked_to_a_depth(
    workspace: Workspace, archive: Callable[..., Path], tmp_path: Path
) -> None:
    data = zipped({"a.txt": _ONE})
    for depth in range(3):
        data = zipped({"inner.zip": data, f"{depth}.txt": _TWO + b"x" * depth})
    path = archive(data)
    report = stage_dumps(workspace, [path])
    assert _names(report) == ["export.zip/2.txt", "export.zip/inner.zip/1.txt"]
    assert "an archive inside 2 others" in _refused(report)["inner.zip"]
    assert len(stage_dumps(_limited(tmp_path, "max_depth = 4"), [path]).staged) == 2


def test_an_archive_of_itself_ends(workspace: Workspace, archive: Callable[..., Path]) -> None:
    """As deep as one likes, without growing: each level holds the same again."""
    data = zipped({"a.txt": _ONE})
    for _ in range(30):
        data = zipped({"r.zip": data})
    report = stage_dumps(workspace, [archive(data)])
    assert [r.path.count("r.zip") for r in report.refused] == [2]
    assert _files(workspace) == []


_BOMBS = {
    "zeros.gz": (lambda: gzip.compress(bytes(10_000_000)), "more than 1,000,000 bytes"),
    "zeros.zst": (lambda: COMPRESS["zstd"](bytes(10_000_000)), "more than 1,000,000 bytes"),
    "zeros.zip": (lambda: zipped({"a.txt": _ONE, "b.txt": bytes(10_000_000)}), "more than 1,000,000 bytes"),
    "many.zip": (lambda: zipped({f"{n}.json": b"{}" for n in range(101)}), "more than 100 members"),
    "many.tgz": (lambda: gzip.compress(tarred({f"{n}": b"" for n in range(101)})), "more than 100 members"),
    "nested.zip": (
        lambda: zipped({f"{n}.zip": zipped({"a.txt": bytes(600_000)}) for n in range(2)}),
        "1,000,000 b",
    ),
    "nested_many.zip": (
        lambda: zipped({f"{n}.zip": zipped({f"{i}.txt": b"" for i in range(60)}) for n in range(2)}),
        "more than 100 members",
    ),
    "over.zip": (
        lambda: edited(zipped({"a.txt": _ONE, "b.txt": _ONE}), "b.txt", offset=0),
        "over one another",
    ),
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_is_refused_as_a_whole_and_the_others_go_on(
    tmp_path: Path, archive: Callable[..., Path], name: str
) -> None:
    make, words = _BOMBS[name]
    workspace = _limited(tmp_path, 'max_bytes = "1MB"\nmax_members = 100')
    good = archive(zipped({"a.txt": _TWO}), "good.zip")
    report = stage_dumps(workspace, [archive(make(), name), good])
    assert _names(report) == ["good.zip/a.txt"]
    [refusal] = report.refused
    assert (Path(refusal.path).name, words in refusal.reason) == (name, True)
    assert _files(workspace) == [report.staged[0].dump_id]
    assert history.recall(workspace, "dq.refused_file")["file_name"].to_list() == [name]


def test_a_bomb_is_not_tried_again(
    tmp_path: Path, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = _limited(tmp_path, 'max_bytes = "1MB"'), archive(gzip.compress(bytes(10_000_000)))
    first = stage_dumps(workspace, [path]).refused
    monkeypatch.setattr("assets.steps.stage.unpack", None)
    assert stage_dumps(workspace, [path]).refused == first


def test_a_dense_bomb_is_refused(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "RATIO_FROM", 1_000_000)
    [refusal] = stage_dumps(workspace, [archive(gzip.compress(bytes(10_000_000)))]).refused
    assert "as only bombs do" in refusal.reason


def test_progress_is_of_packed_bytes(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [archive(zipped({"a.txt": _ONE * 9000, "1.jpg": os.urandom(50_000)})), archive(_TWO, "b.txt")]
    paths += [archive(gzip.compress(tarred({"c.txt": os.urandom(300_000), "d.txt": _ONE})), "c.tgz")]
    for _ in range(2):
        seen = _Listener()
        with progress.listening(seen):
            stage_dumps(workspace, paths)
        assert sum(seen.amounts) == seen.total == sum(p.stat().st_size for p in paths)
        assert min(seen.amounts) >= 0


class _Listener:
    def start(self, label: str, total: int, unit: str) -> progress.Advance:
        self.total = total
        self.amounts: list[int] = []
        return self.amounts.append

    def finish(self, label: str) -> None:
        pass


def test_an_archive_that_changes_while_it_is_read_is_refused(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(zipped({"a.txt": _ONE}))
    with progress.listening(_Meddler(path)):
        report = stage_dumps(workspace, [path])
    assert "changed while it was read" in report.refused[0].reason
    assert _files(workspace) == []


class _Meddler(_Listener):
    def __init__(self, path: Path) -> None:
        self._path = path

    def start(self, label: str, total: int, unit: str) -> progress.Advance:
        return lambda _: os.utime(self._path, ns=(1, 1))


def test_a_full_disk_leaves_nothing_behind(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = archive(zipped({"a.txt": _ONE}))
    monkeypatch.setattr("warehouse.lake.os.fsync", full)
    monkeypatch.setattr("assets.steps.stage._record_refusals", lambda *_: None)
    report = stage_dumps(workspace, [path])
    assert "No space left on device" in report.refused[0].reason
    assert _files(workspace) == []


def test_a_crash_leaves_only_what_the_next_run_removes(
    workspace: Workspace, archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assets.steps.unpack.detect", crash)
    monkeypatch.setattr("warehouse.lake.Lake.discard", lambda *_: None)  # a killed process tidies nothing
    with pytest.raises(KeyboardInterrupt):
        stage_dumps(workspace, [archive(zipped({"a.txt": _ONE}))])
    assert [p.suffix for p in workspace.lake.leftovers()] == [".partial"]
    assert workspace.lake.dumps() == []
    workspace.lake.sweep()
    assert _files(workspace) == []


_SEEDS = [
    zipped({"a.txt": _ONE, "b/1.txt": b"x", "b/2.txt": b"y", "c.zip": zipped({"d.txt": _TWO})}),
    tarred({"a.txt": _ONE, "n" * 150: _TWO, "c.gz": gzip.compress(_ONE)}, {"l": "/etc/passwd"}),
    *(pack(tarred({"a.txt": _ONE, "b.txt": os.urandom(2000)})) for pack in COMPRESS.values()),
    *(pack(_ONE) for pack in COMPRESS.values()),
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_make_staging_fail_or_write_outside_the_lake(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    mutated = bytearray(data.draw(st.sampled_from(_SEEDS)))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at : at + data.draw(st.sampled_from([0, 1, 1, 4]))] = data.draw(st.binary(max_size=4))
    if data.draw(st.booleans()):
        mutated = mutated[: data.draw(st.integers(1, len(mutated)))]
    folder = tmp_path_factory.mktemp("mutated")
    workspace = open_workspace(folder, "[containers]\nmax_bytes = 1000000")
    before = {p for p in folder.rglob("*") if not p.is_relative_to(workspace.home.root / "lake")}
    path = workspace.home.incoming / "x.bin"
    path.write_bytes(mutated)
    report = stage_dumps(workspace, [])
    assert report.staged or report.refused
    after = {p for p in folder.rglob("*") if not p.is_relative_to(workspace.home.root / "lake")}
    assert after == before | {path}
    assert _files(workspace) == sorted({b.sha256 for d in workspace.lake.dumps() for b in d.blobs})
