"""Which message of which channel a block of t.me is, and when it was posted and captured."""

from pathlib import Path
from typing import Any

import pytest
from json_dumps import FIXTURES, findings, parse, rejections
from tme_web_pages import (
    CAPTURED,
    CHANNEL,
    block,
    data_view,
    only,
    page,
    parse_blocks,
    parse_one,
    parse_page,
    text,
    utc,
)

from assets.formats.tme_web import ADAPTER

PAGES = FIXTURES / "tme_web"
CAPTURED_AT = utc(2024, 3, 21, 5, 46, 40)


@pytest.mark.parametrize("number", [5, "5", "5g"])
def test_data_view_states_channel_and_capture(tmp_path: Path, number: Any) -> None:
    post = parse_one(tmp_path, text("متن"), view=data_view(c=-CHANNEL, p=number, t=CAPTURED, h="a1"))
    assert (post["channel_ref"], post["message_id"]) == (f"id:{CHANNEL}", 5)
    assert (post["captured_at"], post["posted_at"]) == (CAPTURED_AT, utc(2024, 3, 20, 7))


@pytest.mark.parametrize(
    "view",
    ["", "???", "e30", "bnVsbA", data_view(c="x", p=[], t="soon"), data_view(c=CHANNEL, t=10**18, p=None)],
)
def test_what_data_view_does_not_state_is_left_open(tmp_path: Path, view: str) -> None:
    post = parse_one(tmp_path, text("متن"), view=view)
    assert (post["channel_ref"], post["message_id"]) == ("handle:bagh_nama", 5)
    assert (post["captured_at"], post["text"]) == (None, "متن")


def test_without_data_post_data_view_says_which_message_it_is(tmp_path: Path) -> None:
    html = block(5, text("متن"), view=data_view(c=-CHANNEL, p="8g", t=CAPTURED, h="a1"))
    html = html.replace('data-post="Bagh_Nama/5"', "").replace('href="https://t.me/Bagh_Nama/5"', "")
    post = only(parse_blocks(tmp_path, html))
    assert (post["channel_ref"], post["message_id"]) == (f"id:{CHANNEL}", 8)


def test_a_message_that_says_nowhere_which_it_is_is_rejected(tmp_path: Path) -> None:
    html = block(5, text("متن"), view="").replace("Bagh_Nama/5", "")
    batch = parse_blocks(tmp_path, html, block(6, text("دیگری")))
    assert rejections(batch) == [("page.html#message 1", "no_message_id")]
    assert batch.observations["message_id"].to_list() == [6]


def test_usernames_are_compared_without_case(tmp_path: Path) -> None:
    batch = parse_page(tmp_path, page(block(5, text("متن"), view=""), handle="bAGH_nAMA"))
    assert set(batch.channels["handle"]) == {"bagh_nama"}
    assert only(batch)["channel_ref"] == "handle:bagh_nama"


def test_a_page_states_its_channel(tmp_path: Path) -> None:
    batch = parse_blocks(tmp_path, block(5, text("متن")))
    stated = (f"id:{CHANNEL}", CHANNEL, "bagh_nama", "باغ‌نامه", "public_channel", False)
    assert stated in batch.channels.rows()


def test_durations_are_no_times_of_posts(tmp_path: Path) -> None:
    player = (
        '<a class="tgme_widget_message_video_player" href="https://t.me/Bagh_Nama/5">'
        '<time class="message_video_duration js-message_video_duration">0:52</time></a>'
    )
    assert parse_one(tmp_path, player)["posted_at"] == utc(2024, 3, 20, 7)
    batch = parse_blocks(tmp_path, block(5, player, time="<time>0:52</time>"))
    assert rejections(batch) == [("page.html#bagh_nama/5", "no_post_time")]


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ("2024-03-20T10:30:00+03:30", utc(2024, 3, 20, 7)),
        ("2024-03-20T07:00:00Z", utc(2024, 3, 20, 7)),
        ("2024-03-20T07:00:00", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_times_are_instants(tmp_path: Path, stated: str, instant: object) -> None:
    batch = parse_blocks(tmp_path, block(5, text("متن"), time=f'<time datetime="{stated}">10:30</time>'))
    if instant is None:
        assert rejections(batch) == [("page.html#bagh_nama/5", "unreadable_post_time")]
    else:
        assert only(batch)["posted_at"] == instant


def test_a_widget_of_2018_with_broken_tags() -> None:
    batch = parse(ADAPTER, PAGES / "widget_2018.html")
    post = only(batch)
    assert (post["channel_ref"], post["message_id"]) == ("handle:bagh_nama", 91)
    assert post["posted_at"] == utc(2018, 3, 14, 9)
    assert post["captured_at"] == utc(2018, 3, 15, 16, 52, 15)
    assert post["text"] == "دنبالهٔ نوشته\n\nبا دو بند"
    assert (post["reply_to_message_id"], post["view_count"]) == (90, 12345)
    assert [name for name, _ in findings(batch)] == ["repaired_markup"]


def test_a_widget_of_today() -> None:
    batch = parse(ADAPTER, PAGES / "widget.html")
    post = only(batch)
    assert (post["channel_ref"], post["message_id"]) == (f"id:{CHANNEL}", 92)
    assert (post["posted_at"], post["captured_at"]) == (utc(2024, 3, 20, 7), CAPTURED_AT)
    assert (post["text"], post["view_count"]) == ("ابزارک امروز", 15400)
    assert findings(batch) == {}


def test_a_widget_of_a_post_that_is_gone(tmp_path: Path) -> None:
    html = (
        '<!DOCTYPE html><html><body class="tgme_widget"><div class="tgme_widget_message" id="widget_message">'
        '<div class="tgme_widget_message_error">Post not found</div></div></body></html>'
    )
    batch = parse_page(tmp_path, html.encode())
    assert batch.excluded["artifact_kind"].to_list() == ["container"]
    assert batch.findings["finding"].to_list() == ["no_posts_found"]
    assert "Post not found" in batch.findings["example_value"].item()


def test_a_page_without_posts(tmp_path: Path) -> None:
    empty = '<div class="tgme_widget_message_centered"><div class="tme_no_messages_found">No posts found</div></div>'
    batch = parse_blocks(tmp_path, f'<div class="tgme_widget_message_wrap">{empty}</div>')
    assert batch.observations.is_empty()
    assert batch.excluded.select("record_kind", "artifact_kind").rows() == [("artifact", "container")]
    assert findings(batch) == {("no_posts_found", "a page of t.me that shows no post"): 1}


def test_a_page_of_a_channel_without_preview(tmp_path: Path) -> None:
    html = (
        '<!DOCTYPE html><html><body><div class="tgme_page_wrap"><div class="tgme_page">'
        '<div class="tgme_page_title"><span>باغ‌نامه</span></div>'
        '<div class="tgme_page_extra">12 345 subscribers</div></div></div></body></html>'
    )
    batch = parse_page(tmp_path, html.encode())
    assert (batch.observations.height, batch.record_count) == (0, 1)
    assert batch.findings["finding"].to_list() == ["no_posts_found"]


def test_pages_one_after_the_other_in_one_file(tmp_path: Path) -> None:
    batch = parse_page(
        tmp_path, page(block(5, text("یک"))) + page(block(6, text("دو")), block(7, text("سه")))
    )
    assert batch.observations["message_id"].to_list() == [5, 6, 7]
    assert batch.observations["record_locator"][1] == "page.html:page 2#bagh_nama/6"


@pytest.mark.parametrize("shown", ["Bagh\ufffdNama", "باغ", "@"])
def test_a_username_that_is_none_is_not_stated(tmp_path: Path, shown: str) -> None:
    data = page(block(5, text("x"))).replace(b">@Bagh_Nama<", f">@{shown}<".encode())
    assert parse_page(tmp_path, data).channels["handle"].to_list() == ["bagh_nama"]
