"""Plain text is the fallback: anything with a syntax of its own, or binary, is left to others."""

from pathlib import Path

import pytest

from assets.formats.base import Member
from assets.formats.plain_text import ADAPTER

PLAIN = {
    "persian": "سلام، به همه\nسطر دو، با ویرگول\n".encode(),
    "bracket": b"[Forwarded from X]\nhello\n",
    "header": "باغچه, [07.03.21 18:05]\nمتن\n".encode(),
    "utf-16": "متن".encode("utf-16"),
    "legacy": "متن قدیمی".encode("cp1256", "ignore"),
    "commas": b"one, two\nthree, four, five\nsix\n",
}
OTHER = {
    "empty": b"",
    "nul": b"text\x00\x00\x00text",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "controls": bytes(range(1, 32)) * 9,
    "object": b'{"name": "x"}',
    "array": b' [{"id": 1}]',
    "html": b"<!DOCTYPE html><html>",
    "fragment": b'<div class="tgme_widget_message">',
    "xml": b'<?xml version="1.0"?>',
    "warc": b"WARC/1.0\r\n",
    "csv": b"id,date,text\n1,2020-01-01,a\n2,2020-01-02,b\n3,2020-01-03,c\n",
    "tsv": b"id\tdate\ttext\n1\tx\ta\n2\ty\tb\n3\tz\tc\n",
}


def _sniff(folder: Path, *contents: bytes) -> float:
    members = []
    for position, content in enumerate(contents):
        path = folder / f"file{position}.json"  # the name must not matter
        path.write_bytes(content)
        members.append(Member(path.name, path, len(content)))
    return ADAPTER.sniff(tuple(members))


@pytest.mark.parametrize("name", PLAIN)
def test_plain(tmp_path: Path, name: str) -> None:
    assert _sniff(tmp_path, PLAIN[name]) == 0.3


@pytest.mark.parametrize("name", OTHER)
def test_other(tmp_path: Path, name: str) -> None:
    assert _sniff(tmp_path, OTHER[name]) == 0.0


def test_most_files_decide(tmp_path: Path) -> None:
    assert _sniff(tmp_path, PLAIN["persian"], PLAIN["bracket"], OTHER["png"], b"") == 0.3
    assert _sniff(tmp_path, PLAIN["persian"], OTHER["html"], OTHER["html"]) == 0.0
