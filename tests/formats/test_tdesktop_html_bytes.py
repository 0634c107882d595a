"""Broken pages lose no message silently, and no bytes make the adapter fail, hang or grow."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tdesktop_html_layout import FORWARD, PHOTO, REACTIONS, SIGNATURE, ending_in
from tdesktop_html_pages import FIXTURES, TAIL, message, page, parse_files, parse_text

from assets.formats.base import Member
from assets.formats.tdesktop_html import pages

SAMPLES = [path.read_bytes() for path in sorted(FIXTURES.glob("*.html"))]
NOISE = [b"", b"\x00", b"\xff\xfe", b"\xd9", b"<", b">", b'"', b"</div>", b"<div>", b"<!--", b"<script>", b"<pre>",
         b"<div>" * 400, b"<b id=1><p>" * 200, b"&#x0;&#xD800;&#99999999;", b'<div class="message x">', b"a" * 70_000,
         b"<plaintext>", b"<template>", b"<svg><desc>", b"<select><option>", b"<frameset>", b"\r\n"]  # fmt: skip

EXAMPLES = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@EXAMPLES
@given(st.sampled_from(SAMPLES), st.integers(0, 16_000), st.integers(0, 4_000), st.sampled_from(NOISE))
def test_cut_and_damaged_pages(data: bytes, start: int, length: int, noise: bytes) -> None:
    assert parse_text(data[:start] + noise + data[start + length :]).staged


@EXAMPLES
@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 16_000), st.integers(0, 255)), max_size=20)
)
def test_flipped_bytes(data: bytes, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(data)
    for place, value in flips:
        damaged[place % len(data)] = value
    parse_text(bytes(damaged))


@EXAMPLES
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    parse_text(data)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (message(2, "ب").replace('id="message2"', ""), "no_message_id"),
        (message(2, "ب").replace('id="message2"', 'id="message99999999999999999999"'), "no_message_id"),
        (message(2, "ب").replace("message default", "message hologram"), "unknown_block"),
        (message(2, "ب").replace('<div class="text">', "<p>").replace("</div>", "</p>", 1), "stray_text"),
        (message(2, "ب").replace('<div class="text">', "< div class=text>"), "stray_text"),
        (message(2, "ب").replace('<div class="text">', '<div class="text> x'), "stray_text"),
        (message(2, "ب<!-- پ -->"), "broken_text"),
        (message(2, 'ب<a href="https://x.org>پ</a> ت<strong class="b">ث</strong>'), "broken_text"),
        (message(2, "ب", inner="<!-- پ -->"), "stray_text"),
        (message(2, "ب", inner="پ"), "stray_text"),
        (message(2, "ب").replace("\n       </div>", '<div class="signature details">پ</div>'), "broken_text"),
        (message(2, "ب").replace('title="', 'data-title="'), "no_post_time"),
        (message(2, "ب", when="31.02.2023 10:00:00"), "unreadable_post_time"),
        (message(2, "ب", when="2023-05-03 10:00:00"), "unreadable_post_time"),
        (message(2, "ب", when="03.05.2023 10:00:00 UTC+99:00"), "unreadable_post_time"),
        (message(2, "ب").replace('<div class="text">', '<div class="wrap"><div class="text">'), "stray_text"),
        (message(2, "ب", inner=FORWARD.replace("</div>", "", 3)), "stray_text"),
        (
            ending_in(message(2, inner=PHOTO.removesuffix("</div>\n")), SIGNATURE.replace("رها", "ب")),
            "stray_text",
        ),
        (message(2, "ب").replace("\n       </div>", REACTIONS), "broken_text"),
        (message(2, "ب", inner="<!-- "), "stray_text"),
        (message(2, "ب", inner="<title>"), "stray_text"),
        ("پ" + message(2, "ب"), "unknown_block"),
        (message(2, "ب").replace("</div>", "</div></div></div>", 1), "unknown_block"),
        (message(2, "<u>" * 5_000 + "ب"), "message_too_large"),
    ],
)
def test_broken_messages_are_quarantined_alone(broken: str, reason: str) -> None:
    """The neighbours stay, but for text in between, which is held to be of the one above."""
    parsed = parse_text(page(message(1, "الف"), broken, message(3, "جیم")))
    assert parsed.reasons() == [reason]
    assert parsed.observations["message_id"].to_list()[-1] == 3
    assert parsed.observations["text"].to_list()[-1] == "جیم"
    raw = parsed.excluded["raw_text"][0]
    assert raw.count("ب") + raw.count("پ") > 0


def test_an_unclosed_message_does_not_swallow_the_next() -> None:
    unclosed = message(2, "<b>ب").removesuffix("</div>\n</div>\n")
    parsed = parse_text(page(message(1, "الف"), unclosed, message(3, "جیم"), message(4, "دال", name=None)))
    assert parsed.observations["text"].to_list() == ["الف", "ب", "جیم", "دال"]
    assert parsed.rejections.is_empty()


def test_a_run_is_not_continued_across_a_broken_message() -> None:
    broken = message(2, "ب", name="سام", when="x")
    parsed = parse_text(
        page(message(1, "الف", name="رها"), broken, message(3, "جیم", name=None), title="انجمن")
    )
    assert parsed.observations["author_signature"].to_list() == ["رها", None]


def test_a_cut_file_loses_only_its_last_message() -> None:
    whole = page(message(1, "الف"), message(2, "بلند" * 9))
    for end in range(whole.index("بلند") + 3, whole.index(TAIL) - 16):
        parsed = parse_text(whole[:end])
        assert (parsed.observations["message_id"].to_list(), parsed.reasons()) == ([1], ["cut_off"])
        assert parsed.findings.select("finding", "example_value").rows() == [
            ("cut_off_page", "messages.html")
        ]
    assert parse_text(whole[: whole.index(TAIL)]).observations.height == 2
    assert parse_text(whole).findings.is_empty()


def test_damaged_bytes_quarantine_their_message() -> None:
    damaged = (
        page(message(1, "الف"), message(2, "ب"), message(3, "جیم"))
        .encode()
        .replace("ب\n  ".encode(), b"\xd8\n  ")
    )
    parsed = parse_text(damaged)
    assert (parsed.reasons(), parsed.observations["message_id"].to_list()) == (["damaged_text"], [1, 3])
    assert "\ufffd" in parsed.excluded["raw_text"][0]


def test_unknown_blocks_and_tags_are_found_and_their_posts_kept() -> None:
    new = message(1, "الف <mark>ب</mark>", inner='<div class="hologram details">نو</div>')
    parsed = parse_text(page(new))
    assert parsed.findings.select("finding", "subject", "example_value").rows() == [
        ("unknown_field", "class hologram details", "نو"),
        ("unknown_field", "text <mark>", "الف ب"),
    ]
    assert parsed.post(1)["text"] == "الف ب"


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.replace('class="message ', 'data-x="1" class="message '),
        lambda p: p.replace('<div class="message default clearfix" id="message', '<div id="message')
        .replace('1">', '1" class="message default clearfix">').replace('2">', '2" class="message default clearfix">'),
        lambda p: p.replace("<div ", "<DIV ").replace("</div>", "</DIV>").replace("class=", "CLASS="),
        lambda p: p.replace('"', "'"),
        lambda p: p.replace("\n", "\r\n"),
        lambda p: p.replace("\n", "\n\t      "),
        lambda p: "\ufeff" + p,
    ],
)  # fmt: skip
def test_pages_written_anew_by_other_programs(change) -> None:  # noqa: ANN001
    parsed = parse_text(change(page(message(1, "الف"), message(2, "<b>ب</b> پ<br>ت"))))
    assert parsed.observations.select("message_id", "text").rows() == [(1, "الف"), (2, "ب پ\nت")]
    assert parsed.rejections.is_empty()


def test_utf_16_pages() -> None:
    assert parse_text(page(message(1, "الف")).encode("utf-16")).post(1)["text"] == "الف"


def test_reading_in_small_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(FIXTURES.glob("messages*.html"))
    whole = parse_files(files)
    monkeypatch.setattr(pages, "READ_BYTES", 97)
    assert parse_files(files).observations.equals(whole.observations)


def test_an_endless_message_is_cut_and_quarantined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "READ_BYTES", 1 << 12)
    monkeypatch.setattr(pages, "MAX_MESSAGE_BYTES", 1 << 14)
    parsed = parse_text(page(message(1, "الف"), message(2, "ب" * 300_000), message(3, "جیم")))
    assert (parsed.observations["message_id"].to_list(), parsed.reasons()) == ([1, 3], ["message_too_large"])
    assert len(parsed.excluded["raw_text"][0]) <= 1 << 16


@pytest.mark.parametrize(
    "tags", ["<div>" * 100_000, "<p><b>" + "<b id=1>" * 50_000 + "</p>" + "<p>x" * 50_000]
)
def test_deep_nesting_neither_hangs_nor_grows(tags: str) -> None:
    parsed = parse_text(page(message(1, tags), message(2, "ب")))
    assert (parsed.reasons(), parsed.post(2)["text"]) == (["message_too_large"], "ب")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "messages.html"
    note = '\n<div class="message service" id="message7"><div class="body details">\n%s\n</div></div>' % (
        "x" * 9_000
    )
    with path.open("w") as stream:
        stream.write(page(tail=""))
        for _ in range(4_000):
            stream.write(note)
        stream.write(TAIL)
    member = Member(path.name, path, path.stat().st_size)
    tracemalloc.start()
    count = sum(1 for piece in pages.read_pieces(member, lambda data, position: position) if piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert member.byte_count > 30 << 20
    assert count == 4_001
    assert peak < 16 << 20
