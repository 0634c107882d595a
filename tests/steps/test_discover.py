"""Which files make up one dump."""

from pathlib import Path, PurePosixPath

import pytest

from assets.steps.discover import Candidate, arrange, discover
from warehouse.home import Home


def _fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("متن", encoding="utf-8")
    return folder


def _found(*paths: Path) -> list[tuple[str, list[str]]]:
    return [(c.name, [name for name, _ in c.files]) for c in discover(paths)]


def test_a_file_is_a_dump(tmp_path: Path) -> None:
    _fill(tmp_path, "a.txt")
    assert list(discover([tmp_path / "a.txt"])) == [
        Candidate("a.txt", (("a.txt", tmp_path / "a.txt"),), None)
    ]


def test_pages_of_an_export_are_one_dump_in_natural_order(tmp_path: Path) -> None:
    pages = ["messages.html", "MESSAGES2.HTML", "messages9.html", "messages10.html"]
    _fill(tmp_path / "export", *reversed(pages), "about.html")
    assert _found(tmp_path) == [("export/", pages), ("about.html", ["about.html"])]


def test_texts_named_by_message_ids_are_one_dump_in_natural_order(tmp_path: Path) -> None:
    _fill(tmp_path / "posts", "10.txt", "9.txt", "-5.txt", "001.txt", "readme.txt")
    [(name, found), other] = _found(tmp_path)
    assert (name, other) == ("posts/", ("readme.txt", ["readme.txt"]))
    assert found == ["001.txt", "9.txt", "10.txt", "-5.txt"]


def test_names_that_sort_alike_keep_one_order(tmp_path: Path) -> None:
    orders = set()
    for number, names in enumerate([("1.txt", "01.txt", "2.txt"), ("2.txt", "01.txt", "1.txt")]):
        [(_, found)] = _found(_fill(tmp_path / str(number), *names))
        orders.add(tuple(found))
    assert len(orders) == 1


@pytest.mark.parametrize("name", ["messages.html", "messages7.html", "12.txt"])
def test_a_single_page_or_post_is_a_file(tmp_path: Path, name: str) -> None:
    assert _found(_fill(tmp_path, name)) == [(name, [name])]


def test_every_other_file_is_a_dump_of_its_own_also_in_deeper_folders(tmp_path: Path) -> None:
    _fill(tmp_path, "b.txt", "a.json", "x/y/c.txt", "x/d.txt")
    assert [name for name, _ in _found(tmp_path)] == ["a.json", "b.txt", "d.txt", "c.txt"]


@pytest.mark.parametrize(
    "name",
    [".hidden.txt", ".DS_Store", "a.txt.part", "a.partial", "a.tmp", "a.crdownload", "a.txt.download",
     "a.txt.anbar.toml", "anbar.toml", ".git/config", "x/.cache/a.txt"],
)  # fmt: skip
def test_hidden_unfinished_and_sidecar_files_are_passed_over(tmp_path: Path, name: str) -> None:
    assert _found(_fill(tmp_path, name)) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("README.md", "notes"),
        ("source.txt", "notes"),
        ("LICENSE", "notes"),
        ("waivers.toml", "settings"),
        ("photos/photo_1.jpg", "media"),
        ("css/style.css", "media"),
        ("files/report.txt", "media"),
        ("sources of news.txt", ""),
        ("result.json", ""),
    ],
)
def test_notes_and_media_are_counted_and_not_tried(tmp_path: Path, name: str, why: str) -> None:
    _fill(tmp_path, "result.json", name)
    [found] = [c for c in discover([tmp_path]) if c.name == Path(name).name]
    assert found.passed_over.startswith(why)
    assert bool(found.passed_over) == bool(why)
    [named] = discover([tmp_path / name])
    assert named.passed_over == ""


def _home(root: Path) -> Path:
    Home(root).create()
    _fill(root, "lake/blobs/ab/abc", "published/releases/r1/quality/index.html", "dagster/dagster.yaml")
    return root


@pytest.mark.parametrize("below", [".", "data", "work/data"])
def test_what_anbar_keeps_in_a_home_is_no_dump(tmp_path: Path, below: str) -> None:
    """Who works beside a home names the folder that both lie in; some keep their dumps in the home itself."""
    home = _home(tmp_path / below)
    _fill(tmp_path, "a.txt")
    _fill(home, "incoming/b.txt", "lake.txt", "own/lake/c.txt")
    assert sorted(name for name, _ in _found(tmp_path)) == ["a.txt", "b.txt", "c.txt", "lake.txt"]


def test_folders_that_are_only_called_so_are_searched(tmp_path: Path) -> None:
    _fill(tmp_path, "lake/a.txt", "published/b.txt", "dagster/c.txt")
    assert len(_found(tmp_path)) == 3


def test_the_configuration_of_a_home_is_no_sidecar(tmp_path: Path) -> None:
    _fill(_home(tmp_path), "anbar.toml", "a.txt")
    assert [c.sidecar for c in discover([tmp_path])] == [None]
    assert [c.sidecar for c in discover([tmp_path / "a.txt"])] == [None]


def test_a_folder_called_files_is_only_passed_over_beside_an_export(tmp_path: Path) -> None:
    _fill(tmp_path, "files/report.txt")
    assert [c.passed_over for c in discover([tmp_path])] == [""]


def test_a_folder_below_a_hidden_one_may_be_named_itself(tmp_path: Path) -> None:
    _fill(tmp_path / ".backup", "a.txt")
    assert _found(tmp_path / ".backup") == [("a.txt", ["a.txt"])]


def test_sidecars_named_with_their_files_are_no_dumps(tmp_path: Path) -> None:
    """`anbar run folder/*` names them, too."""
    _fill(tmp_path, "a.txt", "a.txt.anbar.toml", "anbar.toml")
    assert _found(*sorted(tmp_path.iterdir())) == [("a.txt", ["a.txt"])]


def test_the_own_sidecar_is_nearer_than_the_folders(tmp_path: Path) -> None:
    _fill(tmp_path, "a.txt", "a.txt.anbar.toml", "b.txt", "anbar.toml", "deeper/c.txt")
    sidecars = {c.name: c.sidecar for c in discover([tmp_path])}
    assert sidecars == {
        "a.txt": tmp_path / "a.txt.anbar.toml",
        "b.txt": tmp_path / "anbar.toml",
        "c.txt": None,
    }


@pytest.mark.parametrize("names", [("messages.html", "messages2.html"), ("1.txt", "2.txt")])
def test_a_dump_of_several_files_has_the_folders_sidecar(tmp_path: Path, names: tuple[str, str]) -> None:
    _fill(tmp_path, *names)
    assert [c.sidecar for c in discover([tmp_path])] == [None]
    _fill(tmp_path, "anbar.toml")
    assert [c.sidecar for c in discover([tmp_path])] == [tmp_path / "anbar.toml"]


@pytest.mark.parametrize("name", ["²", "x²3", "۱۲", "№5", "a b", "٣.txt"])
def test_any_name_can_be_sorted(tmp_path: Path, name: str) -> None:
    assert len(_found(_fill(tmp_path, name, "1", "a"))) == 3


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert _found(tmp_path) == []


def test_names_in_an_archive_are_arranged_like_files_in_a_folder(tmp_path: Path) -> None:
    names = ("x/messages.html", "x/messages2.html", "x/photos/1.jpg", "x/anbar.toml", "1.txt", "2.txt", "a.json",
             "a.json.anbar.toml", ".git/b.txt", "README.md")  # fmt: skip
    _fill(tmp_path, *names)
    in_archive, on_disk = (
        [([n for n, _ in c.files], c.sidecar and c.sidecar.name, c.passed_over) for c in candidates]
        for candidates in (arrange(map(PurePosixPath, names), PurePosixPath()), discover([tmp_path]))
    )
    assert in_archive == on_disk
    assert (["messages.html", "messages2.html"], "anbar.toml", "") in in_archive
