"""Where everything lies."""

from pathlib import Path

import pytest

from warehouse.errors import UsageError
from warehouse.home import HOME_VARIABLE, Home


def test_an_explicit_home_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, "/elsewhere")
    assert Home.locate(tmp_path).root == tmp_path


@pytest.mark.parametrize(("variable", "folder"), [("named", "named"), ("", "data"), (None, "data")])
def test_else_the_variable_else_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if variable is None:
        monkeypatch.delenv(HOME_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(HOME_VARIABLE, variable)
    assert Home.locate().root == tmp_path / folder


def test_all_folders_lie_below_the_root_and_are_made(tmp_path: Path) -> None:
    home = Home(tmp_path / "new" / "home")
    home.create()
    home.create()
    names = [n for n, v in vars(Home).items() if isinstance(v, property)]
    paths = {n: getattr(home, n) for n in names}
    assert all(p.is_relative_to(home.root) for p in paths.values())
    assert {n for n, p in paths.items() if not p.is_dir()} == {
        "announced", "config", "held_back", "waivers", "writer_lock",
    }  # fmt: skip
    assert len(set(paths.values())) == len(paths)


@pytest.mark.parametrize("name", ["a*b", "what?", "[x]"])
def test_a_path_that_reads_like_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="Choose another path"):
        Home(tmp_path / name).create()
    assert list(tmp_path.iterdir()) == []
