"""The markup in the payload of a page: in which characters it is written, and whether it is wrapped."""

import codecs
import re

import msgspec

from assets.formats.warc.http import Response

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:cp|windows|iso|koi8|mac|utf_16|gb|big5|euc|shift|ascii|latin)", re.IGNORECASE)
_META_BYTES = 4096


def markup_of(response: Response) -> bytes:
    """Markup of a response, in UTF-8; bytes that are none of its characters stay as they are.

    Pages that a browser loads while it scrolls come as a JSON string of markup. What is valid UTF-8 is
    taken as such, whatever a proxy says of it.
    """
    data = response.payload
    if data[:64].lstrip().startswith(b'"'):
        try:
            return msgspec.json.decode(data, type=str).encode("utf-8", "replace")
        except (msgspec.DecodeError, UnicodeDecodeError):
            return data
    codec = _codec(response.headers.get("content-type"), data)
    if codec is None or (not codec.startswith("utf-16") and _is_utf_8(data)):
        return data
    try:
        return data.decode(codec, "surrogateescape").encode("utf-8", "surrogateescape")
    except (UnicodeError, LookupError):
        return data.decode(codec, "replace").encode("utf-8", "replace")


def _codec(content_type: str | None, data: bytes) -> str | None:
    """Codec that a page states; None for UTF-8, also where nothing or nonsense is stated."""
    stated = _CHARSET.search(content_type or "")
    if stated is not None:
        name = stated[1]
    else:
        meta = _META.search(data, 0, _META_BYTES)
        name = meta[1].decode("ascii", "replace") if meta else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if _WRITTEN.match(codec.replace("-", "_")) else None


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
