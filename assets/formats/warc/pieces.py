"""Bytes of an archive in bounded pieces, unpacked member by member, with a way on behind damage.

Archives are kept plain, or with one gzip member or zstd frame per record, so that a damaged one costs its
record only. Files packed as a whole are one long member and are read, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from assets.formats.base import Member
from assets.formats.warc.codecs import CODECS, Codec, DamagedError

RECORD = b"WARC/"
"""What every record begins with."""

CUT_OFF = "cut_off"
DAMAGED_MEMBER = "damaged_member"
TOO_DENSE = "too_dense"

_READ_BYTES = 16 << 10
"""Packed bytes read at a time: about what a page has."""
_PLAIN_BYTES = 256 << 10
_HEAD_BYTES = 4 << 10
_TRIAL_BYTES = 160 << 10
"""A zstd frame shows nothing before its first block is whole, which may have 128 KiB."""
_FREE_BYTES = 64 << 20
_MAX_RATIO = 200


@dataclass(frozen=True)
class Fault:
    """Why bytes cannot be read: a reason of ``framing.RULES`` and the case in words."""

    reason: str
    case: str


@dataclass(frozen=True)
class Piece:
    """Some bytes of an archive."""

    data: bytes
    offset: int
    """Byte of the file where the piece begins, or the member that it was unpacked from."""
    is_start: bool = False
    """True for the first piece of a member."""
    fault: Fault | None = None
    """Why nothing of the member follows; such a piece has no data. Is it a start, nothing came before."""


def read_pieces(member: Member) -> Iterator[Piece]:
    """Pieces of a file in order; none is empty but those that state a fault.

    Raises:
        OSError: the file cannot be read.
    """
    with member.open() as stream:
        head = stream.read(8)
        codec = next((c for c in CODECS if c.begins(head)), None)
        stream.seek(0)
        yield from _plain(stream) if codec is None else _Unpacker(stream, codec()).pieces()


def begins_with_record(member: Member) -> bool:
    """Whether the bytes of a file, unpacked if need be, are those of a WARC."""
    first = next(read_pieces(member), None)
    return first is not None and first.data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(RECORD)


def _plain(stream: BinaryIO) -> Iterator[Piece]:
    offset = 0
    while data := stream.read(_PLAIN_BYTES):
        yield Piece(data, offset)
        offset += len(data)


class _Unpacker:
    """Unpacks the members of a file one after the other.

    Behind a member that is damaged it goes on with the next one that begins with a record. What was read
    before the damage was seen is searched again for such a beginning, as often as this does not make up
    more than the file itself.
    """

    def __init__(self, stream: BinaryIO, codec: Codec) -> None:
        self._stream = stream
        self._codec = codec
        self._position = 0
        self._read_again = 0

    def pieces(self) -> Iterator[Piece]:
        while True:
            head = self._at(self._position, _HEAD_BYTES)
            padding = len(head) - len(head.lstrip(b"\x00"))
            if not head:
                return
            if padding:
                self._position += padding
            elif self._codec.begins(head):
                yield from self._member()
            else:
                case = f"no member begins at byte {self._position}"
                yield Piece(b"", self._position, is_start=True, fault=Fault(DAMAGED_MEMBER, case))
                self._position = self._next_start(self._position + 1)

    def _member(self) -> Iterator[Piece]:
        begin, is_start, size = self._position, True, 0
        unpacking = self._codec.member()
        self._stream.seek(begin)
        while not unpacking.is_done:
            packed = self._stream.read(_READ_BYTES)
            if not packed:
                yield Piece(b"", begin, is_start, self._endless(begin))
                return
            try:
                for data in unpacking.feed(packed):
                    size += len(data)
                    yield Piece(data, begin, is_start)
                    is_start = False
                    self._check_ratio(size, self._stream.tell() - begin)
            except DamagedError as damage:
                case = f"the member at byte {begin}: {damage}"
                yield Piece(b"", begin, is_start, Fault(damage.reason, case))
                self._position = self._behind_damage(begin)
                return
        self._position = self._stream.tell() - len(unpacking.rest)

    def _endless(self, begin: int) -> Fault:
        """Why a member has no end: the file is cut off, unless others begin behind where it begins."""
        end = self._stream.tell()
        self._position = self._behind_damage(begin)
        reason = CUT_OFF if self._position >= end else DAMAGED_MEMBER
        return Fault(reason, f"the member at byte {begin} has no end")

    def _check_ratio(self, size: int, packed_size: int) -> None:
        if size > _FREE_BYTES and size > _MAX_RATIO * packed_size:
            raise DamagedError(f"{size} bytes come out of {packed_size}", TOO_DENSE)

    def _behind_damage(self, begin: int) -> int:
        seen = self._stream.tell()
        is_searched_again = self._may_read_again(seen - begin)
        return self._next_start(begin + 1 if is_searched_again else seen)

    def _may_read_again(self, size: int) -> bool:
        """Whether so many bytes may be read once more: so hostile files cost no more than others."""
        if self._read_again + size > max(self._stream.tell(), _FREE_BYTES):
            return False
        self._read_again += size
        return True

    def _next_start(self, position: int) -> int:
        """First byte from a place on where a member begins whose first bytes are a record's; else the end."""
        overlap = len(self._codec.magic) - 1
        while len(data := self._at(position, _PLAIN_BYTES)) > overlap:
            found = data.find(self._codec.magic)
            while found >= 0:
                if self._is_record(position + found):
                    return position + found
                found = data.find(self._codec.magic, found + 1)
            position += len(data) - overlap
        return position + len(data)

    def _is_record(self, position: int) -> bool:
        unpacking, tried = self._codec.member(), 0
        try:
            while tried < _HEAD_BYTES or (tried < _TRIAL_BYTES and self._may_read_again(_HEAD_BYTES)):
                first = next(unpacking.feed(self._at(position + tried, _HEAD_BYTES)), None)
                if first is not None:
                    return first.startswith(RECORD)
                tried += _HEAD_BYTES
        except DamagedError:
            pass
        return False

    def _at(self, position: int, size: int) -> bytes:
        self._stream.seek(position)
        return self._stream.read(size)
