"""Messages in the exporter's own layout are read without a parser, and as the parser would read them."""

from pathlib import Path

import pytest
from conftest import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tdesktop_html_layout import (
    BUTTONS,
    CARD,
    FORWARD,
    LINKED_PICTURE,
    NEW_PHOTO,
    PHOTO,
    PINNED,
    POLL,
    REACTIONS,
    REPLY,
    SIGNATURE,
    TEXT,
    ending_in,
    with_picture,
)
from tdesktop_html_pages import FIXTURES, TABLES, Parsed, message, page, parse_files, parse_text

from assets.formats.tdesktop_html import reader

FIXTURE_FILES = sorted(FIXTURES.glob("*.html"))
REAL = sorted((SHARED / "dumps/tdesktop-html").glob("*"))


def by_parser(monkeypatch: pytest.MonkeyPatch, paths: list[Path]) -> Parsed:
    """Parse files with the parser of HTML alone."""
    with monkeypatch.context() as patch:
        patch.setattr(reader, "read_run", lambda writer, page, data, position: position)
        return parse_files(paths)


def assert_same(left: Parsed, right: Parsed) -> None:
    """Fail with the first table that differs."""
    for table in TABLES:
        of_left, of_right = getattr(left, table), getattr(right, table)
        assert_frame_equal(of_left, of_right, check_row_order=table != "findings")


def read_by_parser(monkeypatch: pytest.MonkeyPatch, *messages: str) -> tuple[Parsed, list[str]]:
    """Parse a page of these messages and a last one; gives the ids that a parser of HTML read."""
    seen: list[str] = []
    read = reader._Reader._message

    def note(self, piece, message) -> None:  # noqa: ANN001
        seen.append(message.attributes["id"])
        read(self, piece, message)

    monkeypatch.setattr(reader._Reader, "_message", note)
    return parse_text(page(*messages, message(99, "آخر"))), seen


@pytest.mark.parametrize("path", FIXTURE_FILES, ids=lambda p: p.stem)
def test_both_ways_agree_on_miniatures(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same(parse_files([path]), by_parser(monkeypatch, [path]))


@pytest.mark.skipif(not REAL, reason="the real dumps (../shared/data) are not on this machine")
@pytest.mark.parametrize("folder", REAL, ids=lambda p: p.name)
def test_both_ways_agree_on_real_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted(folder.glob("*.html"), key=lambda p: (len(p.name), p.name))[:2]
    assert_same(parse_files(paths), by_parser(monkeypatch, paths))


MARKS = [b"", b"<", b">", b'"', b"</div>", b"<div>", b"<b>", b"</strong>", b"<!--", b"&", b"&#x0C;", b"\n", b"<br>",
         b"</a>", b"<span>", b"<table>", b"x", b'<a href="x">', b"joined", b"\x0c", b"\x00", b"<pre>", b"</body>",
         b'<div class="text">\nx\n</div>', b'<div class="message default clearfix" id="message77">']  # fmt: skip


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FIXTURE_FILES), st.integers(0, 16_000), st.integers(0, 40), st.sampled_from(MARKS))
def test_both_ways_agree_on_damaged_pages(path: Path, start: int, length: int, mark: bytes) -> None:
    data = path.read_text("utf-8")
    damaged = data[:start] + mark.decode() + data[start + length :]
    run = reader.read_run
    exact = parse_text(damaged)
    try:
        reader.read_run = lambda writer, page, data, position: position
        parsed = parse_text(damaged)
    finally:
        reader.read_run = run
    assert_same(exact, parsed)


@pytest.mark.parametrize(
    "exact",
    [
        message(2, "ب"),
        message(2, "ب", name=None),
        message(2, TEXT),
        message(2, inner=PHOTO),
        message(2, "ب", inner=REPLY + CARD % "video"),
        message(2, inner=POLL),
        ending_in(message(2, "ب"), BUTTONS, SIGNATURE, REACTIONS),
        ending_in(message(2, "ب", inner=FORWARD), SIGNATURE, "</div>", REACTIONS),
        with_picture(message(2, "ب")),
        with_picture(message(2, "ب"), LINKED_PICTURE),
        PINNED,
        NEW_PHOTO,
    ],
)
def test_what_the_exporter_writes_needs_no_parser(
    exact: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "messages.html"
    path.write_text(page(message(1, "الف"), exact, message(3, "جیم", name=None)), "utf-8")
    parsed = by_parser(monkeypatch, [path])
    assert parsed.rejections.is_empty()
    assert parsed.findings.is_empty()
    assert_same(parse_files([path]), parsed)
    assert read_by_parser(monkeypatch, message(1, "الف"), exact)[1] == ["message99"]


@pytest.mark.parametrize(
    "odd",
    [
        message(2, "<u><b>ب</b></u>"),
        message(2, "ب&#x0C;"),
        message(2, "ب &copy"),
        message(2, "<mark>ب</mark>"),
        message(2, "ب", when="03.05.2023 10:00"),
        message(2, "ب", when="31.02.2023 10:00:00"),
        message(2, "ب", when="03.05.2023 10:00:00 UTC+99:00"),
        message(2, inner=CARD % "hologram"),
        message(2, inner=CARD % "call"),
        message(2, "ب", inner="پ"),
        message(2, "ب").replace("clearfix", "clearfix new"),
        message(2, "ب\x00"),
    ],
)
def test_anything_else_is_left_to_the_parser(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, seen = read_by_parser(monkeypatch, message(1, "الف"), odd, message(3, "جیم"))
    assert "message2" in seen
    assert parsed.record_count == 4


def test_one_odd_message_costs_no_other() -> None:
    """A run goes on behind a message that is not exact, with the sender it had."""
    parsed = parse_text(page(message(1, "<b>الف</b>", name="رها"), message(2, "ب", name=None), title="انجمن"))
    assert parsed.observations["author_signature"].to_list() == ["رها", "رها"]


def test_damage_that_says_nothing_is_passed_over() -> None:
    """Initials are cut from names, also within a character."""
    whole = page(with_picture(message(1, "الف")), message(2, "ب"))
    damaged = whole.encode().replace("\nب\n".encode(), b"\n\xd8\n", 1)
    assert parse_text(damaged).observations["text"].to_list() == ["الف", "ب"]


def test_many_short_pieces_of_formatted_text_are_read() -> None:
    parsed = parse_text(page(message(1, "<u>ب</u>" * 3_000), message(2, "پ")))
    assert parsed.post(1)["text"] == "ب" * 3_000


START = '<div class="message default clearfix" id="message2">\n<div class="body">\n'
OPEN = message(2, "ب").partition('<div class="text">\n')[0]


@pytest.mark.parametrize(
    "endless",
    [
        START * 5_000,
        START + "\n" * 1_000_000,
        START + '<div class="pull_right date details" title="' + "0" * 1_000_000,
        OPEN + '<div class="text">\n' + "ب" * 500_000,
        message(2, '<a href="' * 100_000),
        message(2, "<strong>" * 100_000),
        message(2, "&amp" * 200_000),
        message(2, "ب" * 1_000 + "<" * 200_000),
        message(
            2,
            inner='<div class="media_wrap clearfix"><div class="media_poll">'
            + '<div class="answer">\n' * 50_000,
        ),
    ],
)
def test_patterns_take_linear_time(endless: str) -> None:
    """A pattern that begins and does not end is tried once for each message."""
    parsed = parse_text(page(message(1, "الف"), endless, message(3, "جیم"), message(4, "دال")))
    assert parsed.observations["message_id"].to_list()[-2:] == [3, 4]
