"""What kind of packed file something is, by its first bytes; names do not count."""

from dataclasses import dataclass
from typing import BinaryIO, Literal

from assets.containers.decode import decoded
from assets.containers.errors import CutOffError, UnreadableError
from assets.containers.tar_archive import BLOCK, is_tar
from assets.containers.zip_archive import is_document
from warehouse.settings import Containers

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
_WARC = b"WARC/"
_WARC_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Skippable frame with which web archives in zstd begin: the dictionary of all others."""
_FOREIGN = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x04\x22\x4d\x18": "compressed by LZ4",
    b"\x1f\x9d": "compressed by compress (.Z)",
    b"MSCF\x00\x00\x00\x00": "a cabinet (.cab)",
}


@dataclass(frozen=True)
class Kind:
    """Kind of a packed file."""

    shape: Literal["zip", "tar", "single"]
    codec: str = "stored"
    """Compression around a tar archive or a single file; see ``decode.decoded``."""


def kind_of(stream: BinaryIO, size: int, limits: Containers) -> Kind | None:
    """The kind of a file, None for one that is no container: documents in zip clothing, web archives.

    Raises:
        UnreadableError: it is packed in a way that Anbar does not know.
    """
    stream.seek(0)
    head = stream.read(BLOCK)
    for magic, words in _FOREIGN.items():
        if head.startswith(magic):
            raise UnreadableError(f"it is {words}.", "Unpack it and hand over what it holds.")
    if head.startswith(_ZIP):
        return None if is_document(stream, size, limits.max_members) else Kind("zip")
    if is_tar(head):
        return Kind("tar")
    codec = _codec(head)
    return _kind_inside(stream, codec, limits) if codec else None


def _codec(head: bytes) -> str | None:
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[3:4] in b"123456789" and head[4:10] in _BZIP2_BLOCKS:
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    is_skippable = len(head) > 4 and head[0] >> 4 == 5 and head[1:4] == _WARC_DICTIONARY[1:]
    if head.startswith(b"\x28\xb5\x2f\xfd") or (is_skippable and not head.startswith(_WARC_DICTIONARY)):
        return "zstd"
    return None


def _kind_inside(stream: BinaryIO, codec: str, limits: Containers) -> Kind | None:
    """The kind of a compressed stream, by what it holds; a broken one shows that when it is unpacked."""
    stream.seek(0)
    inside = bytearray()
    try:
        for piece in decoded(codec, stream.read, limits.max_window):
            inside += piece
            if len(inside) >= BLOCK:
                break
    except (CutOffError, UnreadableError):
        pass
    if inside.startswith(_WARC):
        return None
    return Kind("tar" if is_tar(bytes(inside[:BLOCK])) else "single", codec)
