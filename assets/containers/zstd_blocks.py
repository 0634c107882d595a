"""zstd streams, one block at a time: no block holds more than 128 KiB, so that memory is bounded."""

from collections.abc import Callable, Iterator

import zstandard

from assets.containers.errors import UnreadableError, cut_off, damaged, followed, too_wide

_MAGIC = b"\x28\xb5\x2f\xfd"
_LONGEST_HEAD = 18
_REPEATED = 1
"""Kind of a block that is one byte, repeated."""
_MAX_BLOCK = 128 * 1024


def zstd_pieces(read: Callable[[int], bytes], max_window: int) -> Iterator[bytes]:
    """Unpack all frames of a stream; see ``decode.decoded``."""
    source = _Source(read)
    is_first = True
    while magic := source.take(4):
        if len(magic) < 4:
            raise cut_off()
        if magic == _MAGIC:
            yield from _frame(source, max_window)
        elif magic[1:] == b"\x2a\x4d\x18" and magic[0] >> 4 == 5:
            source.skip(int.from_bytes(source.whole(4), "little"))
        elif is_first:
            raise damaged("a frame begins with other bytes than it should")
        else:
            raise followed()
        is_first = False


class _Source:
    """Packed bytes, so many at a time."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._ahead = b""

    def take(self, size: int) -> bytes:
        """The next bytes, fewer at the end."""
        taken = self._ahead[:size]
        self._ahead = self._ahead[size:]
        while len(taken) < size and (more := self._read(size - len(taken))):
            taken += more
        return taken

    def whole(self, size: int) -> bytes:
        """The next bytes, all of them."""
        taken = self.take(size)
        if len(taken) < size:
            raise cut_off()
        return taken

    def skip(self, size: int) -> None:
        while size > 0:
            size -= len(self.whole(min(size, _MAX_BLOCK)))

    def give_back(self, data: bytes) -> None:
        self._ahead = data + self._ahead


def _frame(source: _Source, max_window: int) -> Iterator[bytes]:
    head = _MAGIC + source.take(_LONGEST_HEAD - 4)
    try:
        size = zstandard.frame_header_size(head)
        stated = zstandard.get_frame_parameters(head)
    except zstandard.ZstdError as error:
        if len(head) < _LONGEST_HEAD:
            raise cut_off() from error
        raise damaged(str(error)) from error
    source.give_back(head[size:])
    _refuse_unusable(stated, max_window)
    frame = zstandard.ZstdDecompressor(max_window_size=max(max_window, 1024)).decompressobj()
    yield from _unpacked(frame, head[:size])
    is_last = False
    while not is_last:
        block_head = source.whole(3)
        is_last, block = _block(source, block_head)
        yield from _unpacked(frame, block_head + block)
    if stated.has_checksum:
        yield from _unpacked(frame, source.whole(4))


def _refuse_unusable(stated: "zstandard.FrameParameters", max_window: int) -> None:
    if stated.window_size > max_window:
        raise too_wide(max_window)
    if stated.dict_id:
        raise UnreadableError(
            "it was compressed with a dictionary.", "Unpack it and hand over what it holds."
        )


def _block(source: _Source, head: bytes) -> tuple[bool, bytes]:
    """Whether a block is the last of its frame, and its packed bytes."""
    value = int.from_bytes(head, "little")
    kind, size = value >> 1 & 3, value >> 3
    return bool(value & 1), source.whole(1 if kind == _REPEATED else size)


def _unpacked(frame: "zstandard.ZstdDecompressionObj", data: bytes) -> Iterator[bytes]:
    try:
        piece = frame.decompress(data)
    except zstandard.ZstdError as error:
        raise damaged(str(error)) from error
    if piece:
        yield piece
