"""Messages exactly as t.me writes them are read without a parser, and as the parser would read them."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import FIXTURES, members
from polars.testing import assert_frame_equal
from test_tme_web_media import ATTACHMENTS
from test_tme_web_text import EMOJI, PREVIEW, reply
from tme_web_pages import album, block, not_supported, page, text, views

from assets.formats.base import Batch, ParseOptions, Source
from assets.formats.tme_web import ADAPTER, writer
from assets.formats.tme_web.writer import PageWriter
from assets.transforms.entities import text_entities
from benchmarks.tme_blocks import Layout

FILES = [*sorted((FIXTURES / "tme_web").glob("*.html")), *sorted((SHARED / "dumps/tme-web").rglob("*.html"))]
TABLES = ("observations", "excluded", "rejections", "entities", "reactions", "channels", "findings")
W = "tgme_widget_message"
TAIL = (
    f'<i class="{W}_bubble_tail"><svg class="bubble_icon" width="9px"><g><path d="M8,1"></path></g></svg></i>'
)
FORWARD = (
    f'<div class="{W}_forwarded_from accent_color">Forwarded from&nbsp;<a class="{W}_forwarded_from_name" '
    f'href="https://t.me/Rose_House/7"><span dir="auto">گل &amp; باغ {EMOJI.format("🌷")}</span></a></div>'
)
REACTIONS = (
    f'<div class="{W}_reactions js-message_reactions"><span class="tgme_reaction">{EMOJI.format("👍")}1.2K</span>'
    '<span class="tgme_reaction"><tg-emoji emoji-id="53"></tg-emoji>7</span>'
    '<span class="tgme_reaction tgme_reaction_paid"><i class="icon"></i>3</span></div>'
)
KEYBOARD = (
    f'<div class="{W}_inline_keyboard"><div class="{W}_inline_row"><a class="{W}_inline_button url_button" '
    f'href="https://example.org"><span class="{W}_inline_button_text" dir="auto">برو</span></a></div></div>'
)
SIGNED = f'<span class="{W}_from_author" dir="auto">نرگس</span>,&nbsp;edited &nbsp;'
PLAYER = (
    f'<a class="{W}_video_player js-message_video_player" href="https://t.me/Bagh_Nama/5">'
    f'<i class="{W}_video_thumb" style="background-image:url(\'x\')"></i><div class="{W}_video_wrap">'
    '<video src="x" width="100%" muted></video></div><div class="message_video_play"></div>'
    f'<time class="message_video_duration">0:06</time>{not_supported()}</a>'
)
LINKS = (
    '<a href="?q=%23rose">#rose</a> و <a href="http://example.org/?a=1&amp;amp;b=2" '
    'onclick="return confirm(\'Open?\n\n\'+this.href);">اینجا</a> <b>پررنگ <i>کج <a href="https://t.me/rose_house">'
    f"@rose_house</a></i></b> <code>کد #x</code> {EMOJI.format('🔥')}"
)
EXACT = {
    "text": block(2, text("یک<br/>دو &amp; سه &#33; a&nbsp;b")),
    "emoji and bold": block(2, text(f"{EMOJI.format('🔥')} <b>پررنگ</b> پایان")),
    "links": block(2, text(LINKS)),
    "links alone": block(
        2, text('سلام <a href="https://t.me/x_house">@x_house</a>&#33; <a href="?q=%23b">#b</a>')
    ),
    "indented": block(2, text("\n  یک\n   دو<br/>\n  سه\n")),
    "spoiler": block(2, text("<tg-spoiler>راز</tg-spoiler> <blockquote>نقل</blockquote>")),
    "plain entities": block(2, text("به x@example.org یا #باغ یا /start بروید")),
    "tail": block(2, text("x")).replace(f'<div class="{W}_author', f'{TAIL}<div class="{W}_author'),
    "album": block(2, album(2, 3, 4) + text(text("آلبوم"))),
    "video": block(2, PLAYER + text("فیلم"), footer=views("436.6K")),
    "forward": block(2, FORWARD + text("x")),
    "reply": block(2, reply(text("quoted #words")) + text("x"), meta=SIGNED),
    "preview": block(2, text("x") + PREVIEW),
    "reactions": block(2, text("x") + REACTIONS + KEYBOARD, footer=views("12 345")),
    "service": block(2, text("Channel created"), classes="service_message"),
    "no time zone of UTC": block(2, text("x"), time='<time datetime="2024-03-20T10:30:00+03:30">10</time>'),
    **{
        kind: block(2, ATTACHMENTS[kind] + text("زیرنویس"))
        for kind in ("photo", "animation", "voice_message", "document", "audio", "poll", "location")
    },
}
ODD = {
    "unknown class": block(2, f'<div class="{W}_hologram">3D</div>' + text("x")),
    "unknown class in an attachment": block(2, PLAYER.replace("video_thumb", "hologram")),
    "unknown attribute": block(2, text("x"), attributes=' data-mood="glad"'),
    "unclosed": block(2, text("<b>x")),
    "crossed": block(2, text("<b>x<i>y</b>z</i>")),
    "link in a link": block(2, text('<a href="http://a.example">x<a href="http://b.example">y</a></a>')),
    "unknown reference": block(2, text("&copy; &lrm;x")),
    "other tags": block(2, text("<mark>x</mark>")),
    "tags in a value": block(2, text('<a href="http://a.example/<b>x</b><br/>">x</a>')),
    "empty link": block(2, text('<a href="http://a.example"></a>x')),
    "class in a picture": block(2, TAIL.replace("M8,1", ' class="tgme_widget_message "') + text("x")),
    "repaired behind": block(2, text("x")) + "<p>< b>x",
    "comment": block(2, text("x<!-- y -->")),
    "two texts": block(2, text("x") + text("y")),
    "withheld": block(2, not_supported("Please open Telegram to view this post")),
    "no time": block(2, text("x"), time="<time>10:30</time>"),
    "bad time": block(2, text("x"), time='<time datetime="2024-02-31T07:00:00+00:00">10</time>'),
    "bad id": block(2, text("x")).replace("Bagh_Nama/2", "Bagh_Nama/x"),
    "group": block(2, text("x")).replace(f"{W}_owner_name", f"{W}_author_name"),
    "text behind": block(2, text("x")) + f'<div class="{W}_text">y</div>',
    "contact": block(2, ATTACHMENTS["contact"]),
    "sticker": block(2, ATTACHMENTS["sticker"]),
    "broken tags": block(2, text("x")).replace("<time", "< time"),
    "NUL": block(2, text("x\x00")),
    "cut off": block(2, text("x"))[:-60],
}


def parse_bytes(data: bytes) -> Batch:
    """Parse one page."""
    pages = PageWriter(ParseOptions())
    pages.start_page("page.html")
    pages.write(data)
    pages.end_page()
    return pages.flush()


def by_parser(data: bytes) -> Batch:
    """Parse one page with the parser of HTML alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "read_exact", lambda *_: None)
        return parse_bytes(data)


def assert_same(data: bytes) -> None:
    """Fail with the first table in which the two ways differ."""
    exact, parsed = parse_bytes(data), by_parser(data)
    for table in TABLES:
        left, right = getattr(exact, table), getattr(parsed, table)
        assert_frame_equal(left, right, check_row_order=table != "findings")


def left_over(monkeypatch: pytest.MonkeyPatch, data: bytes) -> int:
    """How many messages of a page the parser of HTML had to read."""
    seen: list[Any] = []
    read = writer.read_post
    monkeypatch.setattr(writer, "read_post", lambda parts, **how: seen.append(parts) or read(parts, **how))
    parse_bytes(data)
    return len(seen)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_ways_agree_on_files(path: Path) -> None:
    assert_same(path.read_bytes())


@pytest.mark.parametrize("name", EXACT)
def test_what_telegram_writes_needs_no_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = page(block(1, text("x")), EXACT[name], block(9, text("y")))
    for ends in (data, data.replace(b"\n", b"\r\n")):
        assert_same(ends)
        assert parse_bytes(ends).rejections.is_empty()
        assert left_over(monkeypatch, ends) == 0


@pytest.mark.parametrize("name", ODD)
def test_anything_else_is_left_to_the_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = page(block(1, text("x")), ODD[name], block(9, text("y")))
    if name != "NUL":
        assert_same(data)
    assert left_over(monkeypatch, data) >= 1
    assert parse_bytes(data).record_count >= 3


def test_pages_of_the_benchmark_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it times what Telegram's pages cost; both ways agree on them, too."""
    layout, now = Layout(seed=3), datetime(2024, 5, 1, tzinfo=UTC)
    blocks = [layout.block(n, now, "یک\nدو #سه & «چهار»" * (n % 3), 40 * n * n) for n in range(1, 201)]
    data = layout.page(blocks, 1).encode()
    assert_same(data)
    assert left_over(monkeypatch, data) == 0


MARKS = [
    "", "<", ">", '"', "'", "</div>", "<div>", "<b>", "</b>", "</a>", "<a>", "<!--", "&", "&#x0C;", "&amp;", "\n",
    "<br/>", "</span>", "<i>", "<svg>", "<table>", "<p>", "x", " class='x'", ' href="x"', "\x0c", "</body>",
    "</time>", "<li>", '<div class="tgme_widget_message" data-post="Bagh_Nama/77">', '<span class="tgme_reaction">',
    "</svg>", "\r", '<div class="tgme_widget_message_text">x</div>', '<i class="emoji"><b> </b></i>', "edited", "< b>",
]  # fmt: skip
MIXED = page(*EXACT.values(), *ODD.values()).decode().replace("\x00", "")


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(MIXED)), st.integers(0, 40), st.sampled_from(MARKS), st.integers(0, 1 << 30))
def test_both_ways_agree_on_damaged_pages(start: int, length: int, mark: str, seed: int) -> None:
    damaged = MIXED[:start] + mark + MIXED[start + length :]
    dice = random.Random(seed)
    for _ in range(6):  # most messages stay whole: so each page is harmed in some more places
        place = dice.randrange(len(damaged))
        damaged = damaged[:place] + dice.choice(MARKS) + damaged[place + dice.randrange(3) :]
    assert_same(damaged.encode())


@pytest.mark.parametrize("damage", [b"\xff", b"\xd9"])
def test_lost_bytes_are_noticed_where_they_matter(damage: bytes) -> None:
    whole = page(block(1, text("الف")), block(2, text("ب")))
    beside = parse_bytes(whole.replace(b"bgcolor6", b"bgcolor6" + damage))
    within = parse_bytes(whole.replace("الف".encode(), damage + "الف".encode()))
    assert beside.observations["text"].to_list() == ["الف", "ب"]
    assert within.rejections["reason"].to_list() == ["damaged_text"]


OPEN = block(2, text("x")).partition(text("x"))[0]


@pytest.mark.parametrize(
    "endless",
    [
        block(2).partition("\n")[2][:400] * 2_000,
        OPEN + "\n" * 1_000_000,
        OPEN + f'<a class="{W}_photo_wrap"' + " a" * 500_000,
        OPEN + f'<div class="{W}_grouped_wrap">' + "<div>" * 200_000,
        OPEN + f'<div class="{W}_grouped_wrap">' + '<a href="x"><i></i>' * 50_000,
        OPEN + f'<div class="{W}_poll">' + "<b></b>" * 100_000,
        OPEN + f'<div class="{W}_reactions">' + '<span class="tgme_reaction"><i></i>1</span>' * 20_000,
        block(2, text("<b>" * 100_000)),
        block(2, text('<a href="' * 100_000)),
        block(2, text("<b>x</b>" * 100_000)),
        block(2, text("&amp" * 200_000)),
        block(2, text("&amp;" * 200_000)),
        block(2, text("ب" * 1_000 + "<" * 200_000)),
        block(2, text(" \n" * 400_000 + "x")),
        OPEN + '<i class="tgme_widget_message_bubble_tail"><svg class="bubble_icon">' + "<p>" * 300_000,
    ],
    ids=range(15),
)
def test_hostile_pages_take_linear_time(endless: str) -> None:
    batch = parse_bytes(page(block(1, text("x")), endless, block(3, text("y")), block(4, text("z"))))
    assert batch.observations["message_id"].to_list()[-2:] == [3, 4]


@pytest.mark.parametrize(
    "shown",
    ["#باغ", "a @rose_house", "x@example.org", "$ROSE", "/start", "+98 21 1234 5678", "www.x", "WWW.x", "http://x",
     "HTTPS://x", "x.com", "a-.ir/ب", "(x.dev)", "x\n/go", "one. two", "۳.۵", "a/b", ""],
)  # fmt: skip
def test_no_plain_entity_is_passed_over(shown: str) -> None:
    """Texts are searched for entities only where the quick look says that there may be one."""
    frame = pl.DataFrame({"record_index": [0], "text": [shown], "has_source_entities": [False]})
    expected = text_entities(frame).select("entity_kind", "entity_value").rows()
    assert (
        parse_bytes(page(block(2, text(shown)))).entities.select("entity_kind", "entity_value").rows()
        == expected
    )


def test_files_of_a_dump_share_one_batch(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.html" for n in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(page(block(number + 1, text("x"))))
    [batch] = ADAPTER.parse(Source("0" * 64, members(*paths), ParseOptions()))
    assert batch.observations["record_locator"].to_list() == [f"{n}.html#bagh_nama/{n + 1}" for n in range(3)]
