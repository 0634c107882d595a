"""Real dumps of Telethon, message by message."""

import json
import re

import polars as pl
import pytest
from json_dumps import SHARED, parse

from assets.formats.telethon_json import ADAPTER

REAL = ["ru-tms-shop-channel", "ru-science-policy-channel", "am-shop-channel"]


@pytest.mark.parametrize("name", REAL)
def test_real_dumps(name: str) -> None:
    path = SHARED / "telethon-json" / name / "channel_messages.json"
    if not path.exists():
        pytest.skip("the real dumps (../shared/data) are not on this machine")
    records = json.loads(path.read_bytes())
    posts = [r for r in records if r["_"] == "Message"]
    batch = parse(ADAPTER, path)
    assert batch.rejections.is_empty()
    assert batch.findings.is_empty()
    assert batch.excluded.height == len(records) - len(posts)
    found = batch.observations
    assert found["message_id"].to_list() == [r["id"] for r in posts]
    assert found["text"].to_list() == [r["message"] for r in posts]
    assert found["posted_at"].dt.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_list() == [r["date"] for r in posts]
    assert found["view_count"].to_list() == [r["views"] for r in posts]
    hidden = sum(bool(r["edit_date"]) and not r["edit_hide"] for r in posts)
    assert found["edited_at"].is_not_null().sum() == hidden
    assert found["album_ref"].n_unique() == len({r["grouped_id"] for r in posts})
    assert found["is_forward"].sum() == sum(r["fwd_from"] is not None for r in posts)


def test_real_entities_stand_where_they_should() -> None:
    path = SHARED / "telethon-json" / "ru-science-policy-channel" / "channel_messages.json"
    if not path.exists():
        pytest.skip("the real dumps (../shared/data) are not on this machine")
    batch = parse(ADAPTER, path)
    found = batch.entities.filter(pl.col("entity_kind").is_in(["hashtag", "mention"]))
    assert found.height == 39
    assert all(re.fullmatch(r"\w+", value) for value in found["entity_value"])
    texts = dict(batch.observations.select("record_index", "text").rows())
    assert all(f"#{v}" in texts[i] or f"@{v}" in texts[i] for i, _, v in found.rows())
