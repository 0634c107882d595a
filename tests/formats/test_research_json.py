"""Collections of researchers: what Pushshift's rows, 4CAT's messages and 4CAT's rows say."""

import json
from pathlib import Path
from typing import Any

import pytest
from json_dumps import (
    FIXTURES,
    entities,
    findings,
    parse,
    parse_bytes,
    post,
    reactions,
    rejections,
    spans_cover,
)

from assets.formats.base import Batch, ParseOptions
from assets.formats.research_json import ADAPTER
from assets.formats.research_json.fourcat_reactions import read_repeated
from assets.transforms.stage import stage_batch

MINIATURES = FIXTURES / "research_json"
CHANNEL = 1111222233
PACKED = (CHANNEL << 32) + 7
MESSAGE = {"_": "Message", "id": 7, "date": "2019-05-04T10:20:00+00:00", "message": "متن"}


def lines(folder: Path, *records: Any) -> Batch:
    return parse_bytes(ADAPTER, folder, b"".join(json.dumps(r).encode() + b"\n" for r in records))


@pytest.fixture(scope="module")
def pushshift() -> Batch:
    return parse(ADAPTER, MINIATURES / "pushshift.ndjson")


def test_pushshift_rows_hold_messages(pushshift: Batch) -> None:
    columns = ("record_locator", "channel_ref", "message_id", "text")
    assert pushshift.observations.select(columns).rows() == [
        ("line 1", f"id:{CHANNEL}", 61, "ردیف یک #پژوهش"),
        ("line 2", f"id:{CHANNEL}", 60, "ردیف دو"),  # the message as JSON in a string
        ("line 3", f"id:{CHANNEL}", 59, "بی‌نشانی"),  # the channel is in the packed id only
    ]
    assert pushshift.observations["posted_at"].dt.strftime("%F %T").to_list() == [
        "2023-05-04 11:01:00", "2023-05-04 11:00:00", "2019-01-01 00:00:00",
    ]  # fmt: skip
    assert pushshift.excluded["artifact_kind"].to_list() == ["pin_message", None]
    assert rejections(pushshift) == [("line 5", "truncated_json")]
    assert findings(pushshift) == {}
    assert spans_cover(pushshift, (MINIATURES / "pushshift.ndjson").stat().st_size)


def test_the_last_retrieval_is_the_capture(pushshift: Batch) -> None:
    captured = pushshift.observations["captured_at"].dt.epoch("s").to_list()
    assert captured == [1_571_000_000, 1_570_000_000, 1_570_000_000]


@pytest.mark.parametrize(
    ("row", "channel", "number"),
    [
        ({"id": PACKED, "retrieved_utc": 1, "updated_utc": 1, "data": MESSAGE | {"id": None}}, CHANNEL, 7),
        ({"record_id": PACKED, "retrieved_utc": 1, "updated_utc": 1, "data": MESSAGE}, CHANNEL, 7),
        ({"id": str(PACKED), "message_id": 7, "retrieved_utc": 1, "data": MESSAGE}, CHANNEL, 7),
        ({"message_id": 9, "channel_id": -1001111222233, "data": MESSAGE | {"id": None}}, CHANNEL, 9),
        ({"message_id": 9, "channel_id": CHANNEL, "data": MESSAGE}, CHANNEL, 7),
        (
            {
                "message_id": 7,
                "channel_id": 5,
                "data": MESSAGE | {"to_id": {"_": "PeerChannel", "channel_id": 9}},
            },
            9,
            7,
        ),
    ],
)
def test_ids_of_pushshift_rows(tmp_path: Path, row: dict[str, Any], channel: int, number: int) -> None:
    batch = lines(tmp_path, row)
    assert batch.observations.select("channel_ref", "message_id").rows() == [(f"id:{channel}", number)]


def test_records_of_pushshifts_search_index(tmp_path: Path) -> None:
    batch = lines(tmp_path, {
        "channel_id": CHANNEL, "message_id": 7, "id": PACKED, "message": "متن", "date": 1556965200,
        "via_bot_id": None, "channel_name": "Anbar_Test", "grouped_id": 5, "post_author": "سردبیر",
        "post": True, "silent": False, "retrieved_utc": 1570000000, "updated_utc": 1570000000,
    })  # fmt: skip
    row = post(batch, 7)
    assert (row["text"], str(row["posted_at"]), row["album_ref"]) == ("متن", "2019-05-04 10:20:00", "5")
    assert (row["channel_ref"], row["author_signature"]) == (f"id:{CHANNEL}", "سردبیر")
    assert batch.channels.select("handle").to_series().to_list() == ["anbar_test"]
    assert findings(batch) == {}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("[1]", "no_message"),
        ("null", "no_message"),
        ("", "truncated_json"),
        ('{"_": "Message", "id": NaN}', "not_a_number"),
        ({"_": "User", "id": 1}, "not_a_message"),
        (MESSAGE | {"date": "soon"}, "unreadable_time"),
    ],
)
def test_rows_without_a_message_are_rejected(tmp_path: Path, data: Any, reason: str) -> None:
    good = {"id": PACKED, "message_id": 7, "channel_id": CHANNEL, "data": MESSAGE}
    batch = lines(tmp_path, good, good | {"data": data}, good | {"data": 5})
    assert rejections(batch) == [("line 2", reason), ("line 3", "not_a_message")]


def test_unknown_fields_are_noted_on_both_levels(tmp_path: Path) -> None:
    row = {"id": PACKED, "message_id": 7, "channel_id": CHANNEL, "data": MESSAGE | {"aura": 1}, "shard": 3}
    assert findings(lines(tmp_path, row)) == {
        ("unknown_field", "row.shard"): 1,
        ("unknown_field", "message.aura"): 1,
    }


def test_rows_in_a_list(tmp_path: Path) -> None:
    row = {"id": PACKED, "message_id": 7, "channel_id": CHANNEL, "data": MESSAGE}
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps([row, 5]).encode() + json.dumps([row]).encode())
    assert batch.observations["record_locator"].to_list() == ["/0", "document 2: /0"]
    assert rejections(batch) == [("/1", "not_an_object")]


@pytest.fixture(scope="module")
def collected() -> Batch:
    return parse(ADAPTER, MINIATURES / "4cat_collected.ndjson")


def test_messages_that_4cat_collected(collected: Batch) -> None:
    assert collected.observations["message_id"].to_list() == [20, 18, 16, 10]
    assert str(post(collected, 20)["posted_at"]) == "2023-05-04 10:00:20"
    assert reactions(collected, 20) == [("👍", 12), ("custom:5368324170671202286", 3), ("paid", 2)]
    assert {("hashtag", "انبار"), ("mention", "anbar_test_channel")} < entities(collected, 20)
    assert post(collected, 18)["edited_at"] is None  # hidden
    assert post(collected, 16)["forward_from_ref"] == "id:1444555566"
    assert post(collected, 16)["forward_from_name"] == "دیگری"  # looked up by 4CAT
    assert (post(collected, 10)["media_kind"], post(collected, 10)["album_ref"]) == (
        "photo",
        "13141495423409394",
    )
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", "public_channel", False)
    assert collected.channels.rows() == [row]
    assert findings(collected) == {}


def test_4cat_leaves_out_the_class_of_messages_and_of_objects_in_lists(tmp_path: Path) -> None:
    document = {"_type": "Document", "attributes": [{"duration": 5, "voice": True}]}
    message = {
        "id": 7, "peer_id": {"_type": "PeerChannel", "channel_id": CHANNEL}, "date": 1683194420,
        "message": "x #تازه", "edit_date": 1683194480, "entities": [{"offset": 2, "length": 5}], "views": 3,
        "media": {"_type": "MessageMediaDocument", "document": document}, "_sender_id": 5, "action": None,
        "reactions": {"_type": "MessageReactions", "results": [{"reaction": "👍", "count": 2}]},
        "_chat": {"_type": "Channel", "id": CHANNEL, "username": None, "title": "انبار"},
    }  # fmt: skip
    poll = {
        "_type": "MessageMediaPoll",
        "results": {"_type": "PollResults", "results": [{"option": "30", "voters": -1}]},
    }
    service = {"id": 6, "peer_id": message["peer_id"], "action": {"_type": "MessageActionPinMessage"}}
    resolved = {"full_chat": {}, "chats": [{"id": CHANNEL, "title": "انبار"}], "channel_id": CHANNEL}
    batch = lines(
        tmp_path,
        message,
        service,
        message | {"id": 5, "peer_id": resolved},
        message | {"id": 4, "media": poll},
    )
    row = post(batch, 7)
    assert (row["media_kind"], str(row["edited_at"])) == ("voice_message", "2023-05-04 10:01:20")
    assert reactions(batch, 7) == [("👍", 2)]
    staged = stage_batch(batch, 1, ParseOptions())["stg.entity"]
    assert set(staged["entity_value"]) == {"تازه"}
    assert batch.excluded["artifact_kind"].to_list() == ["pin_message"]
    assert set(batch.observations["channel_ref"]) == {f"id:{CHANNEL}"}
    assert post(batch, 4)["media_kind"] == "poll"
    assert findings(batch) == {}


@pytest.fixture(scope="module")
def rows() -> Batch:
    return parse(ADAPTER, MINIATURES / "4cat_rows.ndjson", exporter_zone="Europe/Amsterdam")


def test_rows_of_4cat(rows: Batch) -> None:
    columns = ("record_locator", "channel_ref", "message_id", "text", "reply_to_message_id", "view_count")
    assert rows.observations.select(columns).rows() == [
        ("line 1", "handle:anbar_test", 83, "متن 83", 80, 12),
        ("line 2", "handle:anbar_test", 82, "متن 82", None, None),
        ("line 3", "id:1444555566", 81, "متن 81", None, None),
        ("line 4", None, 80, "متن 80", None, None),
    ]
    assert rejections(rows) == [("line 5", "invalid_message_id")]
    assert rows.observations["media_kind"].to_list() == [None, "video", "webpage", "unsupported"]
    assert findings(rows) == {
        ("unknown_field", "row.brand_new_field"): 1,
        ("unknown_value", "attachment_type: hologram"): 1,
    }


def test_the_epoch_of_a_row_counts_and_its_clock_only_without(rows: Batch) -> None:
    assert rows.observations["posted_at"].dt.epoch("s").to_list() == [
        1683194483,
        1683194482,
        None,
        1683194480,
    ]
    assert str(post(rows, 81)["posted_local"]) == "2023-05-04 12:00:00"
    assert post(rows, 82)["edited_at"] is not None
    staged = stage_batch(rows, 1, ParseOptions(exporter_zone="Europe/Amsterdam"))["stg.observation"]
    assert str(staged.filter(message_id=81)["posted_at"][0]) == "2023-05-04 10:00:00"


def test_forwards_of_rows(rows: Batch) -> None:
    columns = ("is_forward", "forward_from_ref", "forward_from_name")
    assert rows.observations.select(columns).rows() == [
        (None, None, None),
        (True, "id:1444555566", "دیگری"),
        (True, None, None),  # from a person
        (None, None, None),
    ]


def test_reactions_repeated_as_often_as_given(rows: Batch) -> None:
    assert reactions(rows, 83) == [
        ("custom:5368324170671202286", 4),
        ("👍", 3),
        ("❤️", 2),
        ("👨‍💻", 1),
        ("🇮🇷", 2),
    ]
    assert post(rows, 83)["reaction_count"] == 12
    assert post(rows, 82)["reaction_count"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("👍🏽👍🏽👍", [("👍🏽", 2), ("👍", 1)]),
        ("1️⃣1️⃣", [("1️⃣", 2)]),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴", [("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1), ("🏴", 1)]),
        ("{'_type': 'ReactionCount', 'reaction': {'_type': 'ReactionPaid'}, 'count': 3}, 🔥", [("paid", 3), ("🔥", 1)]),
        ("{'count': 3}, ", []),
    ],
)  # fmt: skip
def test_repeated_reactions(text: str, expected: list[tuple[str, int]]) -> None:
    assert read_repeated(text) == expected
