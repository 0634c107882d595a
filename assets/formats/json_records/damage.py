"""Where a damaged record ends, as far as what follows tells."""

import re

Pattern = re.Pattern[bytes]

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]"]', re.DOTALL)
_FOLLOWER = re.compile(rb"[\s,]*+(?:[\]}\[{\"]|\Z)")
_JUNK = {b"]": re.compile(rb'[^\[{"\]]+'), b"}": re.compile(rb'[^\[{"}]+'), b"": re.compile(rb'[^\[{"]+')}
_OPENERS = (b"{", b"[")
_FIRST_REACH = 512
_LONG_BEGINNING = 200
_MAX_OPEN = 10_000
_PAIRS = {b"}": b"{", b"]": b"["}
_VALUE = rb'(?:"[^"\\]*+"|[^\s"{}\[\],]++)'
_STRING = rb'"[^"\\]*+"'
_FIRST_KEYS = re.compile(
    rb"\{\s*(?P<first>" + _STRING + rb")\s*:\s*(?:" + _VALUE + rb"\s*,\s*(?P<second>" + _STRING + rb")\s*:)?"
)

_BEFORE = rb"(?:[,}]\s*+|(?<!\s)[ \t\r\f\v]*+\n\s*+)"
"""Stands before a record. A stretch of white space is begun once: every line of it would be read to its end."""

MAX_SIGNATURE_BYTES = 4096
"""A record begins within so many bytes, as far as its beginning is looked at."""


def next_record(good: bytes | None, *, is_keyed: bool) -> Pattern | None:
    """Pattern of the beginning of a record like a good one (its group 1); None if nothing is known of one.

    Records of one dump begin with the same keys. A comma, a brace or a line break stands before; what
    follows a colon or a bracket is part of another record.

    Args:
        good: A record that was read.
        is_keyed: Whether records are entries of an object.
    """
    keys = _FIRST_KEYS.match(good[:MAX_SIGNATURE_BYTES]) if good else None
    if keys is None:
        return None
    head = rb"\{\s*+" + re.escape(keys["first"]) + rb"\s*+:"
    if keys["second"]:
        head += rb"\s*+" + _VALUE + rb"\s*+,\s*+" + re.escape(keys["second"]) + rb"\s*+:"
    if is_keyed:
        head = _STRING + rb"\s*+:\s*+" + head
    return re.compile(_BEFORE + rb"(" + head + rb")")


def end_of_damage(buffer: bytes, start: int, pattern: Pattern | None, *, is_whole: bool) -> int | None:
    """End of the damaged record at ``start``: where its brackets close, or where the next record begins.

    The nearer of the two: a record that lacks a quote or a brace seems to close inside another one.
    None if neither is seen. Looks ever further, so that the time taken is that of the record's length.

    Args:
        buffer: Bytes.
        start: Where the record begins.
        pattern: How a record begins (its group 1), as far as it is known.
        is_whole: Whether the file ends where the buffer does.
    """
    reach = _FIRST_REACH
    while True:
        stop = min(start + reach, len(buffer))
        next_one = pattern.search(buffer, start + 1, stop) if pattern else None
        following = next_one.start(1) if next_one else None
        closed = _closing(buffer, start, stop if following is None else following, is_whole=is_whole)
        if closed is not None and (closed + _LONG_BEGINNING <= stop or stop == len(buffer)):
            return closed
        if following is not None:
            return closed if closed is not None else trimmed(buffer, start, following)
        if stop == len(buffer):
            return None
        reach *= 8


def end_of_junk(buffer: bytes, start: int, closer: bytes) -> int:
    """End of what cannot begin a value: up to where one may, or to what ends the list or object around."""
    found = _JUNK[closer].match(buffer, start)
    return trimmed(buffer, start, found.end() if found else start + 1)


def trimmed(buffer: bytes, start: int, end: int) -> int:
    """An end without the separators before it; at least one byte is left."""
    return max(start + 1, start + len(buffer[start:end].rstrip(b" \t\r\n,")))


def _closing(buffer: bytes, start: int, stop: int, *, is_whole: bool) -> int | None:
    """End of the brackets that open at ``start``, if something follows there that may follow a value."""
    if buffer[start : start + 1] not in (b"{", b"["):
        return None
    open_ones: list[bytes] = []
    for token in _TOKENS.finditer(buffer, start, stop):
        text = token[0]
        if text in _OPENERS and len(open_ones) < _MAX_OPEN:
            open_ones.append(text)
        elif text in _OPENERS:
            return None
        elif text == b'"' or (text in _PAIRS and open_ones.pop() != _PAIRS[text]):
            return None  # a string that does not end, or a bracket that ends another kind
        if not open_ones:
            follower = _FOLLOWER.match(buffer, token.end())
            is_known = follower is not None and (is_whole or follower.end() < len(buffer))
            return token.end() if is_known else None
    return None
