"""A JSON file value by value, in bounded memory."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from assets.formats.json_records.damage import (
    MAX_SIGNATURE_BYTES,
    Pattern,
    end_of_damage,
    end_of_junk,
    next_record,
)
from assets.formats.json_records.lines import BOM, SHOWN_BYTES
from assets.formats.json_records.strict import MAX_RECORD_BYTES, Fault, decode

_STEP = 1 << 20
_SPACE = re.compile(rb"[ \t\r\n]*")
_SEPARATOR = re.compile(rb"[ \t\r\n,]*")
_KEY = re.compile(rb'("(?:[^"\\]|\\.)*+")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)
_MAX_KEY_BYTES = 1 << 16
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_POSITION = re.compile(r"\(byte (\d+)\)")
_LONGEST_CUT = 64
_AFTER_VALUE = b",]}{["
_SKIP = msgspec.json.Decoder(msgspec.Raw)
"""Passes over a value without building it, and says where it ends."""


def _position_bias() -> int:
    """How far behind the first trailing character the decoder's message points; fails if it says nothing."""
    try:
        _SKIP.decode(b"1 x")
    except msgspec.DecodeError as error:
        if found := _TRAILING.search(str(error)):
            return int(found[1]) - 2
    raise RuntimeError("this version of msgspec does not say where a value ends")


_BIAS = _position_bias()


class Piece(NamedTuple):
    """The bytes of one value."""

    start: int
    end: int
    raw: bytes
    """The value, or the beginning of what could not be read."""
    fault: Fault | None


class JsonReader:
    """Walks through a JSON file from its start.

    ``documents``, ``elements`` and ``entries`` stop before each value, which the caller then takes with
    ``piece`` or walks through in the same way. Whatever stands in the file ends in some piece.
    """

    def __init__(self, stream: BinaryIO, limit: int = MAX_RECORD_BYTES, step: int = _STEP) -> None:
        self._stream = stream
        self._limit = limit
        self._step = step
        self._good: bytes | None = None
        self._is_keyed = False
        self._closer = b""
        self.is_cut = False
        """True when the file ended inside a list or object."""
        self.separator_faults = 0
        """Missing and needless commas passed over."""
        self._buffer = b""
        self.seek(0)
        self._look_ahead(len(BOM))
        if self._buffer.startswith(BOM):
            self._pos = len(BOM)

    @property
    def offset(self) -> int:
        """Position in the file."""
        return self._base + self._pos

    def seek(self, offset: int) -> None:
        """Go on from another place."""
        self._stream.seek(offset)
        self._base, self._pos, self._buffer, self._is_whole = offset, 0, b"", False
        self._fill()

    def peek(self) -> bytes:
        """The next byte that is no white space; empty at the end of the file."""
        self._pass(_SPACE)
        return self._buffer[self._pos : self._pos + 1]

    def looks_at(self, pattern: Pattern) -> bool:
        """Whether what comes next begins like this (within 4 KiB)."""
        self.peek()
        self._look_ahead(MAX_SIGNATURE_BYTES)
        return pattern.match(self._buffer, self._pos) is not None

    def documents(self) -> Iterator[None]:
        """Stop before each value of the outermost level."""
        while True:
            self._pass(_SEPARATOR)
            if self._pos == len(self._buffer):
                return
            self._is_keyed, self._closer = False, b""
            yield

    def elements(self) -> Iterator[None]:
        """Stop before each value of the list that begins here."""
        for _ in self._members(b"]"):
            self._is_keyed, self._closer = False, b"]"
            yield

    def entries(self) -> Iterator[tuple[str, Piece | None]]:
        """Stop before the value of each entry of the object that begins here, and give its key.

        With a piece given there is no value: an entry could not be read.
        """
        for _ in self._members(b"}"):
            self._is_keyed, self._closer = True, b"}"
            key = self._key()
            if key is None:
                yield "", self._damaged("malformed_json", "a key and a colon are missing")
            else:
                yield key, None

    def small_piece(self, limit: int) -> bytes | None:
        """Take the value that begins here if it is undamaged and has at most so many bytes."""
        length, reason = self._measure(limit)
        if reason or length > limit:
            return None
        self._pos += length
        return self._buffer[self._pos - length : self._pos]

    def piece(self) -> Piece:
        """Take the value that begins here."""
        length, reason = self._measure(self._limit)
        if reason:
            return self._damaged(reason)
        raw = self._buffer[self._pos : self._pos + length].rstrip(b" \t\r\n")
        start = self.offset
        self._pos += len(raw)
        if len(raw) > self._limit:
            return Piece(
                start, start + len(raw), raw[:SHOWN_BYTES], Fault("record_too_long", f"{len(raw)} bytes")
            )
        if raw[:1] == b"{":
            self._good = raw
        return Piece(start, start + len(raw), raw, None)

    def _members(self, closer: bytes) -> Iterator[None]:
        """Stop before each member of a list or object, which begins here and ends with ``closer``."""
        self.peek()
        self._pos += 1
        count = 0
        while True:
            commas = self._pass(_SEPARATOR)
            following = self._buffer[self._pos : self._pos + 1]
            is_end = following in (closer, b"")
            self.separator_faults += commas != (count > 0 and not is_end)
            if is_end:
                self.is_cut |= not following
                self._pos += len(following)
                return
            yield
            count += 1

    def _key(self) -> str | None:
        """Pass over a key and its colon; None if there is none."""
        found = _KEY.match(self._buffer, self._pos)
        while (found is None or found.end() == len(self._buffer)) and (
            len(self._buffer) - self._pos < _MAX_KEY_BYTES and self._fill()
        ):
            found = _KEY.match(self._buffer, self._pos)
        key: Any = decode(found[1])[0] if found else None
        if found is None or key is None:
            return None
        self._pos = found.end()
        return str(key)

    def _measure(self, limit: int) -> tuple[int, str]:
        """Length of the value that begins here; 0 and a reason if it cannot be read."""
        while True:
            is_complete = False
            try:
                _SKIP.decode(memoryview(self._buffer)[self._pos :])
                is_complete = True
            except RecursionError:
                return 0, "nested_too_deeply"
            except msgspec.DecodeError as error:
                message = str(error)
                if found := _TRAILING.search(message):
                    return self._followed(int(found[1]) - _BIAS)
                if "truncated" not in message and not self._is_near_end(message):
                    return 0, "malformed_json"
            if len(self._buffer) - self._pos > limit:
                return 0, "record_too_long"
            if not self._fill():  # before the file's end a value that ends with the buffer may go on
                return len(self._buffer) - self._pos, "" if is_complete else "truncated_json"

    def _is_near_end(self, message: str) -> bool:
        """Whether an error is so near to the buffer's end that it may be due to a cut number or escape."""
        found = _POSITION.search(message)
        length = len(self._buffer) - self._pos
        return not self._is_whole and found is not None and int(found[1]) > length - _LONGEST_CUT

    def _followed(self, length: int) -> tuple[int, str]:
        """Length of a value, unless what stands behind it may not follow one."""
        is_end = self._buffer[self._pos + length] in _AFTER_VALUE
        return length, "" if is_end else "malformed_json"

    def _damaged(self, reason: str, case: str | None = None) -> Piece:
        """Take what cannot be read, up to where reading can go on."""
        ahead = self._buffer[self._pos : self._pos + MAX_SIGNATURE_BYTES]
        pattern = next_record(self._good or ahead, is_keyed=self._is_keyed and self._good is not None)
        opens = self._buffer[self._pos : self._pos + 1] in (b"{", b"[", b'"')
        self._look_ahead(SHOWN_BYTES)
        while True:
            end = end_of_damage(self._buffer, self._pos, pattern, is_whole=self._is_whole)
            is_long = len(self._buffer) - self._pos > self._limit
            if end is not None or is_long or not opens or self._is_whole:
                break
            self._fill()
        if end is None and not opens:
            end = end_of_junk(self._buffer, self._pos, self._closer)
        elif end is None and self._is_whole:
            end = len(self._buffer)
        if end is None:
            return self._passed_over(reason, pattern)
        raw = self._buffer[self._pos : min(end, self._pos + SHOWN_BYTES)]
        start, self._pos = self.offset, end
        is_tail = reason == "truncated_json" and end == len(self._buffer)
        fault = Fault(reason, case) if is_tail else _refined(raw, reason, case)
        return Piece(start, self.offset, raw, fault)

    def _passed_over(self, reason: str, pattern: Pattern | None) -> Piece:
        """Go to where a record begins, without holding what lies between."""
        start, raw = self.offset, self._buffer[self._pos : self._pos + SHOWN_BYTES]
        found = None
        while found is None and not self._is_whole:
            self._pos = max(self._pos, len(self._buffer) - MAX_SIGNATURE_BYTES)
            self._fill()
            found = pattern.search(self._buffer, self._pos + 1) if pattern else None
        self._pos = len(self._buffer) if found is None else found.start(1)
        return Piece(start, self.offset, raw, Fault(reason, f"{self.offset - start} bytes"))

    def _look_ahead(self, size: int) -> None:
        """Read on until so many bytes are there, or all."""
        while len(self._buffer) - self._pos < size and self._fill():
            pass

    def _pass(self, pattern: Pattern) -> int:
        """Pass over white space or separators; how many commas."""
        commas = 0
        while True:
            found = pattern.match(self._buffer, self._pos)
            end = found.end() if found else self._pos
            commas += self._buffer.count(b",", self._pos, end)
            self._pos = end
            if end < len(self._buffer) or not self._fill():
                return commas

    def _fill(self) -> bool:
        """Read on, dropping what is behind the position; False at the end of the file."""
        if self._is_whole:
            return False
        rest = self._buffer[self._pos :]
        more = self._stream.read(max(self._step, len(rest)))
        self._base += self._pos
        self._buffer, self._pos = rest + more, 0
        self._is_whole = not more
        return bool(more)


def _refined(raw: bytes, reason: str, case: str | None) -> Fault:
    """Fault as decoding names it, where it fails too."""
    fault = decode(raw)[1] if len(raw) < SHOWN_BYTES else None
    if fault is None:
        return Fault(reason if reason != "truncated_json" else "malformed_json", case)
    if fault.reason == "truncated_json":
        return Fault("malformed_json", "a quote or bracket is not closed")
    return fault
