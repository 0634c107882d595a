"""Raw dumps by content: written once, never changed, whatever happens."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest

from warehouse.errors import AnbarError
from warehouse.home import Home
from warehouse.lake import Blob, Dump, Lake, dump_id_of, write_json

_FIRST, _SECOND = datetime(2024, 1, 1), datetime(2025, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    home = Home(tmp_path / "home")
    home.create()
    return Lake(home)


def _file(folder: Path, name: str, text: str = "متن") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _files(lake: Lake) -> list[Path]:
    return sorted(p for p in lake.home.blobs.rglob("*") if p.is_file())


def _dump(*names: str, **more: object) -> Dump:
    blob = Blob(names[0], "a" * 64, 3)
    dump = Dump("a" * 64, "plain_text", names, (blob,), _FIRST)
    return replace(dump, **more)  # type: ignore[arg-type]


def test_bytes_are_kept_under_their_hash(lake: Lake, tmp_path: Path) -> None:
    source = _file(tmp_path, "a.txt")
    seen: list[int] = []
    blob = lake.put(source, "a.txt", seen.append)
    assert blob == Blob("a.txt", hashlib.sha256(source.read_bytes()).hexdigest(), source.stat().st_size)
    kept = lake.blob_path(blob.sha256)
    assert kept.read_bytes() == source.read_bytes()
    assert kept.stat().st_mode & 0o222 == 0
    assert sum(seen) == blob.byte_count


def test_the_same_bytes_are_written_once(lake: Lake, tmp_path: Path) -> None:
    one = lake.put(_file(tmp_path, "a.txt"), "a.txt")
    written = lake.blob_path(one.sha256).stat()
    two = lake.put(_file(tmp_path, "b.txt"), "b.txt")
    assert (one.sha256, one.name, two.name) == (two.sha256, "a.txt", "b.txt")
    after = lake.blob_path(one.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert len(_files(lake)) == 1


def test_the_source_is_left_alone(lake: Lake, tmp_path: Path) -> None:
    source = _file(tmp_path, "a.txt")
    before = source.stat()
    lake.put(source, "a.txt")
    assert (source.stat().st_mtime_ns, source.stat().st_mode) == (before.st_mtime_ns, before.st_mode)


def test_an_empty_file_can_be_kept(lake: Lake, tmp_path: Path) -> None:
    assert lake.put(_file(tmp_path, "a.txt", ""), "a.txt").byte_count == 0


@pytest.mark.parametrize("change", ["longer", "replaced", "touched"])
def test_a_source_that_changes_while_it_is_read_is_not_kept(lake: Lake, tmp_path: Path, change: str) -> None:
    source = _file(tmp_path, "a.txt")

    def meddle(_: int) -> None:
        if change == "longer":
            source.write_text("متنی دیگر و درازتر", encoding="utf-8")
        elif change == "replaced":
            _file(tmp_path, "other.txt", "نتم").replace(source)
        else:
            os.utime(source, ns=(1, 1))

    with pytest.raises(AnbarError, match=r"a\.txt changed while it was read; nothing of it was kept"):
        lake.put(source, "a.txt", meddle)
    assert _files(lake) == []


@pytest.mark.parametrize(
    ("make", "message"),
    [(lambda p: p / "absent", "absent cannot be read: No such file"), (lambda p: p, "cannot be staged")],
    ids=["absent", "folder"],
)
def test_a_source_that_cannot_be_read(lake: Lake, tmp_path: Path, make: object, message: str) -> None:
    with pytest.raises(AnbarError, match=message):
        lake.put(make(tmp_path), "a")  # type: ignore[operator]
    assert _files(lake) == []


def test_a_lake_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.blobs.parent.mkdir(parents=True)
    home.blobs.write_text("a file in the way")
    with pytest.raises(AnbarError, match=r"a\.txt cannot be staged: .*Put that right"):
        Lake(home).put(_file(tmp_path, "a.txt"), "a.txt")


def test_a_full_disk_leaves_nothing_behind(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.lake.os.fsync", full)
    with pytest.raises(AnbarError, match="No space left on device"):
        lake.put(_file(tmp_path, "a.txt"), "a.txt")
    assert _files(lake) == []


def test_register_and_find(lake: Lake) -> None:
    dump = _dump("a.txt", sidecar={"channel": "آرمان"})
    assert lake.find(dump.dump_id) is None
    assert lake.register(dump) == (dump, True)
    assert lake.register(dump) == (dump, False)
    assert lake.find(dump.dump_id) == dump
    assert lake.dumps() == [dump]


def test_names_of_the_same_bytes_are_merged_in_any_order(tmp_path: Path) -> None:
    ends = set()
    for number, order in enumerate(permutations(["b.txt", "a.txt", "c.txt"])):
        home = Home(tmp_path / str(number))
        home.create()
        for name in order:
            Lake(home).register(_dump(name))
        [dump] = Lake(home).dumps()
        ends.add((dump.file_names, dump.blobs))
    assert ends == {(("a.txt", "b.txt", "c.txt"), (Blob("a.txt", "a" * 64, 3),))}


def test_the_first_arrival_stays_and_the_newest_sidecar_counts(lake: Lake) -> None:
    lake.register(_dump("a.txt", sidecar={"channel": "old"}))
    lake.register(_dump("a.txt", staged_at=_SECOND, sidecar={"channel": "new"}))
    dump, is_new = lake.register(_dump("a.txt", staged_at=_SECOND))
    assert (dump.staged_at, dump.sidecar, is_new) == (_FIRST, {"channel": "new"}, False)


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"dump_id": "x"}', "\x00"])
def test_a_damaged_manifest_is_named(lake: Lake, damage: str) -> None:
    lake.register(_dump("a.txt"))
    [manifest] = lake.home.dumps.glob("*.json")
    manifest.write_text(damage)
    with pytest.raises(AnbarError, match="is damaged: .* Remove it and hand the dump over again") as error:
        lake.dumps()
    assert str(manifest) in str(error.value)


def test_a_crash_while_a_manifest_is_written_leaves_the_old_one(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.register(_dump("a.txt"))

    def crash(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.lake.os.fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        lake.register(_dump("b.txt"))
    assert lake.dumps()[0].file_names == ("a.txt",)


def test_json_keeps_its_letters(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "x.json", {"نام": "متن"})
    assert "متن" in (tmp_path / "new" / "x.json").read_text(encoding="utf-8")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["x.json"]


_PAGES = (Blob("messages.html", "a" * 64, 1), Blob("messages2.html", "b" * 64, 2))


def test_the_id_of_a_folder_is_of_its_listing() -> None:
    listing = f"{'a' * 64} messages.html\n{'b' * 64} messages2.html"
    assert dump_id_of(_PAGES) == hashlib.sha256(listing.encode()).hexdigest()
    assert dump_id_of(tuple(reversed(_PAGES))) == dump_id_of(_PAGES)


def test_names_of_files_in_a_folder_matter_and_the_name_of_a_single_file_does_not() -> None:
    swapped = (replace(_PAGES[0], name="messages2.html"), replace(_PAGES[1], name="messages.html"))
    assert dump_id_of(swapped) != dump_id_of(_PAGES)
    assert dump_id_of(_PAGES[:1]) == "a" * 64


def test_a_parse_is_there_when_it_is_complete_and_replaces_older_ones(lake: Lake) -> None:
    for key in ("old", "new"):
        folder = lake.new_parse_folder("d", key)
        (folder / "x").write_text(key)
        assert not lake.parse_folder("d", key).exists()
        assert lake.leftovers() == [folder]
        lake.complete_parse("d", key)
    assert (lake.parse_folder("d", "new") / "x").read_text() == "new"
    assert [p.name for p in (lake.home.parsed / "d").iterdir()] == ["new"]
    assert lake.leftovers() == []


def test_a_parse_begins_with_an_empty_folder(lake: Lake) -> None:
    (lake.new_parse_folder("d", "k") / "left behind").write_text("x")
    assert list(lake.new_parse_folder("d", "k").iterdir()) == []


def test_a_parse_that_is_done_again_replaces_itself(lake: Lake) -> None:
    for text in ("one", "two"):
        (lake.new_parse_folder("d", "k") / "x").write_text(text)
        lake.complete_parse("d", "k")
    assert (lake.parse_folder("d", "k") / "x").read_text() == "two"


def test_bytes_arrive_before_they_are_kept(lake: Lake) -> None:
    arrival, other = lake.receive([b"one", b"two"]), lake.receive([])
    assert (arrival.sha256, arrival.byte_count) == (hashlib.sha256(b"onetwo").hexdigest(), 6)
    assert lake.leftovers() == sorted([arrival.path, other.path])
    lake.discard(other)
    assert lake.keep(arrival, "a.txt") == Blob("a.txt", arrival.sha256, 6)
    assert _files(lake) == [lake.blob_path(arrival.sha256)]
    lake.keep(lake.receive([b"onetwo"]), "b.txt")
    assert _files(lake) == [lake.blob_path(arrival.sha256)]


def test_nothing_is_left_of_bytes_that_do_not_arrive(lake: Lake) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one"
        raise ValueError

    with pytest.raises(ValueError):
        lake.receive(pieces())
    assert _files(lake) == []


def test_a_dump_is_whole_while_all_its_bytes_are_there(lake: Lake) -> None:
    blob = lake.keep(lake.receive([b"abc"]), "a.txt")
    dump = _dump("a.txt", blobs=(blob,))
    assert lake.is_whole(dump)
    assert not lake.is_whole(replace(dump, blobs=(replace(blob, byte_count=4),)))
    lake.blob_path(blob.sha256).unlink()
    assert not lake.is_whole(dump)


def test_the_archives_of_a_dump_are_merged_and_older_manifests_have_none(lake: Lake) -> None:
    for containers in (("b",), (), ("a", "c")):
        lake.register(_dump("a.txt", containers=containers))
    [dump] = lake.dumps()
    assert dump.containers == ("a", "b", "c")
    [manifest] = lake.home.dumps.glob("*.json")
    value = json.loads(manifest.read_text(encoding="utf-8"))
    del value["containers"]
    write_json(manifest, value)
    assert lake.dumps()[0].containers == ()
