"""Pages cut where messages begin, so that no message's markup can harm another's.

Parsers of HTML need time that grows with the square of the nesting, and memory that grows with the
product of unclosed tags and paragraphs: pieces are bounded in length and in tags.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assets.formats.base import Member

READ_BYTES = 1 << 20
MAX_MESSAGE_BYTES = 16 << 20
"""A longer message is not read: pages saved with their pictures inside stay far below."""
MAX_TAGS = 4_000
"""Tags of one parse, line breaks apart; a hundred links and a hundred buttons are about 1,300."""
RAW_BYTES = 65_536

_START = re.compile(rb"""<div (?:class=["']?message[ "'>]|id=["']?message-?\d)""")
_ANY_START = re.compile(
    rb"""<div\s(?=[^<>]{0,1000}?\b(?:class\s*=\s*["']?message[\s"'>]|id\s*=\s*["']?message-?\d))""",
    re.IGNORECASE,
)
"""The same for pages that some other program has written anew."""
_LOOK_BACK = 2_000
"""Bytes that may belong to the beginning of a message whose end is not read yet."""

ReadRun = Callable[[bytes, int], int]
"""Reads messages from a position on as far as it can, and returns where the first that it cannot begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page: what stands above its first message, or a message with all up to the next."""

    data: bytes
    is_message: bool
    is_last: bool
    """True for the end of the file."""
    is_whole: bool = True
    """False when it was longer than ``MAX_MESSAGE_BYTES``; ``data`` is its beginning."""

    @property
    def is_readable(self) -> bool:
        """Whether the piece may be given to a parser."""
        tags = self.data.count(b"<")
        return self.is_whole and (tags <= MAX_TAGS or tags - self.data.count(b"<br") <= MAX_TAGS)

    @property
    def parsed(self) -> bytes:
        """What is given to a parser: without a tag that the end of the file cuts."""
        cut = self.data.rfind(b"<") if self.is_last else -1
        return self.data[:cut] if 0 <= cut > self.data.rfind(b">") else self.data

    @property
    def is_closed(self) -> bool:
        """Whether no block of a message is open at its end."""
        folded = self.data.lower()
        return folded.count(b"<div") <= folded.count(b"</div")

    @property
    def raw(self) -> str:
        """Its text for quarantine, up to ``RAW_BYTES``; broken bytes as U+FFFD, NUL visible."""
        return self.data[:RAW_BYTES].decode(errors="replace").replace("\x00", "\\x00")


def read_pieces(member: Member, read_run: ReadRun) -> Iterator[Piece | None]:
    """Yield the pieces of a file that ``read_run`` does not read, in order, and None between reads.

    What is above the first message may be missing.
    """
    chunks = _chunks(member)
    chunk = next(chunks, b"")
    start = _START if _START.search(chunk) else _ANY_START
    rest, is_message, is_whole = b"", False, True
    while chunk:
        more = next(chunks, b"")
        buffer, position = rest + chunk, 0
        can_run = b"\x00" not in buffer
        while True:
            if is_message and is_whole and can_run:
                position = read_run(buffer, position)
            cut = start.search(buffer, position + is_message)
            if cut is None:
                break
            if cut.start():
                yield Piece(buffer[position : cut.start()], is_message, is_last=False, is_whole=is_whole)
            position, is_message, is_whole = cut.start(), True, True
        rest = buffer[position:]
        if not more:
            yield Piece(rest, is_message, is_last=True, is_whole=is_whole)
        elif len(rest) > MAX_MESSAGE_BYTES:
            rest, is_whole = rest[:RAW_BYTES] + rest[-_LOOK_BACK:], False
        chunk = more
        yield None


def is_utf_16(head: bytes) -> bool:
    """Whether a file's first bytes mark it as UTF-16, as some editors save."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _chunks(member: Member) -> Iterator[bytes]:
    """A file in UTF-8, with line feeds as its only line ends."""
    with member.open() as stream:
        head = stream.read(4)
        if is_utf_16(head):
            stream.seek(0)
            for text in codecs.iterdecode(iter(lambda: stream.read(READ_BYTES), b""), "utf-16", "replace"):
                yield text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace")
            return
        chunk = head.removeprefix(codecs.BOM_UTF8) + stream.read(READ_BYTES)
        while chunk:
            if chunk.endswith(b"\r"):
                chunk += stream.read(1)
            if b"\r" in chunk:
                chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            yield chunk
            chunk = stream.read(READ_BYTES)
