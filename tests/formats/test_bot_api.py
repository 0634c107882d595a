"""What a bot collects: posts, their edits and copies, reactions that come later, and all that is no post."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from json_dumps import (
    FIXTURES,
    entities,
    findings,
    members,
    parse,
    parse_bytes,
    post,
    rejections,
    spans_cover,
)

from assets.formats.base import Batch
from assets.formats.bot_api import ADAPTER
from assets.formats.registry import detect

MINIATURES = FIXTURES / "bot_api"
CHANNEL: dict[str, Any] = {"id": -1001111222233, "title": "انبار آزمون", "type": "channel"}
GROUP: dict[str, Any] = {"id": -1001777888899, "type": "supergroup"}
BEGAN = 1715000000
FIRST = datetime(2024, 5, 6, 12, 53, 20)  # noqa: DTZ001


@pytest.fixture(scope="module")
def updates() -> Batch:
    return parse(ADAPTER, MINIATURES / "updates.json")


def channel_post(number: int, **fields: Any) -> dict[str, Any]:
    return {"message_id": number, "chat": CHANNEL, "date": BEGAN, "text": "m"} | fields


def one(folder: Path, kind: str, message: Any) -> Batch:
    """A dump of one update."""
    return parse_bytes(ADAPTER, folder, json.dumps([{"update_id": 1, kind: message}]).encode())


def after(seconds: int) -> datetime:
    return FIRST + timedelta(seconds=seconds)


def test_every_update_has_its_place(updates: Batch) -> None:
    places = [*updates.observations["record_locator"], *updates.excluded["record_locator"]]
    assert sorted(places) == sorted(f"/result/{i}" for i in range(20))
    assert set(updates.observations["channel_ref"]) == {"id:1111222233"}
    row = ("id:1111222233", 1111222233, "anbar_test", "انبار آزمون", "public_channel", False)
    assert updates.channels.rows() == [row]


def test_an_edit_is_a_later_observation_of_the_same_message(updates: Batch) -> None:
    seen = updates.observations.filter(message_id=20).select("posted_at", "edited_at", "captured_at").rows()
    assert seen == [
        (FIRST, None, FIRST),
        (FIRST, None, after(2)),  # its copy in the group
        (FIRST, after(900), after(1000)),
    ]


def test_entities_are_cut_in_utf16_units(updates: Batch) -> None:
    original = updates.entities.filter(record_index=0).select("entity_kind", "entity_value").rows()
    assert original == [
        ("hashtag", "تازه"),
        ("mention", "anbar_test_channel"),
        ("url", "https://example.org/target"),
        ("custom_emoji", "5368324170671202286"),
    ]
    assert entities(updates, 21) == {("hashtag", "آلبوم")}  # of a caption


def test_albums_replies_and_media(updates: Batch) -> None:
    assert [post(updates, n)["album_ref"] for n in (21, 22)] == ["13141495423409399"] * 2
    assert [post(updates, n)["media_kind"] for n in (21, 22, 26, 30)] == ["photo", "video", None, "animation"]
    assert post(updates, 26)["reply_to_message_id"] == 20


@pytest.mark.parametrize(
    ("number", "ref", "name"),
    [
        (23, "id:1444555566", "دیگری"),
        (24, None, "ناشناس"),
        (25, None, "نام خانوادگی"),  # in fields as before 2024
    ],
)
def test_forwards(updates: Batch, number: int, ref: str | None, name: str) -> None:
    row = post(updates, number)
    assert (row["is_forward"], row["forward_from_ref"], row["forward_from_name"]) == (True, ref, name)


def test_a_chat_s_forward_of_old_names_its_channel(tmp_path: Path) -> None:
    origin = {"id": -1001444555566, "title": "دیگری", "type": "channel"}
    fields = {"forward_from_chat": origin, "forward_from_message_id": 7, "forward_date": BEGAN - 9}
    row = post(one(tmp_path, "channel_post", channel_post(7, **fields)), 7)
    assert (row["is_forward"], row["forward_from_ref"]) == (True, "id:1444555566")


def copied(number: int, **fields: Any) -> dict[str, Any]:
    """A copy in the group, with the fields of a forward of before 2024."""
    group = {"chat": GROUP, "sender_chat": CHANNEL, "is_automatic_forward": True, "date": BEGAN + 3}
    origin = {"forward_from_chat": CHANNEL, "forward_from_message_id": 7, "forward_date": BEGAN}
    return channel_post(number, **group) | origin | {"forward_signature": "سردبیر"} | fields


def test_a_copy_in_the_group_is_the_channel_s_post(tmp_path: Path) -> None:
    answer = {"reply_to_message": {"message_id": 300}, "media_group_id": "8", "edit_date": BEGAN + 3}
    row = post(one(tmp_path, "message", copied(301, **answer)), 7)
    assert (row["channel_ref"], row["posted_at"], row["author_signature"]) == (
        "id:1111222233",
        FIRST,
        "سردبیر",
    )
    columns = ("is_forward", "forward_from_ref", "reply_to_message_id", "album_ref", "edited_at")
    assert [row[c] for c in columns] == [None] * 5
    edited = one(tmp_path, "edited_message", copied(301, edit_date=BEGAN + 60))
    assert post(edited, 7)["edited_at"] == after(60)


def test_a_copy_of_a_forward_has_no_number_of_the_channel(updates: Batch) -> None:
    [row] = updates.observations.filter(record_locator="/result/6").rows(named=True)
    assert (row["message_id"], row["channel_ref"]) == (None, "id:1111222233")
    assert (row["is_forward"], row["forward_from_ref"]) == (True, "id:1444555566")
    day = date(2024, 5, 6)  # the copy's time is not the post's
    assert [row[f"posted_{c}"] for c in ("at", "earliest_date", "latest_date")] == [None, day, day]


def test_a_copy_at_midnight_may_be_of_a_post_of_the_day_before(tmp_path: Path) -> None:
    midnight = int(datetime(2024, 5, 6, 20, 30, 5, tzinfo=UTC).timestamp())  # in Tehran
    copy = copied(301, date=midnight, forward_from_chat={"id": -1001444555566, "type": "channel"})
    [row] = one(tmp_path, "message", copy).observations.rows(named=True)
    assert [row[f"posted_{c}_date"].day for c in ("earliest", "latest")] == [6, 7]


def test_a_copy_at_the_end_of_the_calendar_is_rejected(tmp_path: Path) -> None:
    copy = copied(301, date=253402300799000, forward_from_chat={"id": -1001444555566, "type": "channel"})
    assert rejections(one(tmp_path, "message", copy)) == [("/0", "unreadable_time")]


def test_reactions_are_those_of_the_newest_count_and_text(updates: Batch) -> None:
    [(index, total, captured)] = (
        updates.observations.filter(reaction_count=8)
        .select("record_index", "reaction_count", "captured_at")
        .rows()
    )
    assert (index, total, captured) == (15, 8, after(1000))
    assert updates.reactions.rows() == [
        (15, "👍", 5),
        (15, "custom:5368324170671202286", 2),
        (15, "paid", 1),
    ]


def test_reactions_to_absent_posts_are_noted(updates: Batch) -> None:
    assert findings(updates) == {
        ("unknown_field", "message.brand_new_field"): 1,
        ("reactions_unread", "their posts are not in the dump"): 1,
    }


@pytest.mark.parametrize(
    "change",
    [{"date": "soon"}, {"reactions": 5}, {"reactions": None}, {"message_id": "x"}, {"chat": None}],
)
def test_counts_of_reactions_that_cannot_be_read_are_noted(tmp_path: Path, change: dict[str, Any]) -> None:
    count = {"chat": CHANNEL, "message_id": 7, "date": BEGAN + 9, "reactions": []} | change
    records = [
        {"update_id": 1, "channel_post": channel_post(7)},
        {"update_id": 2, "message_reaction_count": count},
    ]
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps(records).encode())
    assert post(batch, 7)["reaction_count"] is None
    assert ("unreadable_field", "message_reaction_count") in findings(batch)


def test_all_reactions_may_be_taken_back(tmp_path: Path) -> None:
    count = {"chat": CHANNEL, "message_id": 7, "date": BEGAN + 9, "reactions": []}
    lines = [
        {"update_id": 1, "channel_post": channel_post(7)},
        {"update_id": 2, "message_reaction_count": count},
    ]
    batch = parse_bytes(ADAPTER, tmp_path, "\n".join(map(json.dumps, lines)).encode())
    assert post(batch, 7)["reaction_count"] == 0


def test_what_is_no_post(updates: Batch) -> None:
    assert set(updates.excluded["record_kind"]) == {"service"}
    assert updates.excluded["artifact_kind"].to_list() == [
        "supergroup_message", "new_chat_title", "video_chat_started", "pinned_message", "message_reaction_count",
        "message_reaction_count", "message_reaction_count", "my_chat_member", "private_message",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        ("message", channel_post(7, chat=GROUP), "supergroup_message"),
        ("edited_message", channel_post(7, chat=GROUP, sender_chat=CHANNEL), "supergroup_message"),
        ("message", channel_post(7, chat={"id": 5, "type": "private"}), "private_message"),
        ("message", channel_post(7), None),
        ("channel_post", channel_post(7, chat={"id": -1001111222233}), None),
        ("poll", {"id": "5"}, "poll"),
    ],
)
def test_only_what_a_channel_says_is_a_post(
    tmp_path: Path, kind: str, message: Any, expected: str | None
) -> None:
    batch = one(tmp_path, kind, message)
    assert batch.excluded["artifact_kind"].to_list() == ([expected] if expected else [])


def test_libraries_write_fields_that_a_message_lacks(tmp_path: Path) -> None:
    lacking = {
        "new_chat_members": [],
        "new_chat_photo": [],
        "delete_chat_photo": False,
        "pinned_message": None,
    }
    empty = {"photo": [], "entities": [], "edit_date": None, "forward_origin": None, "reply_to_message": None}
    batch = one(tmp_path, "channel_post", channel_post(7, date="2024-05-06T12:53:20Z", **lacking, **empty))
    row = post(batch, 7)
    assert (row["posted_at"], row["media_kind"], row["has_source_entities"]) == (FIRST, None, True)
    assert findings(batch) == {}


def test_an_unknown_kind_of_update_is_noted(tmp_path: Path) -> None:
    batch = one(tmp_path, "hologram", {"a": 1})
    assert batch.excluded.select("record_kind", "artifact_kind").rows() == [("service", "hologram")]
    assert findings(batch) == {("unknown_field", "update.hologram"): 1}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"update_id": 1}, "not_a_message"),
        ({"update_id": 1, "channel_post": 5}, "not_a_message"),
        ({"update_id": 1, "channel_post": {"message_id": 1, "date": BEGAN}}, "no_chat"),
        ({"update_id": 1, "channel_post": channel_post(7, date="soon")}, "unreadable_time"),
        ({"update_id": 1, "channel_post": channel_post(7, text=[1])}, "invalid_text"),
        ({"update_id": 1, "channel_post": channel_post(7, message_id="x")}, "invalid_message_id"),
        ({"weather": "fine"}, "not_a_message"),
        (5, "not_an_object"),
    ],
)
def test_bad_records_are_rejected(tmp_path: Path, record: Any, reason: str) -> None:
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps([record]).encode())
    assert rejections(batch) == [("/0", reason)]


def test_lines() -> None:
    path = MINIATURES / "updates.ndjson"
    batch = parse(ADAPTER, path)
    assert batch.observations["record_locator"].to_list() == ["line 1", "line 3", "line 5", "line 6"]
    assert rejections(batch) == [("line 4", "not_a_number"), ("line 7", "truncated_json")]
    assert spans_cover(batch, path.stat().st_size)


def test_responses_one_after_another() -> None:
    batch = parse(ADAPTER, MINIATURES / "responses.jsonl")
    assert batch.observations.select("record_locator", "message_id").rows() == [
        ("document 1", 50), ("document 2: /result/0", 51), ("document 2: /result/1", 52),
    ]  # fmt: skip
    assert batch.excluded["artifact_kind"].to_list() == ["response"]


def test_bare_messages() -> None:
    batch = parse(ADAPTER, MINIATURES / "messages.json")
    assert batch.observations.select("record_locator", "message_id").rows() == [("/0", 60), ("/2", 61)]
    assert batch.excluded["artifact_kind"].to_list() == ["supergroup_message"]


@pytest.mark.parametrize(
    "data",
    [
        {"ok": True, "result": [{"update_id": 1, "channel_post": channel_post(7)}]},
        [{"ok": True, "result": [{"update_id": 1, "my_chat_member": {}}]}],
        [{"update_id": 1, "channel_post": channel_post(7)}],
        {"update_id": 1, "edited_channel_post": channel_post(7)},
        [channel_post(7)],
        channel_post(7),
        [channel_post(7, date="2024-05-06T12:53:20+00:00")],
        {"ok": True, "result": channel_post(7)},
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_its_own_is_detected(tmp_path: Path, data: Any, indent: int | None) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(data, indent=indent))
    assert detect(members(path)) is ADAPTER


@pytest.mark.parametrize(
    "data",
    [
        {"ok": True, "result": [{"id": 1, "name": "x"}]},
        {"ok": True, "result": {"id": 1, "is_bot": True}},
        [{"_": "Message", "message_id": 1, "date": 1, "chat": {"id": 1, "type": "channel"}, "text": "m"}],
        [{"message_id": 1, "date": "2024-05-06", "chat": {"id": 1, "type": "channel"}, "text": "m"}],
        [{"message_id": 1, "date": 1, "chat": "news", "text": "m"}],
        [{"message_id": 1, "date": 1, "chat": {"id": 1, "type": "m.room"}, "text": "m"}],
        [{"update_id": 1, "package": "x"}],
        [{"update_id": "1", "message": {}}],
        [],
    ],
)
def test_others_are_not(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(data))
    assert ADAPTER.sniff(members(path)) == 0


def test_a_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    files = [MINIATURES / "messages.json", tmp_path / "photo.jpg", MINIATURES / "updates.json"]
    batch = parse(ADAPTER, *files)
    assert batch.record_count == 3 + 1 + 20
    assert batch.observations["record_locator"][0] == "messages.json:/0"
    assert batch.reactions.height == 3
