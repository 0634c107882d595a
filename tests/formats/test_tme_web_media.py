"""Attachments, albums, people and service messages of t.me's pages."""

from pathlib import Path

import pytest
from json_dumps import FIXTURES, findings, parse
from tme_web_pages import album, block, not_supported, only, parse_blocks, parse_one, text

from assets.formats.tme_web import ADAPTER

W = "tgme_widget_message_"
LINK = 'href="https://t.me/Bagh_Nama/5"'
DOCUMENT = (
    f'<a class="{W}document_wrap" {LINK}><div class="{W}document_icon accent_bg {{}}"></div>'
    f'<div class="{W}document"><div class="{W}document_title accent_color" dir="auto">seeds.pdf</div>'
    f'<div class="{W}document_extra" dir="auto">1.2 MB</div></div></a>'
)
POLL = (
    f'<div class="{W}poll js-poll"><div class="{W}poll_question">کدام گل؟</div>'
    f'<div class="{W}poll_type">Anonymous Poll</div><a class="{W}poll_options" {LINK}>'
    f'<div class="{W}poll_option"><div class="{W}poll_option_percent">60%</div>'
    f'<div class="{W}poll_option_text">نرگس</div></div></a></div>'
)
ATTACHMENTS = {
    "photo": f'<a class="{W}photo_wrap 5390 1200_800" {LINK}><div class="{W}photo"></div></a>',
    "video": f'<a class="{W}video_player" {LINK}><time class="message_video_duration">1:02</time></a>',
    "animation": f'<a class="{W}video_player" {LINK}><video class="{W}video" autoplay loop></video></a>',
    "voice_message": f'<a class="{W}voice_player" {LINK}><audio class="{W}voice" data-ogg></audio>'
    f'<time class="{W}voice_duration">0:07</time></a>',
    "video_message": f'<div class="{W}roundvideo_player">{not_supported()}<time class="{W}roundvideo_duration">'
    "0:05</time></div>",
    "sticker": f'<div class="message_media_not_supported_wrap media_not_supported_cont">{not_supported()}</div>'
    f'<div class="{W}sticker_wrap media_supported_cont"><i class="{W}sticker"></i></div>',
    "document": DOCUMENT.format(""),
    "audio": DOCUMENT.format("audio"),
    "poll": POLL,
    "location": f'<a class="{W}location_wrap" href="https://maps.google.com/maps?q=35.7,51.4">'
    f'<div class="{W}location"></div></a>',
    "contact": f'<div class="{W}contact_wrap"><div class="{W}contact"><div class="{W}contact_name">نرگس</div>'
    f'<div class="{W}contact_phone">+98 21 0000 0000</div></div></div>',
    "invoice": f'<div class="{W}invoice"><div class="{W}invoice_title">بذر</div></div>',
}  # fmt: skip


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_kinds_of_attachments(tmp_path: Path, kind: str) -> None:
    batch = parse_blocks(tmp_path, block(5, ATTACHMENTS[kind]))
    assert (only(batch)["media_kind"], only(batch)["text"]) == (kind, "")
    assert findings(batch) == {}


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_captions_are_text(tmp_path: Path, kind: str) -> None:
    post = parse_one(tmp_path, ATTACHMENTS[kind] + text("زیرنویس"))
    assert (post["media_kind"], post["text"]) == (kind, "زیرنویس")


@pytest.mark.parametrize(
    "label", ["Please open Telegram to view this post", "This media is not supported in your browser"]
)
def test_withheld_posts(tmp_path: Path, label: str) -> None:
    batch = parse_blocks(tmp_path, block(5, not_supported(label)))
    assert (only(batch)["media_kind"], only(batch)["text"]) == ("unsupported", "")
    assert [name for name, _ in findings(batch)] == ["withheld_post"]


def test_a_fallback_beside_what_is_shown_withholds_nothing(tmp_path: Path) -> None:
    shown = '<div class="media_not_supported_cont"></div><div class="media_supported_cont"></div>'
    batch = parse_blocks(tmp_path, block(5, shown))
    assert (only(batch)["media_kind"], findings(batch)) == (None, {})


def test_a_page_of_media() -> None:
    batch = parse(ADAPTER, FIXTURES / "tme_web" / "media.html")
    assert batch.observations.select("message_id", "media_kind", "text").rows() == [
        (11, "video", "فیلم آبیاری"),
        (12, "video_message", ""),
        (13, "poll", ""),
        (14, "unsupported", ""),
        (15, "webpage", "پیوند https://example.org/tree"),
    ]


def test_an_album_is_one_post_that_names_its_first_message(tmp_path: Path) -> None:
    batch = parse_blocks(tmp_path, block(5, album(5, 6, 7) + text(text("آلبوم"))), block(8, text("بعدی")))
    assert batch.observations.select("message_id", "album_ref", "media_kind").rows() == [
        (5, "first:5", "photo"),
        (8, None, None),
    ]
    assert findings(batch) == {("album_members", "messages that a page shows only inside an album"): 2}


def test_one_picture_is_no_album(tmp_path: Path) -> None:
    assert parse_one(tmp_path, album(5))["album_ref"] is None


def test_only_links_to_single_messages_make_an_album(tmp_path: Path) -> None:
    pictures = ATTACHMENTS["photo"] + ATTACHMENTS["photo"].replace("Nama/5", "Nama/6")
    assert parse_one(tmp_path, pictures)["album_ref"] is None


def test_an_album_of_documents_has_all_its_captions(tmp_path: Path) -> None:
    first = DOCUMENT.replace("Nama/5", "Nama/5?single") + text("یک")
    post = parse_one(tmp_path, first + DOCUMENT.replace("Nama/5", "Nama/6?single") + text("دو"))
    assert (post["text"], post["album_ref"], post["media_kind"]) == ("یک\n\nدو", "first:5", "document")


def test_links_of_a_text_to_single_messages_make_no_album(tmp_path: Path) -> None:
    link = '<a href="https://t.me/Bagh_Nama/{0}?single">{0}</a>'
    post = parse_one(tmp_path, ATTACHMENTS["photo"] + text(link.format(2) + link.format(3)))
    assert post["album_ref"] is None


@pytest.mark.parametrize(
    ("name", "forward"),
    [
        ('<a class="{}" href="https://t.me/Rose_House/77"><span>گل‌سرا</span></a>', ("گل‌سرا", "handle:rose_house")),
        ('<span class="{}" dir="auto">نرگس</span>', ("نرگس", None)),
        ('<a class="{}" href="https://t.me/c/1700000009/4"><span>x</span></a>', ("x", "id:1700000009")),
    ],
)  # fmt: skip
def test_forwards(tmp_path: Path, name: str, forward: tuple[str, str | None]) -> None:
    origin = name.format(f"{W}forwarded_from_name")
    head = f'<div class="{W}forwarded_from accent_color">Forwarded from&nbsp;{origin}</div>'
    post = parse_one(tmp_path, head + text("متن"))
    assert (post["forward_from_name"], post["forward_from_ref"]) == forward
    assert (post["is_forward"], post["text"]) == (True, "متن")


@pytest.mark.parametrize(
    ("meta", "author", "is_edited"),
    [
        ("", None, False),
        ("edited &nbsp;", None, True),
        ('<span class="{}" dir="auto">نرگس آبی</span>,&nbsp;', "نرگس آبی", False),
        ('<span class="{}" dir="auto">نرگس</span>,&nbsp;edited &nbsp;', "نرگس", True),
        ('<span class="{}" dir="auto">edited</span>,&nbsp;', "edited", False),
    ],
)
def test_signatures_and_edited_marks(tmp_path: Path, meta: str, author: str | None, is_edited: bool) -> None:
    batch = parse_blocks(tmp_path, block(5, text("متن"), meta=meta.format(f"{W}from_author")))
    post = only(batch)
    assert (post["author_signature"], post["edited_at"]) == (author, None)
    assert post["posted_at"] is not None
    assert ("edited_without_time" in batch.findings["finding"]) is is_edited


@pytest.mark.parametrize(
    ("shown", "action"),
    [
        ("Channel created", "create_channel"),
        ("Channel photo updated", "edit_group_photo"),
        ("Channel name was changed to «باغ»", "edit_group_title"),
        (
            f'<a class="{W}author_name" href="https://t.me/Bagh_Nama"><span dir="auto">باغ</span></a> pinned '
            '«<span class="tgme_widget_service_strong_text" dir="auto">متن</span>»',
            "pin_message",
        ),
        ("چیزی تازه", "other"),
    ],
)
def test_service_messages_are_no_posts(tmp_path: Path, shown: str, action: str) -> None:
    picture = f'<a class="{W}service_photo" {LINK}><img src="x.jpg"></a>'
    html = block(5, picture + text(shown), classes="service_message service_message_photo")
    batch = parse_blocks(tmp_path, html)
    assert batch.excluded.select("record_kind", "artifact_kind").rows() == [("service", action)]
    assert (batch.observations.height, findings(batch)) == (0, {})
