"""Unpacking single gzip members and zstd frames, in pieces of bounded size."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

MAX_OUTPUT_BYTES = 1 << 20
"""Most that one step unpacks."""

_INPUT_BYTES = 1 << 10
"""Packed bytes unpacked in one step: where they are damaged, so many are lost. A zstd frame may say 128 KiB
in 4 bytes, so that a step gives at most 32 MiB."""
_MAX_WINDOW_BYTES = 1 << 27
_MAX_DICTIONARY_BYTES = 16 << 20


class DamagedError(Exception):
    """A member cannot be unpacked; ``reason`` is one of ``framing.RULES``."""

    def __init__(self, words: str, reason: str = "damaged_member") -> None:
        super().__init__(words)
        self.reason = reason


class Unpacking(Protocol):
    """One member being unpacked."""

    rest: bytes
    """Bytes fed that stand behind the member's end."""

    @property
    def is_done(self) -> bool:
        """Whether the member's end was seen."""

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Take bytes, give what they are unpacked; no piece is empty.

        Raises:
            DamagedError: the member is damaged.
        """


class Codec(Protocol):
    """A way to pack."""

    magic: bytes
    """What a member begins with."""

    def __init__(self) -> None: ...

    @staticmethod
    def begins(head: bytes) -> bool:
        """Whether a member, or what may stand between two, begins here."""

    def member(self) -> Unpacking:
        """Begin a member."""


class Gzip:
    """Members of gzip."""

    magic = b"\x1f\x8b\x08"

    @staticmethod
    def begins(head: bytes) -> bool:
        """Whether a member begins here."""
        return head.startswith(Gzip.magic)

    def member(self) -> "_GzipMember":
        """Begin a member."""
        return _GzipMember()


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(31)
        self.rest = b""

    @property
    def is_done(self) -> bool:
        return self._inflate.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        for begin in range(0, len(packed), _INPUT_BYTES):
            yield from inflated(self._inflate, packed[begin : begin + _INPUT_BYTES])
            if self._inflate.eof:
                self.rest = self._inflate.unused_data + packed[begin + _INPUT_BYTES :]
                return


def inflated(inflate: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """Unpack bytes step by step.

    Raises:
        DamagedError: they are damaged.
    """
    while not inflate.eof:
        try:
            data = inflate.decompress(packed, MAX_OUTPUT_BYTES)
        except zlib.error as error:
            raise DamagedError(str(error)) from error
        if data:
            yield data
        packed = inflate.unconsumed_tail
        if not packed and len(data) < MAX_OUTPUT_BYTES:
            return


class Zstd:
    """Frames of zstd; archives may keep the dictionary of all frames in a skippable one at their start."""

    magic = b"\x28\xb5\x2f\xfd"
    _DICTIONARY = b"\x5d\x2a\x4d\x18"

    def __init__(self) -> None:
        self._dictionary: zstandard.ZstdCompressionDict | None = None

    @staticmethod
    def begins(head: bytes) -> bool:
        """Whether a frame begins here, be it one to skip."""
        return head.startswith(Zstd.magic) or (head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5)

    def member(self) -> "_ZstdFrame":
        """Begin a frame."""
        return _ZstdFrame(self)

    def decompressor(self) -> zstandard.ZstdDecompressor:
        """What unpacks the frames of this archive."""
        return zstandard.ZstdDecompressor(dict_data=self._dictionary, max_window_size=_MAX_WINDOW_BYTES)

    def learn(self, magic: bytes, content: bytes) -> None:
        """Take over the content of a skippable frame, where it is the dictionary; that may be packed itself."""
        if magic != self._DICTIONARY:
            return
        if content.startswith(Zstd.magic):
            try:
                reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).stream_reader(content)
                content = reader.read(_MAX_DICTIONARY_BYTES)
            except zstandard.ZstdError as error:
                raise DamagedError(f"the dictionary is damaged: {error}") from error
        self._dictionary = zstandard.ZstdCompressionDict(content)


class _ZstdFrame:
    def __init__(self, codec: Zstd) -> None:
        self._codec = codec
        self._decompress: zstandard.ZstdDecompressionObj | None = None
        self._head = b""
        self._skipped = bytearray()
        self._left = -1
        """Bytes of a skippable frame that are still to come; -1 where it is none."""
        self._is_done = False
        self.rest = b""

    @property
    def is_done(self) -> bool:
        return self._is_done

    def feed(self, packed: bytes) -> Iterator[bytes]:
        if self._decompress is None and self._left < 0:
            packed = self._head + packed
            if len(packed) < 8:
                self._head = packed
                return
            packed = self._start(packed)
        if self._decompress is None:
            self._skip(packed)
            return
        for begin in range(0, len(packed), _INPUT_BYTES):
            data = self._step(packed[begin : begin + _INPUT_BYTES])
            for at in range(0, len(data), MAX_OUTPUT_BYTES):
                yield data[at : at + MAX_OUTPUT_BYTES]
            if self._decompress.eof:
                self._is_done = True
                self.rest = self._decompress.unused_data + packed[begin + _INPUT_BYTES :]
                return

    def _start(self, packed: bytes) -> bytes:
        self._head = packed[:4]
        if packed.startswith(Zstd.magic):
            try:
                self._decompress = self._codec.decompressor().decompressobj()
            except zstandard.ZstdError as error:
                raise DamagedError(str(error)) from error
            return packed
        self._left = int.from_bytes(packed[4:8], "little")
        return packed[8:]

    def _step(self, packed: bytes) -> bytes:
        assert self._decompress is not None
        try:
            return self._decompress.decompress(packed)
        except zstandard.ZstdError as error:
            raise DamagedError(str(error)) from error

    def _skip(self, packed: bytes) -> None:
        kept = packed[: self._left]
        if len(self._skipped) < _MAX_DICTIONARY_BYTES:
            self._skipped += kept
        self._left -= len(kept)
        if not self._left:
            self._codec.learn(self._head, bytes(self._skipped))
            self._is_done = True
            self.rest = packed[len(kept) :]


CODECS: tuple[type[Codec], ...] = (Gzip, Zstd)
