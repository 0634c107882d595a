"""The adapter for files of t.me pages."""

from collections.abc import Iterator

from assets.formats.base import Batch, Member, Source
from assets.formats.tme_web.markup import (
    deep_head_size,
    is_tme,
    is_utf_16,
    looks_like_html,
    may_be_tme_further_on,
)
from assets.formats.tme_web.pages import read_pieces
from assets.formats.tme_web.writer import PageWriter

_MEMBERS_SNIFFED = 64
_CERTAIN = 0.98


class TmeWebAdapter:
    """Adapter for pages of Telegram's web preview; see ``assets.formats.base.Adapter``."""

    name = "tme_web"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.98 when at least half of the pages have t.me's own markup, else 0."""
        pages = own = 0
        for member in members[:_MEMBERS_SNIFFED]:
            head = _head(member)
            if looks_like_html(head):
                pages += 1
                own += is_tme(head) or (may_be_tme_further_on(head) and is_tme(member.head(deep_head_size())))
        return _CERTAIN if own and 2 * own >= pages else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the messages of the pages, in order; files that are no t.me pages are containers."""
        writer = PageWriter(source.options)
        for member in source.members:
            yield from self._parse_member(writer, member)
        batch = writer.flush()
        if batch.record_count or batch.findings.height:
            yield batch

    def _parse_member(self, writer: PageWriter, member: Member) -> Iterator[Batch]:
        number = 0
        for piece in read_pieces(member):
            if piece.is_start:
                if number:
                    writer.end_page()
                number += 1
                writer.start_page(member.name if number == 1 else f"{member.name}:page {number}")
            if piece.is_too_large:
                rule = "a page has a message at least every 16 MiB"
                writer.reject("page_too_large", rule, piece.data[:65_536].decode("utf-8", "replace"), "")
            else:
                writer.write(piece.data)
            if writer.builder.is_full:
                yield writer.flush()
        if not number:
            writer.start_page(member.name)
        writer.end_page()


def _head(member: Member) -> bytes:
    head = member.head()
    return head.decode("utf-16", "replace").encode("utf-8", "replace") if is_utf_16(head) else head
