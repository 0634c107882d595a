"""HTTP responses as archives keep them: as they came over the wire, or already unpacked."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import zstandard
from fastwarc.stream_io import BrotliReader

from assets.formats.warc.codecs import DamagedError, inflated
from assets.formats.warc.heads import Headers, read_headers
from assets.formats.warc.pieces import Fault

MAX_PAYLOAD_BYTES = 16 << 20

PAYLOAD_TOO_LARGE = "payload_too_large"
DAMAGED_PAYLOAD = "damaged_payload"

RULES = {
    PAYLOAD_TOO_LARGE: "a page unpacks to at most 16 MiB",
    DAMAGED_PAYLOAD: "the content of a response can be unpacked as its Content-Encoding says",
}

_STATUS = re.compile(r"HTTP/\d(?:\.\d)? +(\d{3})")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MAX_HEAD_BYTES = 64 << 10
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_MAX_MEMBERS = 64
_GZIP = b"\x1f\x8b"
_MAX_WINDOW_BYTES = 1 << 27


@dataclass(frozen=True)
class Response:
    """A response; ``status`` is None where the content has no HTTP head, and is all payload."""

    status: int | None
    headers: Headers
    payload: bytes
    fault: Fault | None = None
    is_cut_off: bool = False
    """True where the payload ends before its packing does."""


def read_response(content: bytes, max_bytes: int = MAX_PAYLOAD_BYTES) -> Response:
    """Split a response from its head and unpack it, as far as ``max_bytes``."""
    found = _HEAD_END.search(content, 0, _MAX_HEAD_BYTES)
    head = read_headers(content[: found.start() if found else _MAX_HEAD_BYTES])
    status = _STATUS.match(head.first_line)
    if status is None:
        return Response(None, Headers(), content[:max_bytes])
    payload, is_cut_off = content[found.end() :] if found else b"", False
    if "chunked" in (head.get("transfer-encoding") or "").lower():
        payload, is_cut_off = _without_chunks(payload)
    try:
        payload, is_short = _unpacked(payload, head.get("content-encoding") or "", max_bytes)
    except DamagedError as damage:
        return Response(int(status[1]), head, payload[:max_bytes], Fault(damage.reason, str(damage)))
    return Response(int(status[1]), head, payload, is_cut_off=is_cut_off or is_short)


def _without_chunks(data: bytes) -> tuple[bytes, bool]:
    """Join chunks, and say whether the last one is missing; data without chunks is left as it is."""
    parts, position = list[bytes](), 0
    while True:
        found = _SIZE.match(data, position)
        if found is None:
            return (b"".join(parts), True) if parts else (data, False)
        size = int(found[1], 16)
        if not size:
            return b"".join(parts), False
        part = data[found.end() : found.end() + size]
        parts.append(part)
        position = found.end() + size
        if len(part) < size:
            return b"".join(parts), True
        position += 2 if data.startswith(b"\r\n", position) else data.startswith(b"\n", position)


def _unpacked(data: bytes, encodings: str, max_bytes: int) -> tuple[bytes, bool]:
    """Undo the encodings, the last one first; many archives keep the header of what they have unpacked.

    Raises:
        DamagedError: the payload is damaged or too large.
    """
    is_cut_off = False
    for encoding in reversed(encodings.lower().replace(" ", "").split(",")[:4]):
        if not data or _is_plain(data):
            break
        if encoding in ("gzip", "x-gzip", "deflate"):
            data, is_short = _inflated(data, max_bytes)
            is_cut_off |= is_short
        elif encoding in ("br", "zstd"):
            data = _read(data, encoding, max_bytes)
    if len(data) > max_bytes:
        raise DamagedError(f"more than {max_bytes} bytes", PAYLOAD_TOO_LARGE)
    return data, is_cut_off


def _is_plain(data: bytes) -> bool:
    """Whether a payload is the markup, or the JSON string of markup, that t.me sends."""
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"<", b'"') and b"\x00" not in start


def _inflated(data: bytes, max_bytes: int) -> tuple[bytes, bool]:
    """Unpack gzip or deflate, the latter with or without its head; says whether the end is missing."""
    if not data.startswith(_GZIP):
        inflate = zlib.decompressobj(15 if data[0] & 15 == 8 else -15)
        return _limited(inflated(inflate, data), max_bytes), not inflate.eof
    unpacked = b""
    for _ in range(_MAX_MEMBERS):
        inflate = zlib.decompressobj(31)
        unpacked += _limited(inflated(inflate, data), max_bytes - len(unpacked))
        data = inflate.unused_data
        if not data.startswith(_GZIP):
            return unpacked, not inflate.eof
    return unpacked, True


def _read(data: bytes, encoding: str, max_bytes: int) -> bytes:
    try:
        if encoding == "br":
            return bytes(BrotliReader(BytesIO(data)).read(max_bytes + 1))
        reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).stream_reader(data)
        return reader.read(max_bytes + 1)
    except (OSError, zstandard.ZstdError) as error:
        raise DamagedError(str(error), DAMAGED_PAYLOAD) from error


def _limited(parts: Iterable[bytes], max_bytes: int) -> bytes:
    """Join parts, one byte more than ``max_bytes`` at most."""
    joined = bytearray()
    try:
        for part in parts:
            joined += part
            if len(joined) > max_bytes:
                break
    except DamagedError as damage:
        raise DamagedError(str(damage), DAMAGED_PAYLOAD) from damage
    return bytes(joined)
