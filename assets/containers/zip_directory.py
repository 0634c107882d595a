"""The directory at the end of a zip archive, read entry by entry.

The library's reader takes all entries into memory, however many a file states, and fails as a whole on one
odd name; this one stops at a limit and knows names in the encodings that people's programs write.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from assets.containers.entries import decode_name
from assets.containers.errors import UnreadableError, damaged

_LONGEST_END = 22 + 0xFFFF
_LAST_RECORD = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_LAST_RECORD_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_FILLED = 0xFFFFFFFF
"""Stands for a number of 64 bits, which follows in an extra field."""


_UNIX = (3, 19)
"""Systems whose entries state the kind of the file as Unix does: Unix and macOS."""


@dataclass(frozen=True)
class ZipEntry:
    """What the directory states about one file."""

    name: str
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    offset: int
    """Where its own header stands in the file."""
    name_size: int
    mode: int
    """Kind and rights of the file as Unix writes them; 0 from other systems."""

    @property
    def end(self) -> int:
        """Where its packed bytes end at the earliest."""
        return self.offset + 30 + self.name_size + self.packed_size


@dataclass(frozen=True)
class _Directory:
    offset: int
    size: int
    shift: int
    """Bytes before the archive, which its own offsets do not count."""


def directory(stream: BinaryIO, file_size: int) -> Iterator[ZipEntry]:
    """Yield the entries of an archive, in the order of its directory.

    Raises:
        UnreadableError: it has none, or a damaged one.
    """
    place = _find(stream, file_size)
    at, end = place.offset, place.offset + place.size
    while at < end:
        fields = _ENTRY.unpack(_exactly(stream, at, _ENTRY.size))
        name_size, extra_size, comment_size = fields[12:15]
        if fields[0] != b"PK\x01\x02":
            raise damaged("its directory has a wrong entry")
        rest = _exactly(stream, at + _ENTRY.size, name_size + extra_size)
        yield _entry(fields, rest[:name_size], rest[name_size:], place)
        at += _ENTRY.size + name_size + extra_size + comment_size


def _entry(fields: tuple[int, ...], name: bytes, extra: bytes, place: _Directory) -> ZipEntry:
    system, flags, method = fields[2], fields[5], fields[6]
    size, packed_size, offset = _large(extra, [fields[11], fields[10], fields[18]])
    end = place.offset - place.shift
    if offset + packed_size > end:
        raise damaged("a member lies beyond its end")
    # Programs that do not set the flag for UTF-8 write it all the same, or the code page of DOS.
    return ZipEntry(
        name=decode_name(name, ("utf-8", "cp437")).partition("\x00")[0],
        flags=flags,
        method=method,
        crc=fields[9],
        packed_size=packed_size,
        size=size,
        offset=offset + place.shift,
        name_size=len(name),
        mode=fields[17] >> 16 if system in _UNIX else 0,
    )


def _large(extra: bytes, numbers: list[int]) -> list[int]:
    """Numbers of an entry, those of 64 bits taken from its extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field = extra[at + 4 : at + 4 + size]
            wide = (int.from_bytes(field[i : i + 8], "little") for i in range(0, len(field) - 7, 8))
            return [next(wide, n) if n == _FILLED else n for n in numbers]
        at += 4 + size
    return numbers


def _find(stream: BinaryIO, file_size: int) -> _Directory:
    start = max(0, file_size - _LONGEST_END)
    tail = _exactly(stream, start, file_size - start)
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or found + _LAST_RECORD.size > len(tail):
        raise UnreadableError(
            "its end, where a zip archive has its directory, is missing: it is cut off.",
            "Wait until it is complete, or hand it over again whole.",
        )
    last = _LAST_RECORD.unpack_from(tail, found)
    if last[1] not in (0, 0xFFFF) or last[1] != last[2]:
        raise UnreadableError("it is one part of several.", "Put the parts together and hand them over.")
    return _directory_64(stream, start + found) or _place(start + found, last[5], last[6])


def _directory_64(stream: BinaryIO, end: int) -> _Directory | None:
    at = end - _LOCATOR.size
    if at < 0:
        return None
    locator = _LOCATOR.unpack(_exactly(stream, at, _LOCATOR.size))
    if locator[0] != b"PK\x06\x07":
        return None
    at -= _LAST_RECORD_64.size
    last = _LAST_RECORD_64.unpack(_exactly(stream, at, _LAST_RECORD_64.size)) if at >= 0 else (b"",)
    if last[0] != b"PK\x06\x06":
        raise damaged("its directory of 64 bits is not where it should be")
    return _place(at, last[8], last[9])


def _place(end: int, size: int, offset: int) -> _Directory:
    """Where the directory lies that ends at a place; what stands before the archive shifts it."""
    shift = end - size - offset
    if shift < 0:
        raise damaged("its directory is longer than the file")
    return _Directory(end - size, size, shift)


def _exactly(stream: BinaryIO, at: int, size: int) -> bytes:
    stream.seek(at)
    data = stream.read(size)
    if len(data) < size:
        raise damaged("its directory is cut off")
    return data
