"""Real exports, compared with an independent reading by the standard library."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tdesktop_json_dumps import Parsed, parse_members

from assets.formats.base import Member
from assets.formats.tdesktop_json import ADAPTER

DUMPS = Path(__file__).parents[2] / "../shared/data/dumps"
EXPORTS = {
    "salaf-path-channel/result.json": (208, 5),
    "zh-resources-channel/result.json": (1356, 8),
    "roboteam-test-group/result.json": (8, 4),
    "SYNTHETIC-tkonverter-personal/result.json": (25, 62),
    "SYNTHETIC-chat-miner-fixtures/test_batch_export.json": (2, 0),
    "SYNTHETIC-chat-miner-fixtures/test_single_export.json": (2, 0),
}

pytestmark = pytest.mark.skipif(not DUMPS.exists(), reason="the real dumps (../shared/data) are not here")


def _member(name: str) -> Member:
    path = DUMPS / "tdesktop-json" / name
    return Member(path.name, path, path.stat().st_size)


def _parsed(name: str) -> Parsed:
    return parse_members((_member(name),), is_staged=True)


def _read(name: str) -> list[dict[str, Any]]:
    whole = json.loads(_member(name).path.read_bytes())
    chats = whole["chats"]["list"] if "chats" in whole else [whole]
    return [m for chat in chats for m in chat["messages"] if m["type"] == "message"]


def _text(value: str | list[Any]) -> str:
    return "".join(
        p if isinstance(p, str) else p["text"] for p in ([value] if isinstance(value, str) else value)
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_ids_texts_and_times(name: str) -> None:
    parsed, messages = _parsed(name), _read(name)
    assert (parsed.observations.height, parsed.excluded.height) == EXPORTS[name]
    assert parsed.observations["message_id"].to_list() == [m.get("id") for m in messages]
    assert parsed.observations["text"].to_list() == [_text(m["text"]) for m in messages]
    seconds = [int(m["date_unixtime"]) if "date_unixtime" in m else None for m in messages]
    assert parsed.observations["posted_at"].dt.epoch("s").to_list() == seconds
    assert parsed.rejections.is_empty()
    assert parsed.findings.is_empty()


@pytest.mark.parametrize("name", EXPORTS)
def test_entities_are_those_that_are_stated(name: str) -> None:
    kinds = {"hashtag": "hashtag", "mention": "mention", "link": "url", "text_link": "url", "email": "email"}
    stated: dict[str, int] = {}
    for message in _read(name):
        parts = message.get("text_entities") or message["text"]
        for part in parts if isinstance(parts, list) else []:
            kind = kinds.get(part["type"]) if isinstance(part, dict) else None
            if kind:
                stated[kind] = stated.get(kind, 0) + 1
    counts = _parsed(name).entities.filter(pl.col("entity_kind").is_in(list(kinds.values())))
    assert dict(counts["entity_kind"].value_counts().iter_rows()) == stated


def test_old_export_states_local_times() -> None:
    name = "roboteam-test-group/result.json"
    clocks = [datetime.fromisoformat(m["date"]) for m in _read(name)]
    assert _parsed(name).observations["posted_local"].to_list() == clocks


def test_album_pairs() -> None:
    name = "zh-resources-channel/result.json"
    rows = [(m["id"], m["date"], "photo" in m or "file" in m) for m in _read(name)]
    pairs = sum(
        a[0] + 1 == b[0] and a[1] == b[1] and a[2] and b[2] for a, b in zip(rows, rows[1:], strict=False)
    )
    albums = _parsed(name).observations["album_ref"].drop_nulls()
    assert pairs == len(albums) - albums.n_unique() == 273


def test_edits_forwards_and_signatures() -> None:
    salaf = _parsed("salaf-path-channel/result.json").observations
    assert salaf["edited_at"].count() == 106
    assert salaf["forward_from_ref"].count() == salaf["is_forward"].sum() == 27
    resources = _parsed("zh-resources-channel/result.json").observations
    assert (resources["edited_at"].count(), resources["author_signature"].count()) == (368, 489)


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_recognised(name: str) -> None:
    assert ADAPTER.sniff((_member(name),)) > 0.95


def test_nothing_else_is_taken_for_an_export() -> None:
    others = [p for p in sorted(DUMPS.rglob("*")) if p.is_file() and "tdesktop-json" not in p.parts]
    others.append(_member("SYNTHETIC-chat-miner-fixtures/target.json").path)
    assert len(others) > 50
    taken = [p.name for p in others if ADAPTER.sniff((Member(p.name, p, p.stat().st_size),)) > 0]
    assert taken == []
