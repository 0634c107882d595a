"""Posts of an HTML export, quirk by quirk, on hand-made pages."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from tdesktop_html_pages import FIXTURES, Parsed, message, page, parse_files, parse_text

from assets.formats.base import Member
from assets.formats.tdesktop_html import ADAPTER

PAGES = [FIXTURES / "messages.html", FIXTURES / "messages2.html"]


@pytest.fixture(scope="module")
def channel() -> Parsed:
    return parse_files(PAGES)


@pytest.fixture(scope="module")
def group() -> Parsed:
    return parse_files([FIXTURES / "group.html"])


def test_each_message_is_one_record(channel: Parsed) -> None:
    occurrences = sum(p.read_text("utf-8").count('class="message ') for p in PAGES)
    assert channel.record_count == occurrences == 38
    assert channel.observations.height == 29
    assert channel.rejections.is_empty()
    assert channel.staged["stg.observation"].height == 29


def test_service_rows_and_separators_are_told_apart(channel: Parsed) -> None:
    rows = channel.excluded.select("record_kind", "artifact_kind", "record_locator").rows()
    assert (
        rows
        == [
            ("artifact", "separator", "messages.html#message-1"),
            ("service", "create_channel", "messages.html#message1"),
            ("service", "edit_group_photo", "messages.html#message2"),
            ("artifact", "separator", "messages.html#message-2"),
            ("artifact", "separator", "messages2.html#message-3"),
            ("service", "pin_message", "messages2.html#message12"),
            ("service", "unsupported", "messages2.html#message15"),
            ("artifact", "separator", "messages2.html#message-4"),
            ("service", "phone_call", "messages2.html#message66"),
        ][: len(rows)]
    )
    assert len(rows) == 9 or channel.record_count == 42
    assert channel.excluded["raw_text"].to_list()[:2] == ["3 May 2023", "Channel «باغ» created"]


def test_text_is_as_telegram_has_it(channel: Parsed) -> None:
    assert channel.post(3)["text"] == (
        'سرآغاز\n\nگفت: "می‌خوانم & می‌نویسم" 2 < 3 > 1, it\'s\nنقل\nقولراز کجx = 1a\n b\x0cپایان 😀'
    )
    assert channel.post(14)["text"] == ""


def test_entities_are_those_of_the_links(channel: Parsed) -> None:
    assert channel.entities_of(4) == [
        ("hashtag", "کتاب_خوب"),
        ("mention", "bagh_ketab"),
        ("url", "https://example.org/a?b=1&c=2"),
        ("url", "https://example.com/%D8%A7"),
        ("url", "example.net"),
        ("email", "a@example.org"),
        ("phone", "+982112345678"),
        ("bot_command", "start"),
        ("cashtag", "USD"),
        ("custom_emoji", "stickers/sticker (3).webp"),
    ]
    assert channel.entities_of(5) == []  # the link of a button is not in the text
    assert channel.observations["has_source_entities"].all()


def test_times_are_clocks_with_their_label(channel: Parsed) -> None:
    forward = channel.post(6)
    assert (forward["posted_local"], forward["utc_offset_minutes"]) == (datetime(2023, 5, 3, 12), 210)  # noqa: DTZ001
    assert channel.observations["posted_at"].null_count() == 29


@pytest.mark.parametrize(
    ("label", "offset"),
    [("", None), (" UTC+03:30", 210), (" UTC-05:00", -300), (" UTC", 0), (" UTC+3", 180), (" UTC+0545", 345)],
)
def test_labels(label: str, offset: int | None) -> None:
    parsed = parse_text(page(message(1, "الف", when=f"03.05.2023 10:00:00{label}")))
    assert parsed.post(1)["utc_offset_minutes"] == offset


def test_an_old_export_has_no_zone(group: Parsed) -> None:
    assert group.observations["utc_offset_minutes"].null_count() == 5
    assert group.staged["stg.observation"]["is_zone_assumed"].all()


def test_exporters_zone_beats_the_label() -> None:
    pages = page(message(1, "الف", when="01.07.2021 10:00:00 UTC+01:00"))
    labelled = parse_text(pages).staged["stg.observation"]
    zoned = parse_text(pages, exporter_zone="Europe/Berlin").staged["stg.observation"]
    assert [labelled["posted_at"][0].hour, zoned["posted_at"][0].hour] == [9, 8]
    assert [labelled["is_zone_assumed"][0], zoned["is_zone_assumed"][0]] == [True, False]


def test_forwards_take_their_name_from_the_first_of_a_run(channel: Parsed) -> None:
    names = channel.observations.filter("is_forward").select("message_id", "forward_from_name").rows()
    assert names == [(6, "رادیو شب"), (7, "رادیو شب"), (8, "Deleted Account")]


def test_replies_within_and_across_pages(channel: Parsed) -> None:
    replies = channel.observations.drop_nulls("reply_to_message_id")
    assert replies.select("message_id", "reply_to_message_id").rows() == [(5, 4), (13, 4)]


def test_signatures_and_senders(channel: Parsed, group: Parsed) -> None:
    signed = channel.observations.drop_nulls("author_signature")
    assert signed.select("message_id", "author_signature").rows() == [(5, "رها")]
    assert group.observations["author_signature"].to_list() == ["رها", "رها", "سام", "سام", "Deleted Account"]


def test_reactions_without_a_count_are_counted_by_their_pictures(channel: Parsed) -> None:
    assert channel.reactions_of(5) == [
        ("👍", 12),
        ("❤️", 2),
        ("paid", 5),
        ("custom:stickers/AnimatedSticker (9).tgs", 41),
        ("custom:unknown", 1),
    ]
    assert channel.post(5)["reaction_count"] == 61
    assert channel.post(4)["reaction_count"] is None


def test_media_by_class_and_title(channel: Parsed) -> None:
    kinds = channel.observations.filter(pl.col("message_id") >= 13)["media_kind"].to_list()
    assert kinds == [
        "poll", "todo_list", "photo", "sticker", "photo", "animation", "video", "voice_message", "audio",
        "document", "contact", "location", "location", "game", "invoice", "paid_media", "unsupported",
        "animation", "sticker", "giveaway",
    ]  # fmt: skip
    assert channel.post(7)["media_kind"] == "video_message"
    assert channel.observations.filter(pl.col("message_id") >= 13)["text"].unique().to_list() == [""]


def test_unknown_media_are_found(channel: Parsed) -> None:
    assert channel.findings.rows() == [
        ("unknown_field", "class media_hologram", 1, "چیزی نو 00:10, 2.0 MB"),
    ]


def test_albums_cross_pages(channel: Parsed) -> None:
    albums = channel.observations.drop_nulls("album_ref").select("message_id", "album_ref").rows()
    assert albums == [(9, "first:9"), (10, "first:9"), (11, "first:9")]
    assert channel.observations["record_index"].is_sorted()


def test_ids_before_a_migration_are_messages(group: Parsed) -> None:
    ids = group.observations.select("message_id", "reply_to_message_id").rows()
    assert ids[:3] == [(-999999989, None), (-999999988, -999999989), (1, None)]
    service = group.excluded.filter(pl.col("record_kind") == "service")
    assert service.select("artifact_kind", "record_locator").rows() == [
        ("create_group", "group.html#message-999999990")
    ]


def test_channel_is_the_title_unless_options_know_better(channel: Parsed) -> None:
    assert channel.channels.rows() == [("name:باغکتاب", None, None, "باغ کتاب", None, False)]
    assert channel.observations["channel_ref"].unique().to_list() == ["name:باغکتاب"]
    stated = parse_files(PAGES, channel_telegram_id=123, channel_handle="@Bagh")
    assert stated.channels.rows() == [("id:123", 123, "bagh", "باغ کتاب", None, False)]
    by_handle = parse_files(PAGES, channel_handle="Bagh", channel_name="نام دیگر")
    assert by_handle.channels.rows() == [("handle:bagh", None, "bagh", "باغ کتاب", None, False)]
    by_name = parse_files(PAGES, channel_name="نام دیگر")
    assert by_name.channels.rows() == [("name:نامدیگر", None, None, "باغ کتاب", None, False)]


def test_pages_with_different_titles_are_of_different_channels() -> None:
    parsed = parse_text(page(message(1, "الف")), page(message(1, "ب"), title="راغ"))
    assert parsed.observations["channel_ref"].to_list() == ["name:باغ", "name:راغ"]
    glued = parse_text(page(message(1, "الف")) + page(message(1, "ب"), title="راغ"))
    assert glued.observations["channel_ref"].to_list() == ["name:باغ", "name:راغ"]
    assert glued.rejections.is_empty()


def test_a_page_without_title_has_no_channel() -> None:
    assert parse_text(message(1, "الف") + "</html>").post(1)["channel_ref"] is None


def test_an_empty_export_has_no_posts() -> None:
    note = '<div class="message service" id="message-1"><div class="body details">\nNo exported messages\n</div></div>'
    parsed = parse_text(page(note), page(), "")
    assert parsed.excluded.select("artifact_kind", "record_locator").rows() == [
        ("boilerplate", "messages.html#message-1"),
        ("container", "messages2.html"),
        ("container", "messages3.html"),
    ]


def test_a_service_row_of_unknown_wording_is_one() -> None:
    unnamed = '<div class="message service" id="message7"><div class="body details">\nfoo bar\n</div></div>'
    assert parse_text(page(unnamed)).excluded.select("record_kind", "artifact_kind").rows() == [
        ("service", "service")
    ]


def _sniff(folder: Path, *contents: bytes) -> float:
    members = []
    for number, content in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        members.append(Member("messages.html", path, len(content)))
    return ADAPTER.sniff(tuple(members))


@pytest.mark.parametrize(
    ("content", "score"),
    [
        (page(message(1, "الف")).encode(), 0.98),
        (page(message(1, "الف")).encode("utf-16"), 0.98),
        (b"\xef\xbb\xbf" + page(message(1, "x")).encode(), 0.98),
        (page("<style>" + "x" * 100_000 + "</style>", message(1, "x")).encode(), 0.98),
        (b"", 0.0),
        (page().encode(), 0.0),
        (b'<html><head><title>Exported Data</title></head><div class="mx_RoomView">x</div>', 0.0),
        (b'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="a/1">', 0.0),
        (b'{"html": "<div class=\\"message default\\" id=\\"message1\\"><div class=\\"page_wrap\\">"}', 0.0),
        (b"page_wrap message default message1", 0.0),
    ],
)
def test_sniff_by_content(tmp_path: Path, content: bytes, score: float) -> None:
    assert _sniff(tmp_path, content) == score


def test_sniff_wants_most_pages_to_be_own(tmp_path: Path) -> None:
    own, other = page(message(1, "x")).encode(), b"<html><p>x</p></html>"
    assert [_sniff(tmp_path, own, other), _sniff(tmp_path, own, other, other)] == [0.98, 0.0]
