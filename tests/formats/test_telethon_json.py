"""Dumps of Telethon and Pyrogram."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import (
    FIXTURES,
    SHARED,
    entities,
    findings,
    members,
    parse,
    parse_bytes,
    post,
    reactions,
    rejections,
)

from assets.formats.base import Batch
from assets.formats.telethon_json import ADAPTER
from assets.transforms.stage import stage_batch
from schemas.vocabulary import MEDIA_KINDS

MINIATURES = FIXTURES / "telethon_json"
CHANNEL = 1111222233
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def channel() -> Batch:
    return parse(ADAPTER, MINIATURES / "channel.json")


def one(folder: Path, **fields: Any) -> Batch:
    """A dump of one message."""
    base = {"_": "Message", "id": 7, "peer_id": {"_": "PeerChannel", "channel_id": CHANNEL}, "message": "m"}
    return parse_bytes(ADAPTER, folder, json.dumps([base | {"date": 1683187500} | fields]).encode())


def test_every_record_has_its_place(channel: Batch) -> None:
    places = [*channel.observations["record_locator"], *channel.excluded["record_locator"]]
    assert sorted(places) == sorted(f"/{i}" for i in range(20))
    assert set(channel.observations["channel_ref"]) == {f"id:{CHANNEL}"}


def test_entities_are_cut_in_utf16_units(channel: Batch) -> None:
    assert entities(channel, 20) == {
        ("hashtag", "انبار"),
        ("mention", "anbar_test_channel"),
        ("url", "example.org/a"),
        ("email", "me@example.org"),
        ("phone", "+98 21 1234"),
        ("cashtag", "USD"),
        ("bot_command", "help"),
        ("url", "https://example.org/target"),
        ("custom_emoji", "5368324170671202286"),
    }
    assert post(channel, 20)["has_source_entities"]


@pytest.mark.parametrize(
    ("offset", "length"), [(1, 4), (99, 4), (-1, 4), (0, 0), ("0", 4), (None, None), (0, 2**70)]
)
def test_misplaced_entities_are_sought_in_the_text(tmp_path: Path, offset: Any, length: Any) -> None:
    entity = {"_": "MessageEntityHashtag", "offset": offset, "length": length}
    batch = one(tmp_path, message="x #tag y", entities=[entity])
    assert findings(batch) == {("misplaced_entity", "hashtag"): 1}
    staged = stage_batch(batch, 1, members_options())
    assert staged["stg.entity"]["entity_value"].to_list() == ["tag"]


def members_options() -> Any:
    from assets.formats.base import ParseOptions

    return ParseOptions()


def test_unknown_entities_are_noted(tmp_path: Path) -> None:
    batch = one(tmp_path, entities=[{"_": "MessageEntityHologram", "offset": 0, "length": 1}, 5])
    assert findings(batch) == {
        ("unknown_value", "entities: hologram"): 1,
        ("unreadable_field", "entities"): 1,
    }


def test_reactions_of_all_shapes(channel: Batch) -> None:
    assert reactions(channel, 20) == [("👍", 12), ("custom:5368324170671202286", 3), ("paid", 2)]
    assert reactions(channel, 19) == [("❤", 4)]
    assert (post(channel, 20)["reaction_count"], post(channel, 19)["reaction_count"]) == (17, 4)
    assert post(channel, 18)["reaction_count"] is None


def test_counts_that_are_not_stated_are_null(channel: Batch) -> None:
    assert post(channel, 17)["view_count"] is None
    assert post(channel, 17)["forward_count"] == 0
    assert [post(channel, i)["reply_count"] for i in (18, 19)] == [None, 5]


def test_a_hidden_edit_is_none(channel: Batch) -> None:
    assert post(channel, 18)["edited_at"] is None
    assert post(channel, 17)["edited_at"] == datetime(2023, 5, 4, 12, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("message_id", "is_forward", "ref", "name"),
    [
        (16, True, "id:1444555566", None),
        (15, True, None, "ناشناس"),
        (14, True, None, None),  # from a person
        (13, None, None, None),  # imported from another messenger
        (4, True, "id:1444555566", None),  # as before 2020
    ],
)
def test_forwards(
    channel: Batch, message_id: int, is_forward: bool | None, ref: str | None, name: str | None
) -> None:
    row = post(channel, message_id)
    assert (row["is_forward"], row["forward_from_ref"], row["forward_from_name"]) == (is_forward, ref, name)


def test_replies(channel: Batch) -> None:
    assert [post(channel, i)["reply_to_message_id"] for i in (12, 11, 4)] == [9, None, 2]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"reply_to_msg_id": 5, "forum_topic": True}, None),
        ({"reply_to_msg_id": 5, "forum_topic": True, "reply_to_top_id": 3}, 5),
        ({"reply_to_msg_id": 5, "reply_to_peer_id": {"channel_id": CHANNEL}}, 5),
        ({"_": "MessageReplyStoryHeader", "user_id": 5, "story_id": 3}, None),
    ],
)
def test_replies_in_forums_and_to_stories(tmp_path: Path, header: Any, expected: int | None) -> None:
    assert post(one(tmp_path, reply_to=header), 7)["reply_to_message_id"] == expected


def test_albums(channel: Batch) -> None:
    assert {post(channel, i)["album_ref"] for i in (9, 10)} == {"13141495423409394"}
    assert post(channel, 10)["text"] == ""


def document(*attributes: Any, **flags: Any) -> Any:
    listed = [{"_": f"DocumentAttribute{name}"} | more for name, more in attributes]
    return {"_": "MessageMediaDocument", "document": {"attributes": listed}} | flags


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ({"_": "MessageMediaPhoto"}, "photo"),
        (document(("Filename", {})), "document"),
        (document(("Video", {}), ("Filename", {})), "video"),
        (document(("Video", {"round_message": True})), "video_message"),
        (document(("Video", {}), ("Animated", {})), "animation"),
        (document(("Video", {}), ("Sticker", {})), "sticker"),
        (document(("CustomEmoji", {})), "sticker"),
        (document(("Audio", {"voice": False})), "audio"),
        (document(("Audio", {"voice": True})), "voice_message"),
        ({"_": "MessageMediaDocument", "document": None, "voice": True}, "voice_message"),
        ({"_": "MessageMediaDocument"}, "document"),
        ({"_": "MessageMediaGeoLive"}, "location"),
        ({"_": "MessageMediaVenue"}, "location"),
        ({"_": "MessageMediaToDo"}, "todo_list"),
        ({"_": "MessageMediaGiveawayResults"}, "giveaway"),
        ({"_": "MessageMediaPaidMedia"}, "paid_media"),
        ({"_": "MessageMediaWebPage"}, "webpage"),
        ({"_": "MessageMediaDice"}, "dice"),
        ({"_": "MessageMediaUnsupported"}, "unsupported"),
        ({"_": "MessageMediaEmpty"}, None),
        ("MessageMediaPhoto(photo=Photo(id=1))", "photo"),
        (None, None),
    ],
)
def test_media(tmp_path: Path, media: Any, kind: str | None) -> None:
    batch = one(tmp_path, media=media)
    assert post(batch, 7)["media_kind"] == kind
    assert kind is None or kind in MEDIA_KINDS
    assert findings(batch) == {}


def test_unknown_media_is_noted(tmp_path: Path) -> None:
    batch = one(tmp_path, media={"_": "MessageMediaHologram"})
    assert post(batch, 7)["media_kind"] == "unsupported"
    assert findings(batch) == {("unknown_value", "media: MessageMediaHologram"): 1}


@pytest.mark.parametrize(
    ("date", "column", "expected"),
    [
        ("2023-05-04T10:00:00+00:00", "posted_at", "2023-05-04 10:00:00"),
        ("2023-05-04 13:30:00+03:30", "posted_at", "2023-05-04 10:00:00"),
        ("2023-05-04T10:00:00Z", "posted_at", "2023-05-04 10:00:00"),
        ("2023-05-04T10:00:00", "posted_local", "2023-05-04 10:00:00"),
        (1683194400, "posted_at", "2023-05-04 10:00:00"),
        (1683194400.0, "posted_at", "2023-05-04 10:00:00"),
        ("1683194400", "posted_at", "2023-05-04 10:00:00"),
        (1683194400000, "posted_at", "2023-05-04 10:00:00"),
    ],
)
def test_times(tmp_path: Path, date: Any, column: str, expected: str) -> None:
    batch = one(tmp_path, date=date)
    assert str(post(batch, 7)[column]) == expected
    staged = stage_batch(batch, 1, members_options())["stg.observation"]
    assert str(staged["posted_at"][0]) == "2023-05-04 10:00:00"
    assert staged["is_zone_assumed"].to_list() == [column == "posted_local"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"date": "yesterday"}, "unreadable_time"),
        ({"date": "2023-05-04"}, "unreadable_time"),
        ({"date": "2023-13-04T00:00:00"}, "unreadable_time"),
        ({"date": True}, "unreadable_time"),
        ({"date": 1e300}, "unreadable_time"),
        ({"date": [1]}, "unreadable_time"),
        ({"edit_date": "soon"}, "unreadable_time"),
        ({"id": "x"}, "invalid_message_id"),
        ({"id": 1.5}, "invalid_message_id"),
        ({"id": 2**63}, "invalid_message_id"),
        ({"message": ["a"]}, "invalid_text"),
        ({"_": "User", "date": None, "message": None}, None),
        ({"id": None, "date": None, "message": ""}, "empty_record"),
    ],
)
def test_bad_values_reject_the_record(tmp_path: Path, fields: Any, reason: str | None) -> None:
    batch = one(tmp_path, **fields)
    expected = [("/0", reason)] if reason else []
    assert rejections(batch) == expected
    if reason:
        assert json.loads(batch.excluded["raw_text"][0])["_"] == "Message"


@pytest.mark.parametrize("record", [b"5", b"null", b'"a"', b"[]", b"{}", b'{"_": "User", "id": 5}'])
def test_what_is_no_message_is_rejected(tmp_path: Path, record: bytes) -> None:
    batch = parse_bytes(ADAPTER, tmp_path, b"[" + record + b"]")
    assert batch.excluded["record_kind"].to_list() == ["quarantined"]


def test_bad_counts_are_noted_and_left_out(tmp_path: Path) -> None:
    batch = one(tmp_path, views="many", forwards=2**70, replies={"replies": 3.5})
    assert [post(batch, 7)[c] for c in ("view_count", "forward_count", "reply_count")] == [None] * 3
    assert set(findings(batch)) == {("unreadable_field", n) for n in ("views", "forwards", "replies")}


def test_service_rows(channel: Batch) -> None:
    assert channel.excluded["record_kind"].unique().to_list() == ["service"]
    assert channel.excluded["artifact_kind"].to_list() == ["chat_edit_title", "empty", "channel_create"]


def test_unknown_fields_are_noted(channel: Batch) -> None:
    assert findings(channel) == {("unknown_field", "message.brand_new_field"): 1}


def test_lines(tmp_path: Path) -> None:
    path = MINIATURES / "messages.jsonl"
    batch = parse(ADAPTER, path)
    assert batch.observations["record_locator"].to_list() == ["line 1", "line 3", "line 5"]
    assert rejections(batch) == [("line 4", "not_a_number"), ("line 7", "truncated_json")]
    spans = sorted(
        batch.observations.select("byte_start", "byte_end").rows()
        + batch.excluded.select("byte_start", "byte_end").rows()
    )
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == path.stat().st_size
    data = path.read_bytes()
    for start, end, text in batch.observations.select("byte_start", "byte_end", "text").rows():
        assert json.loads(data[start:end].decode("utf-8-sig"))["message"] == text


def test_a_blank_file_of_lines_is_a_separator(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes((MINIATURES / "messages.jsonl").read_bytes())
    assert ADAPTER.sniff(members(tmp_path / "a.jsonl"))


def test_a_response_names_its_channel() -> None:
    batch = parse(ADAPTER, MINIATURES / "response.json")
    assert batch.observations["record_locator"].to_list() == ["/0/messages/0", "/0/messages/1"]
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", "public_channel", False)
    assert batch.channels.rows() == [row]


@pytest.mark.parametrize(
    ("wrap", "place"),
    [
        (lambda m: {"channel": {"title": "t"}, "messages": [m]}, "/messages/0"),
        (lambda m: {"7": m}, "/7"),
        (lambda m: {"a/b": {"messages": [m], "n": 1}}, "/a~1b/messages/0"),
        (lambda m: {"news": [m], "users": [{"_": "User", "id": 3}]}, "/news/0"),
        (lambda m: m, "document 1"),
    ],
)
def test_messages_below_keys(tmp_path: Path, wrap: Any, place: str) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps(wrap(message), indent=1).encode())
    assert batch.observations["record_locator"].to_list() == [place]
    assert batch.excluded.is_empty()
    assert ADAPTER.sniff(members(tmp_path / "dump.json"))


def test_lists_appended_to_each_other(tmp_path: Path) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    batch = parse_bytes(ADAPTER, tmp_path, 2 * json.dumps([message]).encode())
    assert batch.observations["record_locator"].to_list() == ["/0", "document 2: /0"]


def test_a_cut_file_is_noted(tmp_path: Path) -> None:
    data = (MINIATURES / "channel.json").read_bytes()
    batch = parse_bytes(ADAPTER, tmp_path, data[: len(data) // 2])
    assert [reason for _, reason in rejections(batch)] == ["truncated_json"]
    assert ("truncated_file", "the file ends inside a list or object") in findings(batch)
    whole = parse(ADAPTER, MINIATURES / "channel.json").observations
    assert batch.observations.equals(whole[: batch.observations.height])


def test_trailing_commas_cost_nothing(tmp_path: Path) -> None:
    data = (MINIATURES / "channel.json").read_bytes().rstrip().removesuffix(b"]") + b",]"
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.record_count == 20
    assert ("damaged_file", "commas between records are missing or too many") in findings(batch)


def test_pyrogram() -> None:
    batch = parse(ADAPTER, MINIATURES / "pyrogram.txt", exporter_zone="Asia/Tehran")
    first, second, third = batch.observations.rows(named=True)
    assert str(first["posted_local"]) == "2023-05-04 13:30:00"
    assert str(first["edited_local"]) == "2023-05-04 13:45:10"
    assert entities(batch, 53) == {("hashtag", "تازه"), ("mention", "anbar_test_channel")}
    assert reactions(batch, 53) == [("👍", 7), ("custom:5368324170671202286", 1)]
    assert (first["author_signature"], first["view_count"], first["forward_count"]) == ("سردبیر", 321, 4)
    assert (second["text"], second["media_kind"], second["album_ref"]) == (
        "زیر عکس",
        "photo",
        "13141495423409399",
    )
    assert (second["forward_from_ref"], second["forward_from_name"]) == ("id:1444555566", "دیگری")
    assert second["reply_to_message_id"] == 50
    assert (third["message_id"], third["media_kind"]) == (49, "video_message")
    assert third["posted_at"] is not None
    assert batch.excluded["artifact_kind"].to_list() == ["new_chat_title", "empty"]
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", "public_channel", False)
    assert batch.channels.rows() == [row]
    assert findings(batch) == {}


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({"service": True, "pinned_message": {"id": 1}}, "pinned_message"),
        ({"service": True}, "unknown"),
        ({"channel_chat_created": True}, "channel_chat_created"),
    ],
)
def test_service_rows_of_old_pyrogram(tmp_path: Path, fields: Any, action: str) -> None:
    record = {"_": "Message", "message_id": 1, "chat": {"id": -1001111222233}} | fields
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps([record]).encode())
    assert batch.excluded["artifact_kind"].to_list() == [action]


def test_configuration_adds_to_the_only_channel() -> None:
    path = MINIATURES / "channel.json"
    batch = parse(ADAPTER, path, channel_handle="@Anbar_Test", channel_name="انبار", channel_telegram_id=5)
    assert batch.channels.rows() == [(f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار", None, False)]


def test_configuration_does_not_merge_several_channels(tmp_path: Path) -> None:
    records = [{"_": "Message", "id": 1, "peer_id": {"channel_id": c}, "message": "m"} for c in (11, 12)]
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps(records).encode(), channel_handle="one")
    assert batch.channels["handle"].to_list() == [None, None]


def test_configuration_names_a_channel_that_the_dump_does_not(tmp_path: Path) -> None:
    records = [{"_": "Message", "id": 1, "message": "m", "date": 1683194400}]
    data = json.dumps(records).encode()
    assert parse_bytes(ADAPTER, tmp_path, data).observations["channel_ref"].to_list() == [None]
    batch = parse_bytes(ADAPTER, tmp_path, data, channel_handle="@One_News")
    assert batch.observations["channel_ref"].to_list() == ["handle:one_news"]
    assert batch.channels["channel_ref"].to_list() == ["handle:one_news"]


@pytest.mark.parametrize("name", ["channel.json", "messages.jsonl", "response.json", "pyrogram.txt"])
def test_sniff_knows_its_own(name: str) -> None:
    assert ADAPTER.sniff(members(MINIATURES / name)) > 0.9


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"plain text",
        b"<html>",
        b'{"name": "c", "type": "public_channel", "id": 5, "messages": [{"id": 1, "type": "message", "text": ""}]}',
        b'[{"date": "2021-01-01T00:00:00+00:00", "message": "m", "webpage_url": null}]',
        b'{"messages": [{"type": "m.room.message", "content": {"body": "m"}}]}',
        b'{"id": 1, "message_id": 1, "channel_id": 1, "data": {"_": "Message", "id": 1, "to_id": {}}}\n',
        b'{"_type": "Message", "id": 1, "peer_id": {"_type": "PeerChannel", "channel_id": 1}}\n',
        b'[{"_": "User", "id": 1}]',
        b"[{",
        b"\x00\x01",
    ],
)
def test_sniff_refuses_others(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(data)
    assert ADAPTER.sniff(members(path)) == 0


def test_a_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    files = [MINIATURES / "channel.json", tmp_path / "photo.jpg", MINIATURES / "messages.jsonl"]
    batch = parse(ADAPTER, *files)
    assert ADAPTER.sniff(members(*files)) > 0.9
    assert batch.record_count == 20 + 1 + 5
    assert batch.observations["record_locator"][0] == "channel.json:/0"
    assert batch.observations["record_locator"][-1] == "messages.jsonl:line 5"
    container = batch.excluded.filter(pl.col("record_kind") == "artifact")
    assert container.select("record_locator", "artifact_kind").rows() == [("photo.jpg", "container")]


DAMAGED = [
    (MINIATURES / name).read_bytes()
    for name in ("channel.json", "messages.jsonl", "pyrogram.txt", "response.json")
]


@EXAMPLES
@given(
    st.sampled_from(DAMAGED),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(
            [b"", b"\x00", b"\xff", b'"', b"{", b"}", b"]", b"[" * 400, b"\\", b",", b"NaN", b"9" * 400, b"\n",
             b"null", b"x" * 70000, b"-1", b'"\\ud800"']
        )),
        max_size=3,
    ),
)  # fmt: skip
def test_damaged_files_never_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    for place, cut, noise in damages:
        at = int(place * len(data))
        data = data[:at] + noise + data[at + cut :]
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("damaged"), data)


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just({"_": "X", "id": 1})
    | st.just([{}])
)
NAMES = st.sampled_from(
    "_ id peer_id to_id date message entities media views forwards replies reactions edit_date post_author "
    "fwd_from reply_to grouped_id action chat text caption service empty forward_origin media_group_id "
    "reply_to_message forward_from_chat forward_from message_id retrieved_utc _chat".split()
)


@EXAMPLES
@given(st.lists(st.dictionaries(NAMES, ODD, max_size=8), min_size=1, max_size=4), st.booleans())
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]], is_pyrogram: bool
) -> None:
    base: dict[str, Any] = {"_": "Message", "id": 1, "date": 1683194400, "message": "m"}
    if is_pyrogram:
        base = {"_": "Message", "id": 1, "date": 1683194400, "text": "m", "chat": {"id": -1001111222233}}
    data = json.dumps([base | c for c in changes]).encode()
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), data)


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
