"""Decodes records, also those that are not quite JSON."""

import json
import re
from dataclasses import dataclass

import msgspec

from assets.formats.tdesktop_json.window import RAW_BYTES

_ESCAPE = re.compile(
    rb"\\(?:x[0-9A-Fa-f]{2}"
    rb"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
_STRING_OR_COMMA = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")|,(?=\s*[}\]])', re.DOTALL)
_HALF_PAIR_BYTES = 6
_LIST = msgspec.json.Decoder(list[object])

REASONS = {
    "truncated": "the file ends within the record",
    "invalid_json": "the record is JSON, or differs from it only in ways that are known",
    "invalid_utf8": "the record's bytes are valid UTF-8",
    "nested_too_deep": "the record is not nested deeper than a decoder can follow",
    "not_an_object": "each entry of a list of messages is an object",
}
"""Why a stretch of a file is no record → the rule in words."""


@dataclass(frozen=True)
class Broken:
    """A stretch of a list of messages that cannot be read."""

    reason: str
    raw: bytes
    """At most ``RAW_BYTES`` of it."""
    case: str | None = None
    """What the decoder says."""


def mend(raw: bytes) -> bytes:
    r"""Replace escapes that no decoder accepts: Telegram Desktop's ``\x0C``, and half surrogate pairs."""
    return _ESCAPE.sub(_mended, raw)


def decode_list(raw: bytes) -> list[object] | None:
    """Decode values that follow each other, separated by commas; None if they are not JSON."""
    text = b"[" + raw.strip(b", \t\r\n") + b"]"
    try:
        return _LIST.decode(text)
    except (ValueError, RecursionError):
        pass
    try:
        return _LIST.decode(mend(text))
    except (ValueError, RecursionError):
        return None


def decode_record(raw: bytes) -> dict[str, object] | Broken:
    """Decode one record.

    Bad escapes, commas before a closing bracket, bare control characters and ``NaN`` are put up with.
    """
    try:
        value = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        value = _decode_leniently(raw)
    if isinstance(value, dict | Broken):
        return value
    return Broken("not_an_object", raw[:RAW_BYTES], type(value).__name__)


def _decode_leniently(raw: bytes) -> object:
    mended = _STRING_OR_COMMA.sub(rb"\1", mend(raw))
    try:
        return json.loads(mended.decode("utf-8"), strict=False)
    except UnicodeDecodeError as error:
        return Broken("invalid_utf8", raw[:RAW_BYTES], f"byte {error.object[error.start]:#04x}")
    except RecursionError:
        return Broken("nested_too_deep", raw[:RAW_BYTES])
    except ValueError as error:
        return Broken("invalid_json", raw[:RAW_BYTES], str(error))


def _mended(found: re.Match[bytes]) -> bytes:
    escape = found[0]
    if escape[1:2] == b"x" and len(escape) > 2:
        return b"\\u00" + escape[2:]
    return b"\\ufffd" if len(escape) == _HALF_PAIR_BYTES else escape
