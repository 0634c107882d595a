"""What messages of Telegram Desktop's exports mean."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tdesktop_json_dumps import Parsed, chat, fixture, message, parse_bytes

from assets.formats.base import ParseOptions


def utc(*parts: int) -> datetime:
    """Naive, as instants are in the warehouse."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc]


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    return parse_bytes(tmp_path_factory.mktemp("dump"), fixture("channel"))


@pytest.fixture(scope="module")
def old_group(tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    return parse_bytes(tmp_path_factory.mktemp("dump"), fixture("group_2019"))


def parse_one(folder: Path, **fields: Any) -> Parsed:
    return parse_bytes(folder, chat(message(**fields)))


def test_every_entry_is_one_record(channel: Parsed) -> None:
    locators = [*channel.observations["record_locator"], *channel.excluded["record_locator"]]
    assert sorted(locators) == sorted(f"/messages/{i}" for i in range(22))
    assert channel.rejections.is_empty()


def test_channel(channel: Parsed) -> None:
    assert channel.channels.rows() == [
        ("id:1700000001", 1700000001, None, "ایستگاه باغ", "public_channel", False)
    ]
    assert channel.observations["channel_ref"].unique().to_list() == ["id:1700000001"]


def test_plain_message(channel: Parsed) -> None:
    assert channel.observation(2) == {
        "record_index": 1,
        "record_locator": "/messages/1",
        "channel_ref": "id:1700000001",
        "message_id": 2,
        "posted_at": utc(2024, 3, 20, 3, 30),
        "text": "نوروز مبارک 🌱",
        "has_source_entities": True,
    }


def test_text_and_entities_of_parts(channel: Parsed) -> None:
    assert channel.observation(3)["text"] == "کاشت #گل‌ها با @bagh_guide: example.org/kasht راهنما 🌷🌻"
    assert channel.entities_of(3) == [
        ("hashtag", "گل‌ها"),
        ("mention", "bagh_guide"),
        ("url", "example.org/kasht"),
        ("url", "https://example.org/guide?a=1&b=2"),
        ("custom_emoji", "🌷"),
        ("custom_emoji", "5368324170671202286"),
    ]


def test_further_entities(channel: Parsed) -> None:
    assert channel.entities_of(4) == [
        ("email", "bagh@example.org"),
        ("phone", "+98 21 0000 0000"),
        ("cashtag", "GARD"),
        ("bot_command", "start@bagh_bot"),
    ]
    assert channel.observation(4)["text"].endswith("x = 1 نقلرازنو")


def test_unknown_things_are_findings(channel: Parsed) -> None:
    assert sorted(channel.findings.rows()) == [
        ("unknown_field", "messages[].text[].depth", 1, "3"),
        ("unknown_field", "messages[].weather", 1, "باران"),
        ("unknown_value", "messages[].text[].type: hologram", 1, None),
    ]


def test_edit_and_signature(channel: Parsed) -> None:
    post = channel.observation(3)
    assert post["edited_at"] == utc(2024, 3, 20, 4, 30)
    assert post["author_signature"] == "ناهید"
    assert "edited_at" not in channel.observation(2)


def test_escapes_are_not_mistaken(channel: Parsed) -> None:
    assert channel.observation(23)["text"] == 'خط اول\nخط دوم\u2028پایان \\x0C "گیومه" }, {'


def test_album_is_consecutive_ids_of_one_second(channel: Parsed) -> None:
    parts = {i: channel.observation(i).get("album_ref") for i in (5, 6, 7, 9, 10)}
    assert parts == {5: "first:5", 6: "first:5", 7: "first:5", 9: None, 10: None}


@pytest.mark.parametrize(
    ("message_id", "expected"),
    [
        (2, (None, None, None)),
        (10, (True, None, "id:1700000777")),
        (11, (True, "رهگذر", None)),
    ],
)
def test_forwards(channel: Parsed, message_id: int, expected: tuple[object, ...]) -> None:
    post = channel.observation(message_id)
    assert tuple(map(post.get, ("is_forward", "forward_from_name", "forward_from_ref"))) == expected


@pytest.mark.parametrize(("message_id", "answers"), [(12, 2), (13, None), (14, 3)])
def test_replies_within_the_chat(channel: Parsed, message_id: int, answers: int | None) -> None:
    assert channel.observation(message_id).get("reply_to_message_id") == answers


@pytest.mark.parametrize(
    ("message_id", "kind"),
    [(2, None), (5, "photo"), (7, "video"), (15, "poll"), (16, "location"), (17, "contact"), (18, "invoice"),
     (19, "sticker")],
)  # fmt: skip
def test_media(channel: Parsed, message_id: int, kind: str | None) -> None:
    assert channel.observation(message_id).get("media_kind") == kind


def test_reactions(channel: Parsed) -> None:
    index = channel.observation(15)["record_index"]
    assert channel.reactions.filter(record_index=index).drop("record_index").rows() == [
        ("❤", 3),
        ("custom:stickers/AnimatedSticker.tgs", 2),
        ("custom:unknown", 1),
        ("paid", 4),
        ("🔥", 1),
    ]
    assert channel.observation(15)["reaction_count"] == 11
    assert "reaction_count" not in channel.observation(2)


def test_rows_that_are_no_posts(channel: Parsed) -> None:
    rows = channel.excluded.select("record_kind", "artifact_kind", "record_locator").rows()
    assert rows == [
        ("service", "create_channel", "/messages/0"),
        ("service", "unsupported", "/messages/18"),
        ("service", "pin_message", "/messages/19"),
        ("service", "custom_action", "/messages/20"),
    ]
    assert '"action":"pin_message"' in channel.excluded["raw_text"][2]


def test_counters_that_are_never_exported_are_absent(channel: Parsed) -> None:
    for counter in ("view_count", "forward_count", "reply_count"):
        assert channel.observations[counter].null_count() == channel.observations.height


def test_old_export_has_local_times(old_group: Parsed) -> None:
    post = old_group.observation(2)
    assert post["posted_local"] == utc(2019, 2, 2, 10, 5)
    assert post["edited_local"] == utc(2019, 2, 2, 10, 6)
    assert not post.keys() & {"posted_at", "edited_at", "utc_offset_minutes"}


def test_1970_is_no_edit(old_group: Parsed) -> None:
    assert old_group.observations["edited_local"].drop_nulls().len() == 1


def test_migrated_group(old_group: Parsed) -> None:
    assert old_group.observation(-999999989)["reply_to_message_id"] == -999999990
    assert old_group.channels["channel_ref"].to_list() == ["id:1410035294"]


def test_entities_of_old_exports(old_group: Parsed) -> None:
    assert old_group.entities_of(-999999989) == [("hashtag", "قله")]
    assert "has_source_entities" not in old_group.observation(2)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"date_unixtime": 1710905400},
        {"date_unixtime": 1710905400.0},
        {"date_unixtime": "1710905400.0"},
        {"date_unixtime": None, "date": "2024-03-20T07:00:00+03:30"},
    ],
)
def test_forms_of_an_instant(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert parse_one(tmp_path, **fields).observation(1)["posted_at"] == utc(2024, 3, 20, 3, 30)


@pytest.mark.parametrize(
    ("fields", "reason", "column"),
    [
        ({"date": "yesterday", "date_unixtime": None}, "invalid_date", "posted_at"),
        ({"date": "", "date_unixtime": "9" * 25}, "invalid_date", "posted_at"),
        ({"date": "2024-03-20", "date_unixtime": None}, "invalid_date", "posted_at"),
        ({"id": "abc"}, "invalid_message_id", "message_id"),
        ({"id": 1.5}, "invalid_message_id", "message_id"),
        ({"id": 10**20}, "invalid_message_id", "message_id"),
        ({"text": {"type": "bold"}}, "invalid_text", "text"),
        ({"text": [["x"]]}, "invalid_text", "text"),
        ({"type": "prophecy"}, "unknown_record_type", None),
    ],
)
def test_bad_records_are_rejected(
    tmp_path: Path, fields: dict[str, Any], reason: str, column: str | None
) -> None:
    parsed = parse_bytes(tmp_path, chat(message(**fields), message(2)))
    assert parsed.rejections.select("reason", "column_name").rows() == [(reason, column)]
    assert parsed.excluded["record_locator"].to_list() == ["/messages/0"]
    assert '"date"' in parsed.excluded["raw_text"][0]
    assert parsed.observations["message_id"].to_list() == [2]


@pytest.mark.parametrize("missing", [["id"], ["type"], ["date", "date_unixtime"], ["text", "text_entities"]])
def test_missing_fields_are_no_fault(tmp_path: Path, missing: list[str]) -> None:
    record = {k: v for k, v in message(7).items() if k not in missing}
    parsed = parse_bytes(tmp_path, chat(record))
    assert parsed.observations["message_id"].to_list() == [None if "id" in missing else 7]
    assert parsed.observations["text"].to_list() == [""]


def test_text_from_entities_alone(tmp_path: Path) -> None:
    record = message(text_entities=[{"type": "plain", "text": "a"}, {"type": "bold", "text": "b"}])
    del record["text"]
    assert parse_bytes(tmp_path, chat(record)).observation(1)["text"] == "ab"


@pytest.mark.parametrize(
    ("reactions", "expected"),
    [
        ([], []),
        ({"👍": 3}, [("👍", 3)]),
        ([{"emoji": "👍", "count": "3"}], [("👍", 3)]),
        ([{"type": "custom_emoji", "document_id": 77, "count": 2}], [("custom:77", 2)]),
        ([{"type": "star_gift", "count": 2}], [("star_gift", 2)]),
        ("👍", None),
        ([{"emoji": "👍"}], None),
        ([{"emoji": "👍", "count": -1}], None),
    ],
)
def test_shapes_of_reactions(
    tmp_path: Path, reactions: object, expected: list[tuple[str, int]] | None
) -> None:
    parsed = parse_one(tmp_path, reactions=reactions)
    assert parsed.reactions.drop("record_index").rows() == (expected or [])
    stated = parsed.observation(1).get("reaction_count")
    assert stated == (None if expected is None else sum(n for _, n in expected))
    assert parsed.findings["subject"].to_list() == ([] if expected is not None else ["messages[].reactions"])


PHOTO = {"photo": "photos/photo.jpg"}


@pytest.mark.parametrize(
    ("second", "is_album"),
    [
        (message(2, **PHOTO), True),
        (message(2, file="a.mp4", media_type="video_file"), True),
        (message(3, **PHOTO), False),
        (message(2, **PHOTO, date_unixtime="1710905401"), False),
        (message(2, file="a.pdf"), False),
        (message(2, file="a.webp", media_type="sticker"), False),
        (message(2, **PHOTO, from_id="user5"), False),
        (message(2), False),
    ],
)
def test_what_makes_an_album(tmp_path: Path, second: dict[str, Any], is_album: bool) -> None:
    parsed = parse_bytes(tmp_path, chat(message(1, **PHOTO), second))
    assert parsed.observations["album_ref"].to_list() == ["first:1" if is_album else None] * 2
    assert parsed.observations["record_locator"].to_list() == ["/messages/0", "/messages/1"]


def test_albums_have_at_most_ten_parts(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, chat(*(message(i, **PHOTO) for i in range(1, 13))))
    assert parsed.observations["album_ref"].to_list() == ["first:1"] * 10 + ["first:11"] * 2


def test_unknown_media(tmp_path: Path) -> None:
    parsed = parse_one(tmp_path, file="a.holo", media_type="hologram")
    assert parsed.observation(1)["media_kind"] == "document"
    assert parsed.findings["subject"].to_list() == ["messages[].media_type: hologram"]


OPTIONS = ParseOptions(channel_name="Given", channel_handle="@Given_One", channel_telegram_id=5)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, ("id:5", 5, "given_one", "Given", None)),
        ({"id": 5, "name": "Own"}, ("id:5", 5, "given_one", "Own", None)),
        ({"id": "channel5", "type": "moon_base"}, ("id:5", 5, "given_one", "Given", None)),
        ({"id": 6, "name": "Own"}, ("id:6", 6, None, "Own", None)),
    ],
)
def test_options_complete_the_channel(
    tmp_path: Path, header: dict[str, Any], expected: tuple[object, ...]
) -> None:
    data = chat(message(), about="", **header)
    parsed = parse_bytes(tmp_path, data, OPTIONS)
    assert parsed.channels.drop("is_inferred").rows() == [expected]
    assert parsed.observations["channel_ref"].to_list() == [expected[0]]


def test_nothing_identifies_the_channel(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, chat(message(), about=""))
    assert parsed.channels.is_empty()
    assert parsed.observations["channel_ref"].to_list() == [None]
