"""Strict decoding of one JSON record, and the names of what can be wrong with it."""

import re
from typing import Any, NamedTuple

import msgspec

MAX_RECORD_BYTES = 64 << 20
"""Longest record that is read; far above anything Telegram sends, and small enough to hold."""

MAX_DEPTH = 256
"""Deepest nesting that is read; Telegram's objects stay below 20."""

RULES = {
    "malformed_json": "a record is one well-formed JSON value",
    "truncated_json": "a record is complete: the file does not end inside it",
    "invalid_utf8": "the text is valid UTF-8",
    "lone_surrogate": "an escaped surrogate stands in a pair",
    "not_a_number": "numbers are finite: NaN and Infinity are not JSON",
    "number_out_of_range": "numbers fit into 64 bits",
    "nested_too_deeply": f"lists and objects are nested at most {MAX_DEPTH} deep",
    "record_too_long": f"a record has at most {MAX_RECORD_BYTES >> 20} MiB",
}
"""Reason → rule in words."""

_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_PAIRS = re.compile(rb"(?:\{\}|\[\])+")
_NO_BRACKETS = bytes(c for c in range(256) if c not in b"{}[]")
_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
_NO_NUMBER = re.compile(rb"[:\[,]\s*-?(?:NaN|Infinity)")
_DECODER = msgspec.json.Decoder()


class Fault(NamedTuple):
    """Why a record cannot be read."""

    reason: str
    """One of ``RULES``."""
    case: str | None = None
    """What is wrong with this one."""


def decode(raw: bytes) -> tuple[Any, Fault | None]:
    """Value of a record, and why it has none.

    Of a repeated key the last value counts, as RFC 8259 leaves it to readers.
    """
    try:
        value = _DECODER.decode(raw)
    except UnicodeDecodeError as error:
        return None, Fault("invalid_utf8", str(error))
    except msgspec.ValidationError as error:
        return None, Fault("number_out_of_range", str(error))
    except (msgspec.DecodeError, RecursionError) as error:
        return None, Fault(_reason(raw, str(error)), str(error))
    if len(raw) > MAX_DEPTH and _has_brackets(raw) and nesting(raw) > MAX_DEPTH:
        return None, Fault("nested_too_deeply")
    return value, None


def _has_brackets(raw: bytes) -> bool:
    """Whether there are enough brackets for more than ``MAX_DEPTH``; removing is faster than counting."""
    kept = len(raw.replace(b"{", b"")) + len(raw.replace(b"[", b""))
    return 2 * len(raw) - kept > MAX_DEPTH


def nesting(raw: bytes) -> int:
    """Greatest depth of lists and objects of a well-formed record; beyond ``MAX_DEPTH`` it is not counted."""
    brackets = _STRINGS.sub(b"", raw).translate(None, _NO_BRACKETS)
    depth = 0
    while brackets and depth <= MAX_DEPTH:  # takes off the innermost level
        brackets = _PAIRS.sub(b"", brackets)
        depth += 1
    return depth


def _reason(raw: bytes, message: str) -> str:
    if "recursion" in message:
        return "nested_too_deeply"
    if ("surrogate" in message or "truncated" in message) and _SURROGATE.search(raw):
        return "lone_surrogate"
    if "truncated" in message:
        return "truncated_json"
    if "invalid character" in message and _NO_NUMBER.search(raw):
        return "not_a_number"
    return "malformed_json"
