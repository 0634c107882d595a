"""What a message of Telethon says: entities, reactions, counts, edits, forwards, replies, media, times."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from json_dumps import FIXTURES, entities, findings, parse, parse_bytes, post, reactions, rejections

from assets.formats.base import Batch, ParseOptions
from assets.formats.telethon_json import ADAPTER
from assets.transforms.stage import stage_batch
from schemas.vocabulary import MEDIA_KINDS

CHANNEL = 1111222233


@pytest.fixture(scope="module")
def channel() -> Batch:
    return parse(ADAPTER, FIXTURES / "telethon_json" / "channel.json")


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
    staged = stage_batch(batch, 1, ParseOptions())
    assert staged["stg.entity"]["entity_value"].to_list() == ["tag"]


def test_unknown_entities_are_noted(tmp_path: Path) -> None:
    batch = one(tmp_path, entities=[{"_": "MessageEntityHologram", "offset": 0, "length": 1}, 5])
    assert findings(batch) == {
        ("unknown_value", "entities: hologram"): 1,
        ("unreadable_field", "entities"): 1,
    }


def test_entities_without_a_class_are_read_or_sought_in_the_text(tmp_path: Path) -> None:
    link = {"offset": 0, "length": 1, "url": "https://example.org/"}
    emoji = {"offset": 0, "length": 1, "document_id": 5}
    batch = one(tmp_path, message="x #tag y", entities=[link, emoji])
    assert entities(batch, 7) == {("url", "https://example.org/"), ("custom_emoji", "5")}
    assert post(batch, 7)["has_source_entities"]
    batch = one(tmp_path, message="x #tag y", entities=[link, {"offset": 2, "length": 4}])
    assert findings(batch) == {}
    staged = stage_batch(batch, 1, ParseOptions())["stg.entity"]
    assert set(staged["entity_value"]) == {"https://example.org/", "tag"}


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
        ({"photo": {"id": 1}}, "photo"),
        ({"webpage": {"url": "https://example.org/"}}, "webpage"),
        (
            {"document": {"attributes": [{"duration": 3, "round_message": True}, {"file_name": "a"}]}},
            "video_message",
        ),
        ({"document": {"attributes": [{"duration": 3, "voice": False}]}}, "audio"),
        ({"document": {"attributes": [{"stickerset": {}, "alt": ""}]}}, "sticker"),
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
    staged = stage_batch(batch, 1, ParseOptions())["stg.observation"]
    assert str(staged["posted_at"][0]) == "2023-05-04 10:00:00"
    assert staged["is_zone_assumed"].to_list() == [column == "posted_local"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"date": "yesterday"}, "unreadable_time"),
        ({"date": "2023-05-04"}, "unreadable_time"),
        ({"date": "2023-05-04T10:00+03+00:00"}, "unreadable_time"),
        ({"date": "2023-05-04T10:00:61+00:00"}, "unreadable_time"),
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
