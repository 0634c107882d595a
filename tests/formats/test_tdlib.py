"""Messages of TDLib: shifted ids, counts below interaction_info, content by its class, and logs of updates."""

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
    spans_cover,
)

from assets.formats.base import Batch
from assets.formats.registry import detect
from assets.formats.tdlib import ADAPTER

MINIATURES = FIXTURES / "tdlib"
CHAT = -1001111222233
EXAMPLES = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def channel() -> Batch:
    return parse(ADAPTER, MINIATURES / "messages.json")


def message(**fields: Any) -> dict[str, Any]:
    text = {"@type": "formattedText", "text": "m", "entities": []}
    base = {"@type": "message", "id": 7 << 20, "chat_id": CHAT, "date": 1717000000}
    return base | {"content": {"@type": "messageText", "text": text}} | fields


def one(folder: Path, **fields: Any) -> Batch:
    return parse_bytes(ADAPTER, folder, json.dumps([message(**fields)]).encode())


def test_a_list_of_messages(channel: Batch) -> None:
    places = [*channel.observations["record_locator"], *channel.excluded["record_locator"]]
    assert sorted(places) == [f"/messages/{i}" for i in range(10)]
    row = post(channel, 310)
    columns = ("channel_ref", "view_count", "forward_count", "reply_count", "author_signature")
    assert [row[c] for c in columns] == ["id:1111222233", 120, 3, 4, "سردبیر"]
    assert row["posted_at"] == datetime(2024, 5, 29, 16, 41, 40)  # noqa: DTZ001
    assert row["edited_at"] == datetime(2024, 5, 29, 16, 42, 30)  # noqa: DTZ001
    assert findings(channel) == {("unknown_field", "message.brand_new_field"): 1}


def test_what_is_empty_is_null(channel: Batch) -> None:
    row = post(channel, 305)
    columns = ("edited_at", "author_signature", "album_ref", "is_forward", "reply_count", "reaction_count")
    assert [row[c] for c in columns] == [None] * 6


def test_entities_are_cut_in_utf16_units(channel: Batch) -> None:
    assert entities(channel, 310) == {
        ("hashtag", "تازه"),
        ("mention", "anbar_test_channel"),
        ("email", "me@example.org"),
        ("url", "https://example.org/target"),
        ("custom_emoji", "5368324170671202286"),
    }
    assert entities(channel, 309) == {("hashtag", "آلبوم")}  # of a caption
    assert post(channel, 310)["has_source_entities"]


@pytest.mark.parametrize("kind", ["BankCardNumber", "PreCode", "MediaTimestamp", "BlockQuote", "PhoneNumber"])
def test_names_of_entities(tmp_path: Path, kind: str) -> None:
    entity = {"offset": 0, "length": 3, "type": {"@type": f"textEntityType{kind}"}}
    batch = one(tmp_path, content={"@type": "messageText", "text": {"text": "123", "entities": [entity]}})
    assert findings(batch) == {}
    assert entities(batch, 7) == ({("phone", "123")} if kind == "PhoneNumber" else set())


def test_reactions(channel: Batch) -> None:
    assert reactions(channel, 310) == [("👍", 12), ("custom:5368324170671202286", 3), ("paid", 2)]


@pytest.mark.parametrize(
    ("origin", "ref", "name"),
    [
        (
            {"@type": "messageOriginChannel", "chat_id": -1001444555566, "message_id": 5},
            "id:1444555566",
            None,
        ),
        ({"@type": "messageOriginChat", "sender_chat_id": -1001444555566}, "id:1444555566", None),
        ({"@type": "messageOriginChat", "sender_chat_id": -144455}, None, None),
        ({"@type": "messageOriginHiddenUser", "sender_name": "ناشناس"}, None, "ناشناس"),
        ({"@type": "messageForwardOriginUser", "sender_user_id": 5}, None, None),
        (None, None, None),
    ],
)
def test_forwards(tmp_path: Path, origin: Any, ref: str | None, name: str | None) -> None:
    row = post(one(tmp_path, forward_info={"@type": "messageForwardInfo", "origin": origin}), 7)
    assert (row["is_forward"], row["forward_from_ref"], row["forward_from_name"]) == (True, ref, name)


def test_an_import_from_another_messenger_is_no_forward(tmp_path: Path) -> None:
    origin = {"@type": "messageForwardOriginMessageImport", "sender_name": "x"}
    assert post(one(tmp_path, forward_info={"origin": origin}), 7)["is_forward"] is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"reply_to": {"@type": "messageReplyToMessage", "chat_id": CHAT, "message_id": 5 << 20}}, 5),
        ({"reply_to": {"@type": "messageReplyToMessage", "chat_id": 0, "message_id": 5 << 20}}, 5),
        ({"reply_to": {"@type": "messageReplyToMessage", "chat_id": -100144, "message_id": 5 << 20}}, None),
        ({"reply_to": {"@type": "messageReplyToStory", "story_id": 5}}, None),
        ({"reply_to_message_id": 5 << 20, "reply_in_chat_id": 0}, 5),
        ({"reply_to_message_id": 0}, None),
    ],
)
def test_replies(tmp_path: Path, fields: dict[str, Any], expected: int | None) -> None:
    assert post(one(tmp_path, **fields), 7)["reply_to_message_id"] == expected


def test_albums(channel: Batch) -> None:
    assert [post(channel, n)["album_ref"] for n in (309, 308)] == ["13141495423409399"] * 2


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"@type": "messagePhoto", "caption": {"text": "c", "entities": []}}, "photo", "c"),
        ({"@type": "messageExpiredVideo"}, "video", ""),
        ({"@type": "messageVideoNote"}, "video_message", ""),
        ({"@type": "messageVoiceNote", "caption": {"text": "c"}}, "voice_message", "c"),
        ({"@type": "messagePoll", "poll": {}}, "poll", ""),
        ({"@type": "messageVenue"}, "location", ""),
        ({"@type": "messageChecklist"}, "todo_list", ""),
        ({"@type": "messagePaidMedia", "caption": {"text": "c"}}, "paid_media", "c"),
        ({"@type": "messageGiveawayWinners"}, "giveaway", ""),
        ({"@type": "messageText", "text": {"text": "t"}, "web_page": {"@type": "webPage"}}, "webpage", "t"),
        ({"@type": "messageAnimatedEmoji", "emoji": "🔥"}, None, "🔥"),
        ({"@type": "messageUnsupported"}, "unsupported", ""),
    ],
)
def test_content(tmp_path: Path, content: Any, kind: str | None, text: str) -> None:
    batch = one(tmp_path, content=content)
    assert (post(batch, 7)["media_kind"], post(batch, 7)["text"]) == (kind, text)
    assert findings(batch) == {}


def test_a_new_kind_of_attachment_is_noted(tmp_path: Path) -> None:
    batch = one(tmp_path, content={"@type": "messageHologram", "caption": {"text": "c", "entities": []}})
    assert (post(batch, 7)["media_kind"], post(batch, 7)["text"]) == ("unsupported", "c")
    assert findings(batch) == {("unknown_value", "content: messageHologram"): 1}


def test_service_messages(channel: Batch, tmp_path: Path) -> None:
    assert channel.excluded.select("record_kind", "artifact_kind").rows() == [
        ("service", "chat_change_title")
    ]
    unsent = one(tmp_path, sending_state={"@type": "messageSendingStatePending"}, id=5)
    assert unsent.excluded["artifact_kind"].to_list() == ["unsent"]


@pytest.mark.parametrize(
    ("chat_id", "ref", "kind"),
    [(CHAT, "id:1111222233", None), (-144455, "id:144455", "private_group"), (5, "id:5", "personal_chat")],
)
def test_chats_by_their_ids(tmp_path: Path, chat_id: int, ref: str, kind: str | None) -> None:
    assert one(tmp_path, chat_id=chat_id).channels.select("channel_ref", "channel_type").rows() == [
        (ref, kind)
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": (7 << 20) + 1}, "invalid_message_id"),
        ({"id": 201}, "invalid_message_id"),
        ({"id": -1048576}, "invalid_message_id"),
        ({"id": "x"}, "invalid_message_id"),
        ({"date": "soon"}, "unreadable_time"),
        ({"content": None}, "no_content"),
        ({"content": {"text": "m"}}, "no_content"),
        ({"content": {"@type": "messageText", "text": {"text": 5}}}, "invalid_text"),
        ({"content": {"@type": "messageText", "text": [5]}}, "invalid_text"),
        ({"@type": None}, "not_a_message"),
    ],
)
def test_bad_records_are_rejected(tmp_path: Path, fields: dict[str, Any], reason: str) -> None:
    assert rejections(one(tmp_path, **fields)) == [("/0", reason)]


def test_a_log_of_updates_names_its_channel() -> None:
    path = MINIATURES / "updates.jsonl"
    batch = parse(ADAPTER, path)
    assert batch.observations.select("record_locator", "message_id", "view_count").rows() == [
        ("line 3", 320, 15), ("line 5", 321, 5),
    ]  # fmt: skip
    service = batch.excluded.filter(record_kind="service")["artifact_kind"].to_list()
    assert service == ["chat", "supergroup", "update_message_interaction_info"]
    assert rejections(batch) == [("line 6", "invalid_message_id"), ("line 7", "truncated_json")]
    row = ("id:1111222233", 1111222233, "anbar_test", "انبار آزمون", "public_channel", False)
    assert batch.channels.rows() == [row]
    assert spans_cover(batch, path.stat().st_size)


@pytest.mark.parametrize(
    "data",
    [
        [message()],
        message(),
        {"@type": "messages", "total_count": 1, "messages": [message()]},
        [{"@type": "messages", "total_count": 1, "messages": [message()]}],
        {"@type": "updateNewMessage", "message": message()},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_its_own_is_detected(tmp_path: Path, data: Any, indent: int | None) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(data, indent=indent))
    assert detect(members(path)) is ADAPTER
    assert parse(ADAPTER, path).observations["message_id"].to_list() == [7]


@pytest.mark.parametrize(
    "data",
    [
        [{"@context": "https://schema.org", "@type": "Message", "text": "m"}],
        [{"@type": "UpdateAction"}],
        [{"@type": "message", "id": 5}],
        [{"@type": 5}],
        {"messages": [{"type": "message", "id": 5}]},
    ],
)
def test_others_are_not(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(data))
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
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from([[{}], {"@type": "X"}, {"text": {"entities": [{"type": 5}]}}, {"origin": {"@type": 5}}])
)  # fmt: skip
NAMES = st.sampled_from(
    "@type id chat_id date edit_date content interaction_info forward_info reply_to reply_to_message_id views "
    "media_album_id author_signature sending_state title usernames username message chat supergroup".split()
)
KINDS = st.sampled_from("message chat supergroup updateNewMessage updateNewChat".split())


@EXAMPLES
@given(st.lists(st.tuples(KINDS, st.dictionaries(NAMES, ODD, max_size=6)), min_size=1, max_size=4))
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, dict[str, Any]]]
) -> None:
    records = [message() | {"@type": kind} | change for kind, change in changes]
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), json.dumps(records).encode())
