"""HTML exports are known by their own markup, whatever the files are called."""

from pathlib import Path

import pytest
from tdesktop_html_pages import message, page

from assets.formats.base import Member
from assets.formats.tdesktop_html import ADAPTER


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
