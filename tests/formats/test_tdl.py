"""Exports of tdl: what Go's structures say of a message, and what the short form says."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import (
    DAMAGES,
    FIXTURES,
    damaged,
    entities,
    findings,
    members,
    parse,
    parse_bytes,
    post,
    reactions,
    rejections,
)

from assets.formats.base import Batch, ParseOptions
from assets.formats.registry import detect
from assets.formats.tdl import ADAPTER
from assets.formats.tdl.gotd import schema_name
from assets.transforms.stage import stage_batch

MINIATURES = FIXTURES / "tdl"
CHANNEL = 1111222233
EXAMPLES = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def raw() -> Batch:
    return parse(ADAPTER, MINIATURES / "raw.json")


def one(folder: Path, **fields: Any) -> Batch:
    """An export of one raw message."""
    message = {"ID": 7, "PeerID": {"ChannelID": CHANNEL}, "Date": 1716000000, "Message": "m"} | fields
    export = {"id": CHANNEL, "messages": [{"id": 7, "type": "message", "file": "", "raw": message}]}
    return parse_bytes(ADAPTER, folder, json.dumps(export).encode())


def test_messages_of_go(raw: Batch) -> None:
    assert raw.observations["record_locator"].to_list() == [f"/messages/{i}" for i in range(8)]
    row = post(raw, 208)
    columns = ("channel_ref", "view_count", "forward_count", "reply_count", "author_signature")
    assert [row[c] for c in columns] == ["id:1111222233", 120, 0, 4, "سردبیر"]
    assert row["posted_at"] == datetime(2024, 5, 18, 2, 55)  # noqa: DTZ001
    assert row["edited_at"] == datetime(2024, 5, 18, 2, 55, 50)  # noqa: DTZ001
    assert findings(raw) == {}


def test_zero_is_nothing(raw: Batch) -> None:
    row = post(raw, 203)
    columns = ("edited_at", "author_signature", "album_ref", "is_forward", "reply_count", "reaction_count")
    assert [row[c] for c in columns] == [None] * 6
    assert post(raw, 201)["edited_at"] is None  # hidden


def test_views_that_are_not_stated_are_null(tmp_path: Path) -> None:
    row = post(one(tmp_path, Views=0, Forwards=0), 7)
    assert (row["view_count"], row["forward_count"]) == (None, None)


def test_entities_have_no_class(raw: Batch) -> None:
    assert entities(raw, 208) == {
        ("url", "https://example.org/target"),
        ("custom_emoji", "5368324170671202286"),
    }
    staged = stage_batch(raw, 1, ParseOptions())["stg.entity"]
    assert "تازه" in staged["entity_value"].to_list()  # sought in the text


def test_an_entity_at_the_start_of_a_text(tmp_path: Path) -> None:
    places = [{"Offset": 0, "Length": 4}, {"Offset": 0, "Length": 4, "URL": "https://example.org/"}]
    batch = one(tmp_path, Message="#tag x", Entities=places)
    assert entities(batch, 7) == {("url", "https://example.org/")}
    assert findings(batch) == {}


def test_reactions(raw: Batch) -> None:
    assert reactions(raw, 208) == [("👍", 12), ("custom:5368324170671202286", 3)]


@pytest.mark.parametrize(("number", "ref", "name"), [(205, "id:1444555566", None), (204, None, "ناشناس")])
def test_forwards(raw: Batch, number: int, ref: str | None, name: str | None) -> None:
    row = post(raw, number)
    assert (row["is_forward"], row["forward_from_ref"], row["forward_from_name"]) == (True, ref, name)


def test_media_albums_and_replies(raw: Batch) -> None:
    assert [post(raw, n)["media_kind"] for n in (207, 206, 202, 203)] == ["photo", "video", "audio", None]
    assert [post(raw, n)["album_ref"] for n in (207, 206)] == ["13141495423409399"] * 2
    assert post(raw, 203)["reply_to_message_id"] == 200


def document(**attribute: Any) -> Any:
    return {"Document": {"ID": 5, "Attributes": [attribute]}}


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        (document(RoundMessage=True, Duration=3), "video_message"),
        (document(Voice=True, Duration=3), "voice_message"),
        (document(Stickerset={"ID": 5}, Alt=""), "sticker"),
        (document(FileName="a"), "document"),
        ({"Webpage": {"ID": 5}}, "webpage"),
        ({"Poll": {"ID": 5}, "Results": {}}, "poll"),
        ({"Geo": {"Long": 1.5, "Lat": 2.5}}, "location"),
        ({}, None),
    ],
)
def test_kinds_of_media(tmp_path: Path, media: Any, kind: str | None) -> None:
    assert post(one(tmp_path, Media=media), 7)["media_kind"] == kind


def test_the_peer_of_a_message_comes_before_the_chat_of_the_export(tmp_path: Path) -> None:
    batch = one(tmp_path, PeerID={"ChannelID": 1444555566})
    assert batch.observations["channel_ref"].to_list() == ["id:1444555566"]


def test_contents_alone() -> None:
    batch = parse(ADAPTER, MINIATURES / "content.json")
    rows = batch.observations.select("message_id", "channel_ref", "text").rows()
    assert rows == [
        (212, "id:1111222233", "تازه‌ترین #خبر"),
        (211, "id:1111222233", ""),
        (209, "id:1111222233", "دیگر"),
    ]
    assert rejections(batch) == [("/messages/2", "no_content")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "service"}, "not_a_message"),
        ({"date": None}, "no_content"),
        ({"date": "soon"}, "unreadable_time"),
        ({"id": "x"}, "invalid_message_id"),
        ({"text": ["a"]}, "invalid_text"),
        ({"raw": {"ID": 7}}, "not_a_message"),
        ({"raw": {"ID": "x", "Date": 5, "Message": "m"}}, "invalid_message_id"),
    ],
)
def test_bad_records_are_rejected(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    record = {"id": 7, "type": "message", "file": "", "date": 1716000000, "text": "m"} | change
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps({"id": 5, "messages": [record]}).encode())
    assert rejections(batch) == [("/messages/0", reason)]


def test_unknown_fields_are_noted(tmp_path: Path) -> None:
    assert findings(one(tmp_path, Hologram="x")) == {("unknown_field", "message.hologram"): 1}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ID", "id"),
        ("ReplyToMsgID", "reply_to_msg_id"),
        ("TTLPeriod", "ttl_period"),
        ("URL", "url"),
        ("PeerID", "peer_id"),
        ("FwdFrom", "fwd_from"),
    ],
)
def test_names_of_the_schema(name: str, plain: str) -> None:
    assert schema_name(name) == plain


@pytest.mark.parametrize("name", ["raw.json", "content.json"])
@pytest.mark.parametrize("indent", [None, 2])
def test_its_own_is_detected(tmp_path: Path, name: str, indent: int | None) -> None:
    path = tmp_path / "tdl-export.json"
    path.write_text(json.dumps(json.loads((MINIATURES / name).read_bytes()), indent=indent))
    assert detect(members(path)) is ADAPTER


@pytest.mark.parametrize(
    "record",
    [
        {"id": 850, "type": "message", "file": ""},  # without contents
        {
            "id": 850,
            "type": "message",
            "file": "",
            "date": "2024-05-18T02:55:00",
            "date_unixtime": "1716000000",
        },
        {"id": 850, "type": "m.room.message", "date": 1716000000, "file": ""},
        {"@type": "message", "id": 850, "date": 1716000000},
    ],
)
def test_others_are_not(tmp_path: Path, record: Any) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps({"id": 5, "messages": [record]}))
    assert ADAPTER.sniff(members(path)) == 0


@EXAMPLES
@given(st.sampled_from([p.read_bytes() for p in sorted(MINIATURES.iterdir())]), DAMAGES)
def test_damaged_files_never_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    parse_bytes(ADAPTER, folder, damaged(data, damages), is_staged=False)
    ADAPTER.sniff(members(folder / "dump.json"))


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just([{}])
    | st.just({"ID": 1})
)
NAMES = st.sampled_from(
    "ID PeerID Date Message Entities Media Views Forwards Replies Reactions EditDate PostAuthor FwdFrom ReplyTo "
    "GroupedID id".split()
)


@EXAMPLES
@given(
    st.dictionaries(NAMES, ODD, max_size=8),
    st.dictionaries(st.sampled_from(["id", "date", "text", "raw"]), ODD),
)
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, raw: dict[str, Any], change: dict[str, Any]
) -> None:
    message = {"ID": 7, "Date": 1716000000, "Message": "m"} | raw
    record = {"id": 7, "type": "message", "file": "", "raw": message} | change
    data = json.dumps({"id": 5, "messages": [record]}).encode()
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), data)
