"""Posts of an HTML export, quirk by quirk, on hand-made pages."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from tdesktop_html_layout import FORWARD, REACTIONS, SIGNATURE, ending_in
from tdesktop_html_pages import FIXTURES, Parsed, message, page, parse_files, parse_text

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
    assert rows == [
        ("artifact", "separator", "messages.html#message-1"),
        ("service", "create_channel", "messages.html#message1"),
        ("service", "edit_group_photo", "messages.html#message2"),
        ("artifact", "separator", "messages.html#message-2"),
        ("artifact", "separator", "messages2.html#message-3"),
        ("service", "pin_message", "messages2.html#message12"),
        ("service", "unsupported", "messages2.html#message15"),
        ("artifact", "separator", "messages2.html#message-4"),
        ("service", "phone_call", "messages2.html#message66"),
    ]
    assert channel.excluded["raw_text"].to_list()[:2] == ["3 May 2023", "Channel «باغ» created"]


def test_text_is_as_telegram_has_it(channel: Parsed) -> None:
    assert channel.post(3)["text"] == (
        'سرآغاز\n\nگفت: "می‌خوانم & می‌نویسم" 2 < 3 > 1, it\'s\nنقل\nقولراز کجx = 1a\n b\x0cپایان 😀'
    )
    assert channel.post(14)["text"] == ""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("ب<br>", "ب\n"),
        ("<br>ب", "\nب"),
        ("ب <br> پ", "ب \n پ"),
        ("<strong>ب</strong> پ <em>ت</em>", "ب پ ت"),
        ("<strong> ب </strong>", " ب "),
        ("ب\u2028پ\u00a0ت\u200cث", "ب\u2028پ\u00a0ت\u200cث"),
        ("ـــ\u200fب\u200e", "ـــ\u200fب\u200e"),
        ("&amp;lt; &amp;amp;quot; ب&apos;", "&lt; &amp;quot; ب'"),
        ("ب &#x0C; &#x1F;", "ب \x0c \x1f"),
        ("ب<pre>x<br>  y</pre>پ", "بx\n  yپ"),
        ("\u202eب 👨\u200d👩\u200d👧 🇮🇷", "\u202eب 👨\u200d👩\u200d👧 🇮🇷"),
        ("2 &lt;b&gt; 3 &lt;/div&gt;", "2 <b> 3 </div>"),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_text_keeps_its_characters(markup: str, text: str, is_last: bool) -> None:
    """The last message of a page is read by the parser of HTML, others are not."""
    after = "" if is_last else message(2, "پایان")
    assert parse_text(page(message(1, markup), after)).post(1)["text"] == text


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


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("رها سام via @gif", "رها سام"),
        ("رها ", "رها"),
        ("رها &lt;3 &amp; سام", "رها <3 & سام"),
        ("9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("via @gif", None),
        ("باغ", None),
    ],
)
def test_names_can_be_anything(shown: str, name: str | None) -> None:
    """The sender of a channel's posts is the channel: only other names are signatures."""
    parsed = parse_text(page(message(1, "الف", name=shown), message(2, "ب", name=None)))
    assert parsed.observations["author_signature"].to_list() == [name, name]


def test_a_signature_beats_the_sender() -> None:
    signed = ending_in(message(1, "الف", name="سام"), SIGNATURE)
    parsed = parse_text(page(signed, message(2, "ب", name=None)))
    assert parsed.observations["author_signature"].to_list() == ["رها & سام", "سام"]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ('<a href="#go_to_message9" onclick="return GoToMessage(9)">this message</a>', 9),
        ('<a href="messages3.html#go_to_message9">this message</a>', 9),
        ('<a href="../chat_02/messages.html#go_to_message-999999989">this message</a>', -999_999_989),
        ("a message in another chat", None),
        ('<a href="https://example.org/9">this message</a>', None),
    ],
)
def test_reply_links(link: str, target: int | None) -> None:
    reply = f'\n<div class="reply_to details">\nIn reply to {link}\n</div>\n'
    parsed = parse_text(page(message(10, "الف", inner=reply), message(11, "ب", inner=reply)))
    assert parsed.observations["reply_to_message_id"].to_list() == [target, target]
    assert parsed.rejections.is_empty()


def test_reactions_stand_below_a_forward() -> None:
    forward = ending_in(message(1, "الف", inner=FORWARD), "</div>", REACTIONS)
    parsed = parse_text(page(forward, forward.replace("message1", "message2")))
    for message_id in (1, 2):
        assert parsed.reactions_of(message_id) == [("👍", 2), ("custom:stickers/a.tgs", 12), ("paid", 3)]
        assert parsed.post(message_id)["forward_from_name"] == "راغ"


def test_renamed_pages_are_one_run(tmp_path: Path) -> None:
    """Pages come in natural order, whatever they are called; names go on over their borders."""
    names = ["messages1.html", "messages2.html", "messages10.html"]
    for number, name in enumerate(names, 1):
        first = message(number * 10, "الف", name="سام" if number == 1 else None)
        (tmp_path / name).write_text(page(first, title="انجمن"), "utf-8")
    parsed = parse_files([tmp_path / name for name in names])
    assert parsed.observations.select("message_id", "author_signature").rows() == [
        (10, "سام"),
        (20, "سام"),
        (30, "سام"),
    ]


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
