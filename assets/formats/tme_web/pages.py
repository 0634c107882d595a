"""Cutting files into pages: one page is parsed at a time, however large the file is."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assets.formats.base import Member
from assets.formats.tme_web.markup import is_utf_16, looks_like_html

PAGE_BYTES = 4 << 20
"""Pages beyond this are parsed in pieces, cut where a message begins."""

_MAX_PAGES = 4
"""A piece without any such place is not parsed beyond so many times that."""

_READ_BYTES = 1 << 20
_DOCTYPE = re.compile(rb"<!(?i:doctype)\s+html")
_WRAP = re.compile(rb"<\s*div\s[^<>]*tgme_widget_message(?:_wrap)?[\"'\s]")


@dataclass(frozen=True)
class Piece:
    """A page, or a stretch of a long one."""

    data: bytes
    is_start: bool
    """False where an earlier piece began the page."""
    is_too_large: bool = False
    """True for a stretch that holds no message's beginning for too long."""


def read_pieces(member: Member, page_bytes: int = PAGE_BYTES) -> Iterator[Piece]:
    """Pages of a file in order; a file may hold several, one after the other, and one that is no HTML none.

    Raises:
        OSError: the file cannot be read.
    """
    waiting, is_start = b"", True
    for chunk in _chunks(member):
        if is_start and not waiting and not looks_like_html(chunk):
            return
        waiting += chunk
        while len(waiting) >= page_bytes:
            cut = _last_cut(waiting, page_bytes)
            if not cut and len(waiting) < _MAX_PAGES * page_bytes:
                break
            piece = waiting[: cut or len(waiting)]
            for part in _pages(piece, is_start):
                yield part if cut else Piece(part.data, part.is_start, is_too_large=True)
            waiting, is_start = waiting[len(piece) :], False
    yield from _pages(waiting, is_start)


def _pages(data: bytes, is_start: bool) -> Iterator[Piece]:
    """Split at document types; blank stretches are no pages."""
    starts = [found.start() for found in _DOCTYPE.finditer(data)]
    begin = 0
    for end in [*starts, len(data)]:
        part = data[begin:end]
        if part.strip():
            yield Piece(part, is_start=is_start or begin in starts)
            is_start = False
        begin = end


def _last_cut(data: bytes, limit: int) -> int:
    """Last place within the first ``limit`` bytes or else the first one behind, where a message or page begins."""
    last = 0
    for pattern in (_WRAP, _DOCTYPE):
        for found in pattern.finditer(data):
            if found.start() > limit and last:
                break
            last = max(last, found.start())
    return last


def _chunks(member: Member) -> Iterator[bytes]:
    """The file's bytes as UTF-8, in bounded pieces."""
    with member.open() as stream:
        chunk = stream.read(_READ_BYTES)
        decoder = codecs.getincrementaldecoder("utf-16")("replace") if is_utf_16(chunk) else None
        while chunk:
            yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk
            chunk = stream.read(_READ_BYTES)
