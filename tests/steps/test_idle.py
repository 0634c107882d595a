"""A run that would change nothing is told without being made; whatever may be new is not."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from incremental import Runs

from assets.steps.idle import release_of_all
from assets.steps.workspace import Workspace, now
from warehouse.waivers import Waiver, add_waivers

_TEXT = "🔸خبر تازه\nاین خبر را کسی پیش از این نشنیده است\n▫️ @saray\n" * 2


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dump, and a home that holds it."""
    folder = tmp_path_factory.mktemp("idle")
    dump = folder / "channel.txt"
    dump.write_text(_TEXT, encoding="utf-8")
    Runs(folder).run(dump)
    return folder


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "copy", symlinks=True)


@pytest.fixture
def runs(folder: Path) -> Runs:
    return Runs(folder)


@pytest.fixture
def dump(folder: Path) -> Path:
    return folder / "channel.txt"


def _found(runs: Runs, *named: Path) -> str | None:
    return release_of_all(Workspace(runs.home, ""), named)


def test_what_was_loaded_is_not_new(runs: Runs, dump: Path) -> None:
    (runs.home.incoming / dump.name).write_bytes(dump.read_bytes())
    assert _found(runs, dump) == runs.database.resolve().parent.name


def _other_bytes(runs: Runs, dump: Path) -> Path:
    dump.write_text(_TEXT.replace("تازه", "کهنه"), encoding="utf-8")
    return dump


def _longer(runs: Runs, dump: Path) -> Path:
    dump.write_text(_TEXT * 2, encoding="utf-8")
    return dump


def _other_name(runs: Runs, dump: Path) -> Path:
    return dump.rename(dump.with_name("renamed.txt"))


def _sidecar(runs: Runs, dump: Path) -> Path:
    dump.with_name("channel.txt.anbar.toml").write_text('channel = "@saray"', encoding="utf-8")
    return dump


def _configuration(runs: Runs, dump: Path) -> Path:
    runs.home.config.write_text('reporting_zone = "UTC"', encoding="utf-8")
    return dump


def _dropped(runs: Runs, dump: Path) -> Path:
    (runs.home.incoming / "other.txt").write_text(_TEXT + "دیگر", encoding="utf-8")
    return dump


def _damaged_parse(runs: Runs, dump: Path) -> Path:
    next(runs.home.parsed.glob("*/*/observation-*.parquet")).unlink()
    return dump


def _damaged_index(runs: Runs, dump: Path) -> Path:
    next(runs.home.near.glob("*/entries.npy")).unlink()
    return dump


def _no_release(runs: Runs, dump: Path) -> Path:
    (runs.home.published / "current").unlink()
    return dump


@pytest.mark.parametrize(
    "change",
    [
        _other_bytes,
        _longer,
        _other_name,
        _sidecar,
        _configuration,
        _dropped,
        _damaged_parse,
        _damaged_index,
        _no_release,
    ],
)
def test_whatever_may_be_new_calls_for_a_run(
    runs: Runs, dump: Path, change: Callable[[Runs, Path], Path]
) -> None:
    assert _found(runs, change(runs, dump)) is None


def test_a_waiver_that_was_added_is_new(runs: Runs, dump: Path) -> None:
    day = now().date()
    add_waivers(runs.home.waivers, [Waiver(quarantine_id=1, reason="x", until=day - timedelta(days=1))])
    assert _found(runs, dump), "one that is over changes nothing"
    add_waivers(runs.home.waivers, [Waiver(quarantine_id=2, reason="x", until=day)])
    assert _found(runs, dump) is None
