"""Where the site stands: in every release, and in its place where a run was held back."""

import json
import logging
from pathlib import Path

import duckdb
import pytest
from scripted import open_workspace

from assets.steps.site import clear_held_back, site_of_held_back, site_of_release
from assets.steps.workspace import Workspace
from schemas import PUBLISHED
from warehouse.ddl import create_table
from warehouse.errors import AnbarError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = open_workspace(tmp_path)
    workspace.home.create()
    return workspace


def test_a_run_that_built_nothing_still_has_a_page_that_says_why(workspace: Workspace) -> None:
    site_of_held_back(workspace, "a rule does not hold")
    folder = workspace.home.held_back / "quality"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Do not use: nothing was published." in page
    assert "a rule does not hold" in page
    assert "no release was ever published" in page
    summary = json.loads((folder / "dq.json").read_text(encoding="utf-8"))
    assert (summary["verdict"], summary["served_release_id"]) == ("held_back", None)
    assert summary["counts"]["post_count"] == 0
    clear_held_back(workspace)
    assert not workspace.home.held_back.exists()


def test_a_newer_page_takes_the_place_of_an_older_one(workspace: Workspace) -> None:
    for reason in ("first reason", "second reason"):
        site_of_held_back(workspace, reason)
    page = (workspace.home.held_back / "quality" / "index.html").read_text(encoding="utf-8")
    assert "second reason" in page
    assert "first reason" not in page


def test_a_release_of_an_earlier_version_lends_the_page_what_it_has(workspace: Workspace) -> None:
    release = "r000001-20261101T060000Z"
    folder = workspace.home.published / "releases" / release
    folder.mkdir(parents=True)
    with duckdb.connect(folder / "warehouse.duckdb") as con:
        con.execute("CREATE SCHEMA meta")
        for name, contract in PUBLISHED.items():
            if name.startswith("meta.") and name != "meta.lineage":
                con.execute(create_table(contract))
        con.execute(
            "INSERT INTO meta.table VALUES ('core', 'x', 'table', 'One row.', 'One row of old.', NULL, 1)"
        )
    (workspace.home.published / "current").symlink_to(folder)
    site_of_held_back(workspace, "a rule does not hold")
    page = (workspace.home.held_back / "quality" / "dictionary.html").read_text(encoding="utf-8")
    assert "One row of old." in page


def test_a_page_that_cannot_be_written_does_not_hide_why_the_run_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("assets.steps.site.build_site", fails)
    with caplog.at_level(logging.ERROR):
        site_of_held_back(workspace, "a rule does not hold")
    assert "the disk is full" in caplog.text
    assert list(workspace.home.published.iterdir()) == []


def test_a_release_whose_site_cannot_be_written_is_not_published(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(AnbarError, match="quality site cannot be written"):
        site_of_release(workspace, tmp_path / "no release")
