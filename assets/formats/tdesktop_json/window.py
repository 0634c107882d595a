"""A bounded window on the bytes of a file, and the ends of JSON values in it."""

import re
from dataclasses import dataclass
from typing import BinaryIO

CHUNK_BYTES = 1 << 20
"""Read at a time."""

RAW_BYTES = 65_536
"""Most of a broken stretch that is kept as evidence."""

_OVERLAP = 16_384
"""A pattern that is sought across reads matches fewer bytes than this."""

_BOM = b"\xef\xbb\xbf"
_DOCUMENT_END = re.compile(rb"[\n\]]\}\s*\Z")
_SPACE = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb'[^\s,:"\[\]{}]+')
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
"""Everything up to the next bracket outside of strings, up to a string without end, or to the end."""


@dataclass(frozen=True)
class Skipped:
    """Bytes passed over on the way to a pattern."""

    raw: bytes
    """The first of them, at most ``RAW_BYTES``."""
    byte_count: int
    found: re.Match[bytes] | None
    """The match, at the window's position; None when the file ended first."""


class Window:
    """The part of a file that is in memory: ``data`` from ``pos`` on is not yet consumed.

    Reading on drops what is consumed, so positions in ``data`` hold only until the next read.
    """

    def __init__(self, stream: BinaryIO, chunk_bytes: int = CHUNK_BYTES) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._base = 0
        self.data = b""
        self.pos = 0
        self.is_done = False
        """True when the file has nothing more to read."""

    @property
    def offset(self) -> int:
        """Place of ``pos`` in the file."""
        return self._base + self.pos

    @property
    def has_end(self) -> bool:
        """Whether the data ends as an export does: with a bracket that no indent precedes."""
        return _DOCUMENT_END.search(self.data[-256:]) is not None

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        piece = b"" if self.is_done else self._stream.read(self._chunk_bytes)
        self.is_done = not piece
        if piece:
            self._base += self.pos
            self.data = self.data[self.pos :] + piece
            self.pos = 0
        return bool(piece)

    def fill(self, size: int) -> None:
        """Have at least so many bytes after ``pos``, unless the file ends before."""
        while len(self.data) - self.pos < size and self.more():
            pass

    def skip_bom(self) -> None:
        """Pass over a byte order mark."""
        self.fill(len(_BOM))
        if self.data.startswith(_BOM, self.pos):
            self.pos += len(_BOM)

    def peek(self) -> bytes:
        """Next byte that is not white space, which ``pos`` moves to; empty at the end of the file."""
        while True:
            self.pos = _SPACE.match(self.data, self.pos).end()  # type: ignore[union-attr]
            if self.pos < len(self.data):
                return self.data[self.pos : self.pos + 1]
            if not self.more():
                return b""

    def value_size(self, limit: int) -> int | None:
        """Bytes of the JSON value at ``pos``; None when it does not end within ``limit`` or the file.

        Only strings and the balance of brackets are looked at: whether it is valid is for a decoder to say.
        """
        opener = self.peek()
        if opener in (b"{", b"["):
            return self._container_size(limit)
        return self._token_size(_STRING if opener == b'"' else _SCALAR, limit)

    def skip_open(self, depth: int, limit: int) -> bool:
        """Pass over the rest of containers ``depth`` deep; False when the file or a string has no end."""
        while depth:
            at, depth = self._descend(0, depth)
            self.pos += at
            is_stuck = depth > 0 and len(self.data) - self.pos > limit
            if is_stuck or (depth > 0 and not self.more()):
                return False
        return True

    def skip_to(self, pattern: re.Pattern[bytes], start: int = 0) -> Skipped:
        """Move to the first match of a pattern at or after ``pos + start``, in bounded memory."""
        raw, count = b"", 0
        while True:
            found = pattern.search(self.data, self.pos + start)
            spare = len(self.data) - self.pos - _OVERLAP
            end = found.start() if found else self.pos + max(spare, 0)
            if found is None and self.is_done:
                end = len(self.data)
            raw += self.data[self.pos : min(end, self.pos + RAW_BYTES - len(raw))]
            count += end - self.pos
            start = max(0, start - (end - self.pos))
            self.pos = end
            if found is not None or self.is_done:
                return Skipped(raw, count, found)
            self.more()

    def _container_size(self, limit: int) -> int | None:
        at = depth = 0
        while True:
            at, depth = self._descend(at, depth)
            if depth == 0:
                return at if at <= limit else None
            if len(self.data) - self.pos > limit or not self.more():
                return None

    def _token_size(self, token: re.Pattern[bytes], limit: int) -> int | None:
        """Bytes of a string or scalar; one that reaches the end of the data may go on in the file."""
        while True:
            found = token.match(self.data, self.pos)
            size = found.end() - self.pos if found else None
            is_whole = found is not None and found.end() < len(self.data)
            is_none = found is None and token is _SCALAR
            if is_whole or is_none or len(self.data) - self.pos > limit or not self.more():
                return size

    def _descend(self, at: int, depth: int) -> tuple[int, int]:
        """Follow brackets from ``pos + at`` until depth 0 or the end of the data."""
        data, here, end = self.data, self.pos + at, len(self.data)
        while True:
            here = _TO_BRACKET.match(data, here).end()  # type: ignore[union-attr]
            if here >= end or data[here] == 0x22:
                return here - self.pos, depth
            depth += 1 if data[here] in b"{[" else -1
            here += 1
            if depth == 0:
                return here - self.pos, 0
