"""Compressed streams, unpacked in pieces of bounded size.

Each decoder gets as much room as one piece, so that a few bytes that stand for gigabytes never meet in memory.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assets.containers.errors import cut_off, damaged, followed, too_wide
from assets.containers.zstd_blocks import zstd_pieces

Read = Callable[[int], bytes]
"""Gives the next packed bytes, at most so many; none at the end."""

PIECE = 256 * 1024
_INPUT = 16 * 1024
"""Small, because the rest of it is copied for each of the tiny streams that may be strung together in it."""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Inflate:
    """``zlib`` with the interface of the other two."""

    def __init__(self, window_bits: int) -> None:
        self._stream = zlib.decompressobj(window_bits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        unpacked = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self.needs_input = len(unpacked) < max_length and not self._stream.unconsumed_tail
        return unpacked


@dataclass(frozen=True)
class _Codec:
    make: Callable[[int], _Decoder]
    """Makes a decoder, given the memory that it may use."""
    magic: bytes
    """How a further stream begins; empty where there is only ever one."""


_CODECS = {
    "deflate": _Codec(lambda _: _Inflate(-zlib.MAX_WBITS), b""),
    "gzip": _Codec(lambda _: _Inflate(16 + zlib.MAX_WBITS), b"\x1f\x8b"),
    "bzip2": _Codec(lambda _: bz2.BZ2Decompressor(), b"BZh"),
    "xz": _Codec(lambda size: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=size), b"\xfd7zXZ"),
}
_DAMAGE = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
"""What decoders raise for bytes that are not theirs; bzip2 says OSError."""


def decoded(codec: str, read: Read, max_window: int) -> Iterator[bytes]:
    """Unpack a stream, and those strung together behind it.

    Args:
        codec: stored, deflate, gzip, bzip2, xz or zstd.
        read: gives packed bytes.
        max_window: memory in bytes that the stream may ask for.

    Raises:
        CutOffError: the stream ends early, or something else follows it; all before that was given.
        UnreadableError: it is damaged or asks for too much memory.
    """
    if codec == "stored":
        return iter(lambda: read(PIECE), b"")
    if codec == "zstd":
        return zstd_pieces(read, max_window)
    return _pieces(_CODECS[codec], read, max_window)


def _pieces(codec: _Codec, read: Read, max_window: int) -> Iterator[bytes]:
    # A decoder of xz needs a little more than the window.
    decoder, data = codec.make(max_window + (1 << 24)), b""
    while True:
        if decoder.eof:
            data = _next_stream(codec, decoder.unused_data, read)
            if not data:
                return
            decoder = codec.make(max_window + (1 << 24))
        elif decoder.needs_input:
            data = read(_INPUT)
            if not data:
                raise cut_off()
        if piece := _decompress(decoder, data, max_window):
            yield piece
        data = b""


def _next_stream(codec: _Codec, data: bytes, read: Read) -> bytes:
    """The beginning of a further stream; empty at the end, which zeros may fill up."""
    if not codec.magic:
        return b""
    while not (data := data.lstrip(b"\x00")):
        if not (data := read(_INPUT)):
            return b""
    if len(data) < len(codec.magic):
        data += read(_INPUT)
    if not data.startswith(codec.magic):
        raise followed()
    return data


def _decompress(decoder: _Decoder, data: bytes, max_window: int) -> bytes:
    try:
        return decoder.decompress(data, PIECE)
    except _DAMAGE as error:
        if "memory usage limit" in str(error).lower():
            raise too_wide(max_window) from error
        raise damaged(str(error)) from error
