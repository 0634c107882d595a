"""zip archives: members by the directory, their bytes counted and checked whatever the directory says."""

import stat
import struct
import zlib
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import BinaryIO

from assets.containers import entries
from assets.containers.decode import decoded
from assets.containers.entries import Entry, entry
from assets.containers.errors import CutOffError, UnreadableError, damaged
from assets.containers.zip_directory import ZipEntry, directory

_CODECS = {0: "stored", 8: "deflate", 12: "bzip2", 93: "zstd", 95: "xz"}
_NAMES = {1: "Shrink", 6: "Implode", 9: "Deflate64", 14: "LZMA", 97: "WavPack", 98: "PPMd"}
_ENCRYPTED = 0x2041
"""Flags of encrypted members, and of an encrypted directory."""
_DOCUMENTS = frozenset(["[Content_Types].xml", "AndroidManifest.xml", "META-INF/MANIFEST.MF", "mimetype"])
"""Files that tell a document or a program in a zip archive from an archive of files."""


def is_document(stream: BinaryIO, file_size: int, max_members: int) -> bool:
    """Whether it is one document (of an office program, a book, an app) and not an archive of files."""
    try:
        return any(e.name in _DOCUMENTS for e in islice(directory(stream, file_size), max_members))
    except UnreadableError:
        return False


def read_directory(stream: BinaryIO, file_size: int, max_members: int) -> list[ZipEntry]:
    """The entries in the order in which they lie in the file; one more than ``max_members`` at most.

    Raises:
        UnreadableError: the directory is damaged, or members lie over one another, as in bombs.
    """
    found = list(islice(directory(stream, file_size), max_members + 1))
    found.sort(key=lambda e: e.offset)
    if any(before.end > after.offset for before, after in pairwise(found)):
        raise UnreadableError(
            "its members lie over one another, as in bombs; nothing of it is loaded.",
            "Unpack it yourself if you trust it, and hand over what it holds.",
        )
    return found


def as_entry(number: int, stated: ZipEntry) -> Entry | None:
    """The entry of a file; None for a folder."""
    if stated.name.endswith(("/", "\\")) or stat.S_ISDIR(stated.mode):
        return None
    return entry(number, stated.name, stated.size, _why_refused(stated))


def _why_refused(stated: ZipEntry) -> str:
    if stat.S_ISLNK(stated.mode):
        return entries.LINK
    if stat.S_IFMT(stated.mode) not in (0, stat.S_IFREG):
        return entries.DEVICE
    if stated.flags & _ENCRYPTED:
        return entries.ENCRYPTED
    if stated.method not in _CODECS:
        name = _NAMES.get(stated.method, f"method {stated.method}")
        return (
            f"it is compressed by {name}, which Anbar does not know. Unpack it and hand over what it holds."
        )
    return ""


def pieces(stream: BinaryIO, stated: ZipEntry, max_window: int) -> Iterator[bytes]:
    """The bytes of a member.

    Raises:
        UnreadableError: they are not those that the directory states.
    """
    section = _Section(stream, stated)
    size = crc = 0
    try:
        for piece in decoded(_CODECS[stated.method], section.read, max_window):
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            yield piece
    except CutOffError as error:
        raise damaged("its compressed data end early") from error
    if size != stated.size:
        raise damaged(f"{stated.size:,} bytes are stated, {size:,} are there")
    if crc != stated.crc:
        raise damaged("its checksum is wrong")


class _Section:
    """The packed bytes of one member."""

    def __init__(self, stream: BinaryIO, stated: ZipEntry) -> None:
        stream.seek(stated.offset)
        head = stream.read(30)
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise damaged("its own header is not where it should be")
        self._stream = stream
        self._at = stated.offset + 30 + sum(struct.unpack_from("<2H", head, 26))
        self._left = stated.packed_size

    def read(self, size: int) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(min(size, self._left))
        self._at += len(data)
        self._left -= len(data)
        return data
