"""Pages cut where messages begin, so that no message's markup can harm another's.

Parsers of HTML need time that grows with the square of the nesting, and memory that grows with the
product of unclosed tags and paragraphs: pieces are bounded in length and in tags.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assets.formats.base import Member

READ_CHARACTERS = 1 << 20
MAX_MESSAGE_CHARACTERS = 16 << 20
"""A longer message is not read: pages saved with their pictures inside stay far below."""
MAX_TAGS = 4_000
"""Tags of one parse, line breaks apart; a hundred links and a hundred buttons are about 1,300."""
GROUP_CHARACTERS = 32 << 10
"""Messages are parsed together up to this length: one parse for each would take ten times as long."""
RAW_CHARACTERS = 65_536

_START = re.compile(r"""<div (?:class=["']?message[ "'>]|id=["']?message-?\d)""")
_ANY_START = re.compile(
    r"""<div\s(?=[^<>]{0,1000}?\b(?:class\s*=\s*["']?message[\s"'>]|id\s*=\s*["']?message-?\d))""",
    re.IGNORECASE,
)
"""The same for pages that some other program has written anew."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page: what stands above its first message, or a message with all up to the next."""

    text: str
    is_message: bool
    is_last: bool
    """True for the end of the file."""
    is_whole: bool = True
    """False when it was longer than ``MAX_MESSAGE_CHARACTERS``; ``text`` is its beginning."""

    @property
    def is_readable(self) -> bool:
        """Whether the piece may be given to a parser."""
        tags = self.text.count("<")
        return self.is_whole and (tags <= MAX_TAGS or tags - self.text.count("<br") <= MAX_TAGS)

    @property
    def is_closed(self) -> bool:
        """Whether no block of a message is open at its end."""
        folded = self.text.lower()
        return folded.count("<div") <= folded.count("</div")

    @property
    def raw(self) -> str:
        """Its text for quarantine, up to ``RAW_CHARACTERS``; broken bytes as U+FFFD, NUL visible."""
        head = self.text[:RAW_CHARACTERS].replace("\x00", "\\x00")
        return head.encode(errors="surrogateescape").decode(errors="replace")


def read_pieces(member: Member) -> Iterator[Piece]:
    r"""Yield the pieces of a file in order; what is above the first message may be missing.

    Bytes that are not UTF-8 become lone surrogates. Line ends become ``\\n``, as in any HTML parser.
    """
    with _reader(member) as stream:
        buffer = stream.read(READ_CHARACTERS)
        start = _START if _START.search(buffer) else _ANY_START
        is_message, is_whole = False, True
        while buffer:
            more = stream.read(READ_CHARACTERS)
            cuts = [found.start() for found in start.finditer(buffer)]
            if is_message and cuts and cuts[0] == 0:
                del cuts[0]
            position = 0
            for cut in cuts:
                if cut > position:
                    yield Piece(buffer[position:cut], is_message, is_last=False, is_whole=is_whole)
                position, is_message, is_whole = cut, True, True
            rest = buffer[position:]
            if not more:
                yield Piece(rest, is_message, is_last=True, is_whole=is_whole)
            elif len(rest) > MAX_MESSAGE_CHARACTERS:
                rest, is_whole = rest[:RAW_CHARACTERS] + rest[-_LOOK_BACK:], False
            buffer = rest + more if more else ""


_LOOK_BACK = 2_000
"""Characters that may belong to the beginning of a message whose end is not read yet."""


def grouped(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Yield messages that may be parsed together, in order; anything else alone."""
    group: list[Piece] = []
    length = tags = 0
    for piece in pieces:
        size, own_tags = len(piece.text), piece.text.count("<")
        is_plain = piece.is_message and piece.is_whole and not piece.is_last and own_tags <= MAX_TAGS
        if group and (not is_plain or length + size > GROUP_CHARACTERS or tags + own_tags > MAX_TAGS):
            yield group
            group, length, tags = [], 0, 0
        group.append(piece)
        length += size
        tags += own_tags
        if not is_plain:
            yield group
            group, length, tags = [], 0, 0
    if group:
        yield group


def is_utf_16(head: bytes) -> bool:
    """Whether a file's first bytes mark it as UTF-16, as some editors save."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _reader(member: Member) -> io.TextIOWrapper:
    if is_utf_16(member.head(4)):
        return io.TextIOWrapper(member.open(), encoding="utf-16", errors="replace")
    return io.TextIOWrapper(member.open(), encoding="utf-8-sig", errors="surrogateescape")
