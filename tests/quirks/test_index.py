"""The index of quirks names what exists, and nothing that shows a quirk is left out of it."""

import ast
import functools
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS / "fixtures"
INDEX = FIXTURES / "QUIRKS.toml"
QUIRKS: list[dict[str, Any]] = tomllib.loads(INDEX.read_text(encoding="utf-8"))["quirk"]
LABELLED = FIXTURES / "language"
"""Sentences whose language is known: no dumps."""
MINIATURES = [
    path
    for path in sorted(FIXTURES.rglob("*"))
    if path.is_file() and path != INDEX and LABELLED not in path.parents
]


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> set[str]:
    """Functions that a module defines at its top level."""
    return {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}


def is_there(node_id: str) -> bool:
    """Whether ``file.py::function`` below the folder of tests exists."""
    file, _, function = node_id.partition("::")
    return (TESTS / file).is_file() and function in functions(TESTS / file)


def test_every_quirk_of_the_fact_sheet_is_in_the_index() -> None:
    assert [quirk["number"] for quirk in QUIRKS if "number" in quirk] == list(range(1, 16))


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: quirk["words"][:40])
def test_a_quirk_has_a_miniature_and_tests_that_exist(quirk: dict[str, Any]) -> None:
    assert quirk.keys() <= {"number", "words", "miniatures", "tests"}
    assert quirk["miniatures"]
    assert quirk["tests"]
    missing = [name for name in quirk["tests"] if not is_there(name)]
    missing += [
        name
        for name in quirk["miniatures"]
        if not (is_there(name) if "::" in name else (FIXTURES / name).is_file())
    ]
    assert missing == []


@pytest.mark.parametrize("path", MINIATURES, ids=lambda path: path.name)
def test_every_miniature_shows_a_quirk(path: Path) -> None:
    named = {name for quirk in QUIRKS for name in quirk["miniatures"]}
    assert path.relative_to(FIXTURES).as_posix() in named


@functools.cache
def words_in_tests() -> frozenset[str]:
    """Texts that tests hold, such as names of files."""
    return frozenset(
        Path(node.value).name if len(node.value) < 200 else node.value
        for path in TESTS.rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("path", MINIATURES, ids=lambda path: path.name)
def test_every_miniature_is_read_by_a_test_of_its_own(path: Path) -> None:
    """By name, or by a pattern for its kind; that the tests of all formats read every file is not enough."""
    is_named = any(
        word in (path.name, path.stem, path.name.partition(".")[0])
        or ("*." in word and fnmatchcase(path.name, word))
        for word in words_in_tests()
    )
    assert is_named or path.parent.name == "samples"  # read as a folder


def test_the_comparison_can_fail() -> None:
    assert not is_there("quirks/test_index.py::test_that_nobody_wrote")
    assert not is_there("quirks/no_such_file.py::tree")
