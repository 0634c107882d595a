"""The boundary of core: finished posts, and those that break their contract."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scripted import ScriptedAdapter, open_workspace, rows, write_script

from assets.formats.registry import ADAPTERS
from assets.steps.core import build_core
from assets.steps.parse import parse_dumps
from assets.steps.posts import core_rejections
from assets.steps.stage import stage_dumps
from assets.steps.workspace import Workspace
from schemas import PUBLISHED, STAGING

_CHANNEL = {"do": "channel", "ref": "id:5", "name": "آرمان"}
_BAD = {"posted_at": "2024-03-20T10:00:00", "edited_at": "2024-03-20T09:59:59"}


def _post(message_id: int, text: str, **more: Any) -> dict[str, Any]:
    return {"do": "post", "channel_ref": "id:5", "message_id": message_id, "text": text, **more}


@pytest.fixture(autouse=True)
def _adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())


def _built(folder: Path, *dumps: list[dict[str, Any]], config: str = "") -> Workspace:
    workspace = open_workspace(folder, config)
    paths = [write_script(folder / f"{n}.jsonl", _CHANNEL, *lines) for n, lines in enumerate(dumps)]
    stage_dumps(workspace, paths)
    parse_dumps(workspace)
    build_core(workspace)
    return workspace


def _table(workspace: Workspace, name: str) -> pl.DataFrame:
    return pl.read_parquet(workspace.table_files(name))


@pytest.mark.parametrize(
    ("zone", "local", "key"),
    [("Asia/Tehran", "2024-03-20 00:30:00", 20240320), ("UTC", "2024-03-19 21:00:00", 20240319)],
)
def test_days_are_of_the_reporting_zone(tmp_path: Path, zone: str, local: str, key: int) -> None:
    post = _post(1, "<b>متن\u202e</b>", posted_at="2024-03-19T21:00:00")
    [row] = _table(_built(tmp_path, [post], config=f'reporting_zone = "{zone}"'), "core.fact_post").rows(
        named=True
    )
    assert (str(row["posted_at_local"]), row["date_key"]) == (local, key)
    assert (row["text"], row["escaped_text"]) == ("<b>متن\u202e</b>", "＜b＞متن[U+202E]＜/b＞")


@pytest.mark.parametrize("fields", [{}, {"posted_precision": "month", "date_method": "header"}])
def test_posts_without_a_known_day_stand_in_the_unknown_row(tmp_path: Path, fields: dict[str, Any]) -> None:
    [row] = _table(_built(tmp_path, [_post(1, "متن", **fields)]), "core.fact_post").rows(named=True)
    assert (row["date_key"], row["posted_at_local"]) == (0, None)


def test_a_post_that_breaks_the_contract_is_quarantined_with_all_its_observations(tmp_path: Path) -> None:
    workspace = _built(
        tmp_path,
        [_post(1, "خوب #الف"), _post(2, "بد #ب", reactions={"👍": 1}, **_BAD)],
        [_post(2, "بد #ب")],
    )
    posts = _table(workspace, "core.fact_post")
    assert posts["text"].to_list() == ["خوب #الف"]
    rejected = core_rejections(workspace)
    assert (
        rows(rejected, "reason", "rule_in_words")
        == [("edit_follows_post", "an edit is not before the post")] * 2
    )
    assert rejected["dump_key"].n_unique() == 2
    assert rejected.schema == STAGING["stg.rejection"].polars_schema


def test_nothing_refers_to_a_rejected_post(tmp_path: Path) -> None:
    """Groups, albums, versions, entities and reactions are those of the posts that are there."""
    text = "متنی که دو بار در کانال آمده است #الف"
    workspace = _built(
        tmp_path,
        [
            _post(1, text, album_ref="x", reactions={"👍": 1}, **_BAD),
            _post(2, text, album_ref="x", reactions={"👍": 2}),
        ],
    )
    [post] = _table(workspace, "core.fact_post").rows(named=True)
    key = post["post_key"]
    assert (post["message_id"], post["repost_group_key"], post["album_key"]) == (2, key, key)
    for name in PUBLISHED:
        if name.startswith("core.fact_"):
            assert _table(workspace, name)["post_key"].unique().to_list() == [key], name


def test_without_bad_posts_nothing_is_rejected(tmp_path: Path) -> None:
    rejected = core_rejections(_built(tmp_path, [_post(1, "خوب")]))
    assert (rejected.height, rejected.schema) == (0, STAGING["stg.rejection"].polars_schema)


def test_a_rejection_does_not_outlive_its_cause(tmp_path: Path) -> None:
    workspace = _built(tmp_path, [_post(1, "بد", **_BAD)])
    assert core_rejections(workspace).height == 1
    # Another dump knows of a later edit.
    path = write_script(tmp_path / "new.jsonl", _CHANNEL, _post(1, "بد", edited_at="2024-03-21T00:00:00"))
    stage_dumps(workspace, [path])
    parse_dumps(workspace)
    build_core(workspace)
    assert core_rejections(workspace).is_empty()
    assert _table(workspace, "core.fact_post").height == 1


def test_many_posts_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.steps.post_texts._BYTES_AT_ONCE", 1)
    lines = [_post(n, f"متن {n}", **(_BAD if n == 3 else {})) for n in range(1, 6)]
    workspace = _built(tmp_path, lines[:2], lines[2:])
    assert len(workspace.table_files("core.fact_post")) == 2
    posts = _table(workspace, "core.fact_post").sort("message_id")
    assert posts["text"].to_list() == ["متن 1", "متن 2", "متن 4", "متن 5"]
    assert core_rejections(workspace).height == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_later_of_two_exports_wins_though_neither_says_when_it_was_taken(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    exports = (
        [_post(1, "متن بلند نخست با چند واژهٔ دیگر", posted_at="2024-03-01T00:00:00")],
        [_post(1, "متن کوتاه", posted_at="2024-03-01T00:00:00", edited_at="2024-03-02T00:00:00"),
         _post(2, "پیام تازه", posted_at="2024-03-05T00:00:00")],
    )  # fmt: skip
    posts = _table(_built(tmp_path, *[exports[n] for n in order]), "core.fact_post")
    assert posts.sort("message_id")["text"].to_list() == ["متن کوتاه", "پیام تازه"]
