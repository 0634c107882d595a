"""Bytes of a delimited file as lines of text, in bounded memory; bytes that are no text stay visible."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from assets.formats.plain_text.encoding import detect

MAX_RECORD_CHARACTERS = 8 << 20
"""Longest line and longest record; a quote that is not closed swallows no more than this."""

ESCAPED = re.compile("[\ud800-\udfff]")
"""A byte that is no text, as ``Lines`` gives it."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ASCII_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_AMONG_LATIN = re.compile(r"(?<=[a-zA-Z])[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z](?=[a-zA-Z])")
_CYRILLIC_PAIR = re.compile("[\u0400-\u04ff](?=[\u0400-\u04ff])")
_MIXED_PAIR = re.compile("[\u0430-\u045f](?=[\u0400-\u042f])")

_STEP = 1 << 20
_CYRILLIC = ("cp1251", "Windows-1251")
_ARABIC = ("cp1256", "Windows-1256")
_LATIN = ("cp1252", "Windows-1252")
_MIXED_CASE = 0.05
"""Share of small letters before capitals above which Cyrillic is something else."""
_ERRORS = "anbar.escape"


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Bytes that cannot be decoded become lone surrogates U+DC00 + byte, as Python's surrogateescape does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + b) for b in error.object[error.start : error.end]), error.end


codecs.register_error(_ERRORS, _escape)


@dataclass(frozen=True)
class Coding:
    """How the bytes of a text file are to be read."""

    codec: str
    label: str
    """Name for people."""
    skip: int
    """Bytes of the byte order mark."""

    @property
    def reason(self) -> str:
        """Rejection reason of text that is not valid in this encoding."""
        return "invalid_" + self.label.lower().replace("-", "")


class LongLine(str):
    """The beginning of a line that is longer than a record may be."""

    __slots__ = ()


def codings(head: bytes) -> list[Coding]:
    """Encodings a file may have, the likeliest first; older 8-bit ones only where the head is not UTF-8.

    UTF-8 with damage stays UTF-8: older text hardly ever has valid sequences of it.
    """
    marked = detect(head)
    if marked.bom:
        return [Coding(marked.codec, marked.label, len(marked.bom))]
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    pairs = max(len(head[:4096]) // 2, 1)
    if max(even, odd) > pairs // 4:  # ASCII in UTF-16 has a NUL in every pair of bytes
        return [Coding("utf-16-be", "UTF-16", 0) if even > odd else Coding("utf-16-le", "UTF-16", 0)]
    utf_8 = Coding("utf-8", "UTF-8", 0)
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    bad = text.count("\ufffd") - head.count("\ufffd".encode())
    if not bad:
        return [utf_8]
    good = sum(map(len, _NOT_ASCII.findall(text))) - bad
    older = [Coding(codec, label, 0) for codec, label in _older(head)]
    return [*older, utf_8] if bad > good else [utf_8, *older]


def _older(head: bytes) -> list[tuple[str, str]]:
    """8-bit encodings, the likeliest first.

    Accented letters stand among ASCII ones; Arabic that is read as Cyrillic has capitals inside its words.
    """
    text = head.decode("cp1251", "replace")
    among_latin, all_letters = len(_AMONG_LATIN.findall(text)), len(_NOT_ASCII_LETTER.findall(text))
    if 2 * among_latin > all_letters:
        return [_LATIN, _CYRILLIC, _ARABIC]
    pairs, mixed = len(_CYRILLIC_PAIR.findall(text)), len(_MIXED_PAIR.findall(text))
    return [_ARABIC, _CYRILLIC] if mixed > _MIXED_CASE * pairs else [_CYRILLIC, _ARABIC]


def decoded(head: bytes, coding: Coding, *, is_whole: bool) -> str:
    """Text of the first bytes of a file, without a character that is cut at their end."""
    decoder = codecs.getincrementaldecoder(coding.codec)(_ERRORS)
    return decoder.decode(head[coding.skip :], final=is_whole)


class Lines:
    """Lines of a stream with their ends."""

    def __init__(self, stream: BinaryIO, coding: Coding, newline: str) -> None:
        self._stream = stream
        self._coding = coding
        self._newline = newline
        self.has_escapes = False
        """True once bytes that are no text were read."""

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces():
            yield from (piece,) if type(piece) is LongLine else io.StringIO(piece, newline=self._newline)

    def pieces(self) -> Iterator[str]:
        """Whole lines, about a MiB of them at a time; a ``LongLine`` comes by itself."""
        rest = ""
        is_skipping = False
        for block in self._blocks():
            if is_skipping:
                end = block.find(self._newline)
                is_skipping, block = end < 0, block[end + 1 :]
                if is_skipping:
                    continue
            text = rest + block
            cut = text.rfind(self._newline) + 1
            if cut:
                yield text[:cut]
            rest = text[cut:]
            if len(rest) > MAX_RECORD_CHARACTERS:
                yield LongLine(rest[: 1 << 16])
                rest, is_skipping = "", True
        if rest:
            yield rest

    def _blocks(self) -> Iterator[str]:
        self._stream.seek(self._coding.skip)
        decoder = codecs.getincrementaldecoder(self._coding.codec)(_ERRORS)
        while data := self._stream.read(_STEP):
            yield self._checked(decoder.decode(data))
        yield self._checked(decoder.decode(b"", final=True))

    def _checked(self, text: str) -> str:
        if not self.has_escapes:
            try:
                text.encode()
            except UnicodeEncodeError:
                self.has_escapes = True
        return text
