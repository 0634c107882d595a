"""Damaged pages, unknown markup, encodings and look-alikes of t.me's pages."""

from pathlib import Path

import pytest
from json_dumps import findings, members, rejections
from tme_web_pages import block, page, parse_blocks, parse_page, sniff, text, views

from assets.formats.registry import detect
from assets.formats.tme_web import ADAPTER

TWO = page(block(5, text("نخستین نوشته"), footer=views("7")), block(6, text("دومین نوشته")))


def messages(folder: Path, data: bytes) -> dict[int, str]:
    """Ids and texts of a page."""
    return dict(parse_page(folder, data).observations.select("message_id", "text").iter_rows())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") else ""
    data = (mark + TWO.decode()).encode(encoding)
    assert sniff(tmp_path, data) > 0.9
    assert messages(tmp_path, data) == {5: "نخستین نوشته", 6: "دومین نوشته"}


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        (b"<div class", b"< div class", None),
        (b"</div>", b"</ div >", None),
        (b"<time datetime=", b"<time datetime = ", 0),
        (b'+00:00" class="time">', b'+00:00" class="time" >', 0),
        (b"<head>", b'<head>< meta name= "robots" content= "noindex" />< link rel= "icon" >', 2),
    ],
)
def test_broken_tags_are_repaired(tmp_path: Path, old: bytes, new: bytes, count: int | None) -> None:
    batch = parse_page(tmp_path, TWO.replace(old, new))
    assert batch.observations["text"].to_list() == ["نخستین نوشته", "دومین نوشته"]
    expected = TWO.count(old) if count is None else count
    assert sum(findings(batch).values()) == expected


def test_spaces_behind_angle_brackets_of_a_text_stay(tmp_path: Path) -> None:
    batch = parse_blocks(tmp_path, block(5, text("a &lt; b &lt; div &gt; c")))
    assert batch.observations["text"].to_list() == ["a < b < div > c"]
    assert findings(batch) == {}


def test_other_spellings_of_tags(tmp_path: Path) -> None:
    data = TWO.replace(b'<div class="tgme_widget_message ', b"<DIV  id='x' class='tgme_widget_message ")
    data = data.replace(b'js-widget_message" data-post', b"js-widget_message' data-post")
    assert messages(tmp_path, data) == {5: "نخستین نوشته", 6: "دومین نوشته"}


@pytest.mark.parametrize("damage", [b"\xff", b"\xd9", b"\x00"])
def test_a_text_that_lost_bytes_is_rejected_and_the_other_kept(tmp_path: Path, damage: bytes) -> None:
    batch = parse_page(tmp_path, TWO.replace("خستین".encode(), damage + "خستین".encode()))
    assert rejections(batch) == [("page.html#bagh_nama/5", "damaged_text")]
    assert batch.observations["message_id"].to_list() == [6]


def test_lost_bytes_beside_texts_do_no_harm(tmp_path: Path) -> None:
    data = TWO.replace(b"bgcolor6", b"bgcolor6\xff")
    assert messages(tmp_path, data) == {5: "نخستین نوشته", 6: "دومین نوشته"}


def test_a_replacement_character_that_was_posted_is_text(tmp_path: Path) -> None:
    assert messages(tmp_path, page(block(5, text("چه \ufffd بود")))) == {5: "چه \ufffd بود"}


@pytest.mark.parametrize("before", [b'datetime="', b"tgme_widget_message_footer", b"<time"])
def test_a_page_cut_off_within_a_tag(tmp_path: Path, before: bytes) -> None:
    batch = parse_page(tmp_path, TWO[: TWO.rindex(before) + 3])
    assert batch.observations["message_id"].to_list() == [5]
    assert rejections(batch) == [("page.html#bagh_nama/6", "no_post_time")]


def test_a_page_cut_off_after_the_time_is_whole(tmp_path: Path) -> None:
    data = TWO[: TWO.rindex(b"</time>")]
    assert messages(tmp_path, data) == {5: "نخستین نوشته", 6: "دومین نوشته"}


def test_a_message_that_is_not_closed_does_not_swallow_the_next(tmp_path: Path) -> None:
    open_text = block(5).replace(
        '<div class="tgme_widget_message_footer', '<div class="tgme_widget_message_text">x'
    )
    batch = parse_blocks(tmp_path, open_text[: open_text.index(">x") + 2], block(6, text("دومین نوشته")))
    assert rejections(batch) == [("page.html#bagh_nama/5", "no_post_time")]
    assert batch.observations["text"].to_list() == ["دومین نوشته"]


def test_a_message_of_thousands_of_open_tags_is_rejected(tmp_path: Path) -> None:
    """A parser of HTML takes time that grows with the square of their number."""
    batch = parse_blocks(tmp_path, block(5, "<div>" * 5_000 + text("x")), block(6, text("دومین نوشته")))
    assert rejections(batch) == [("page.html", "unparsed_markup")]
    assert batch.observations["text"].to_list() == ["دومین نوشته"]


def test_an_empty_file_is_a_container(tmp_path: Path) -> None:
    batch = parse_page(tmp_path, b"")
    assert batch.excluded.select("record_kind", "artifact_kind").rows() == [("artifact", "container")]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (block(5, text("x") + '<div class="tgme_widget_message_hologram">3D</div>'),
         "class tgme_widget_message_hologram"),
        (block(5, text("x"), attributes=' data-mood="glad"'), "attribute data-mood"),
        (block(5, text("x"), view="eyJjIjotMTcwMDAwMDAwMSwicCI6NSwidCI6MTcxMTAwMDAwMCwieiI6MX0"), "data-view.z"),
    ],
)  # fmt: skip
def test_unknown_markup_is_reported_and_harms_nothing(tmp_path: Path, html: str, name: str) -> None:
    batch = parse_blocks(tmp_path, html, block(6, text("y")))
    assert findings(batch) == {("unknown_field", name): 1}
    assert batch.observations["text"].to_list() == ["x", "y"]


def test_unknown_markup_is_counted(tmp_path: Path) -> None:
    odd = '<div class="tgme_widget_message_hologram">3D</div>'
    batch = parse_blocks(tmp_path, *(block(n, odd + text("x")) for n in (5, 6, 7)))
    assert findings(batch) == {("unknown_field", "class tgme_widget_message_hologram"): 3}


LOOK_ALIKES = {
    "eitaa's mirror": TWO.replace(b"tgme_", b"etme_").replace(b"t.me/", b"eitaa.com/"),
    "a page that links to t.me": "<!DOCTYPE html><html><body><p>ما را در تلگرام بخوانید: "
    '<a class="button" href="https://t.me/s/Bagh_Nama">@Bagh_Nama</a></p></body></html>'.encode(),
    "an article on t.me's markup": b"<html><body><p>Look for the class tgme_widget_message, as in "
    b"<code>&lt;div class=&quot;tgme_widget_message&quot;&gt;</code>.</p></body></html>",
    "a page that embeds a post": b"<html><body><p>See</p>"
    b'<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="Bagh_Nama/5"></script>'
    b"</body></html>",
    "a scraper": b"import re\nBLOCK = re.compile('<div class=\"tgme_widget_message')\n",
    "a table of blocks": b'id,html\n5,"<div class=""tgme_widget_message"">x</div>"\n',
    "a list of blocks": b'[{"id": 5, "html": "<div class=\\"tgme_widget_message\\">x</div>"}]',
    "nothing": b"",
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_not_taken(tmp_path: Path, name: str) -> None:
    assert sniff(tmp_path, LOOK_ALIKES[name]) == 0


@pytest.mark.parametrize("data", [TWO, block(5, text("تنها")).encode()], ids=["page", "block"])
def test_pages_are_recognised_by_content(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notes.bin"
    path.write_bytes(data)
    assert detect(members(path)) is ADAPTER


def test_a_page_saved_with_its_style_sheet_in_front(tmp_path: Path) -> None:
    style = "<style>.tgme_widget_message_text { color: #000 }" + " /* filling */" * 10_000 + "</style>"
    data = TWO.replace(b"</head>", style.encode() + b"</head>")
    assert sniff(tmp_path, data) > 0.9
    assert messages(tmp_path, data) == {5: "نخستین نوشته", 6: "دومین نوشته"}


def test_a_folder_is_taken_if_half_of_its_pages_are(tmp_path: Path) -> None:
    contents = {"a.html": TWO, "b.html": LOOK_ALIKES["eitaa's mirror"], "c.css": b"p { color: red }"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name in contents]
    assert ADAPTER.sniff(members(*paths)) > 0.9
    (tmp_path / "d.html").write_bytes(LOOK_ALIKES["a page that links to t.me"])
    assert ADAPTER.sniff(members(*paths, tmp_path / "d.html")) == 0
