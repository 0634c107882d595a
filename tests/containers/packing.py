"""Archives for tests, hostile ones included."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import zstandard

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
}
SUFFIX = {"gzip": "gz", "bzip2": "bz2", "xz": "xz", "zstd": "zst"}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(
    files: Mapping[str, bytes], links: Mapping[str, str] | None = None, kind: int = tarfile.PAX_FORMAT
) -> bytes:
    """A tar archive of files and symbolic links."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=kind) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, goal in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, goal
            archive.addfile(info)
    return target.getvalue()


def edited(archive: bytes, name: str, **fields: int) -> bytes:
    """A zip archive whose directory states other things about a member than are true."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<L"), "size": (24, "<L"),
              "packed_size": (20, "<L"), "offset": (42, "<L"), "mode": (40, "<H")}  # fmt: skip
    data = bytearray(archive)
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
    for field, value in fields.items():
        place, form = places[field]
        struct.pack_into(form, data, at + place, value)
    return bytes(data)
