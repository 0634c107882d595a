"""The adapter for Telegram Desktop's HTML export."""

import re
from collections.abc import Iterator

from assets.formats.base import Batch, Member, Source
from assets.formats.tdesktop_html.pages import is_utf_16
from assets.formats.tdesktop_html.reader import read_member
from assets.formats.tdesktop_html.writer import Writer

_MEMBERS_SNIFFED = 64
_DEEP_HEAD_BYTES = 1 << 20
_CERTAIN = 0.98

_HTML = re.compile(rb"\s*(?:<!--|<!doctype\s+html|<html|<head|<meta|<body|<div)", re.IGNORECASE)
_PAGE = re.compile(rb"""class\s*=\s*["']?(?:page_wrap|page_body chat_page|pull_right date details)""")
_MESSAGE = re.compile(
    rb"""<div\s[^<>]*?class\s*=\s*["']?message (?:default|service)[^<>]*?\bid\s*=\s*["']?message-?\d""",
    re.IGNORECASE,
)


class TdesktopHtmlAdapter:
    """Adapter for pages of an HTML export; see ``assets.formats.base.Adapter``."""

    name = "tdesktop_html"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.98 when at least half of the HTML files have the exporter's own markup, else 0."""
        pages = own = 0
        for member in members[:_MEMBERS_SNIFFED]:
            head = _utf_8(member.head())
            if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
                pages += 1
                own += _is_own(head) or (
                    b"page_wrap" in head and _is_own(_utf_8(member.head(_DEEP_HEAD_BYTES)))
                )
        return _CERTAIN if own and 2 * own >= pages else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the messages of the pages, in order; files without messages are containers."""
        writer = Writer(source.options)
        for member in source.members:
            for _ in read_member(writer, member):
                if writer.builder.is_full:
                    yield writer.flush()
        writer.release()
        batch = writer.flush()
        if batch.record_count or batch.findings.height:
            yield batch


def _is_own(head: bytes) -> bool:
    return bool(_PAGE.search(head) and _MESSAGE.search(head))


def _utf_8(head: bytes) -> bytes:
    return head.decode("utf-16", "replace").encode("utf-8", "replace") if is_utf_16(head) else head
