"""Reads a list of messages block by block; where a block is damaged, record by record."""

import re
from collections.abc import Iterator

from assets.formats.tdesktop_json.decode import Broken, decode_list, decode_record
from assets.formats.tdesktop_json.window import RAW_BYTES, Window

BLOCK_BYTES = 1 << 19
"""Decoded at a time."""

MAX_RECORD_BYTES = 8 << 20
"""A text of 4,096 custom emoji, each an object, written twice, is about a megabyte."""

_RETRY_BYTES = 1 << 18

_HEADER_VALUE = rb'(?:"[^"\\]{0,1024}+(?:\\.[^"\\]{0,1024}+){0,512}+"|null|-?\d{1,20})'
RESUME = re.compile(
    rb'\{\s*(?:"(?:name|type|id)"\s*:\s*' + _HEADER_VALUE + rb'\s*,\s*){0,3}"messages"\s*:\s*(?P<chat>\[)'
    rb'|\{\s*(?:"id"\s*:\s*-?\d{1,20}\s*,\s*)?"type"\s*:\s*"(?:message|service|unsupported)"',
    re.DOTALL,
)
"""Where reading can go on behind damage: a chat's head up to its messages, or a record's head."""

_LEAD = re.compile(rb"(\r?\n)([ \t]+)(?=\{)")
_LEAD_BYTES = 256


class _Layout:
    """How a list is laid out whose entries stand on lines of their own."""

    def __init__(self, line_break: bytes, indent: bytes) -> None:
        start = line_break + indent
        self.closing = re.compile(line_break + rb"[ \t]{0,%d}\]" % (len(indent) - 1))
        """The list's end: a bracket that is indented less than the entries."""
        self.between = start + b"}," + start + b"{"
        self.closing_size = len(start) + 1
        behind = rb"(?<=" + re.escape(self.between[:-1]) + rb")\{"
        self.heads = re.compile(RESUME.pattern + b"|" + behind, re.DOTALL)
        """``RESUME``, and entries by their place on the page."""


class RecordReader:
    """Reads the messages of one chat, from behind the opening bracket to behind the closing one.

    A block of whole records is cut out at the line breaks and decoded at once. That a cut was right is
    proven by the decoding: if it fails, the block's records are read one by one.
    """

    def __init__(self, window: Window, block_bytes: int = BLOCK_BYTES) -> None:
        self._window = window
        self._block_bytes = block_bytes
        self.is_closed = False
        """True when the list was read to its end."""
        self.is_damaged = False
        """True when the list ends in something that is neither a record nor its end."""
        self._heads = RESUME
        self._no_retry_before = 0
        """Place in the file up to which no record goes on to the next head: looking again would be in vain."""

    def blocks(self) -> Iterator[list[object]]:
        """Yield the list's entries: decoded records and ``Broken`` stretches."""
        window = self._window
        layout = self._layout()
        self._heads = layout.heads if layout else RESUME
        while not (self.is_closed or self.is_damaged) and self._at_entry():
            cut = self._cut(layout) if layout else None
            values = decode_list(window.data[window.pos : cut]) if cut else None
            if cut and values is not None:
                window.pos = cut
                yield values
            else:
                yield self._one_by_one(cut - window.pos if cut else self._block_bytes)

    def _layout(self) -> _Layout | None:
        """Line breaks and indent of the list's entries, from white space before the first."""
        window = self._window
        window.fill(_LEAD_BYTES)
        found = _LEAD.match(window.data, window.pos)
        return _Layout(found[1], found[2]) if found else None

    def _at_entry(self) -> bool:
        """Move to the next entry; False at the end of the list or of the file."""
        window = self._window
        while (byte := window.peek()) == b",":
            window.pos += 1
        self.is_closed = byte == b"]"
        window.pos += self.is_closed
        self.is_damaged |= byte == b"}"
        return bool(byte) and not (self.is_closed or self.is_damaged)

    def _cut(self, layout: _Layout) -> int | None:
        """End of the last whole entry in the next block, by line breaks and indent; None if unknown."""
        window = self._window
        window.fill(self._block_bytes)
        limit = window.pos + self._block_bytes
        end = layout.closing.search(window.data, window.pos, limit)
        if end is not None:
            return end.start()
        last = window.data.rfind(layout.between, window.pos, limit)
        return None if last < 0 else last + layout.closing_size

    def _one_by_one(self, size: int) -> list[object]:
        """Read the entries that begin in the next ``size`` bytes."""
        values: list[object] = []
        until = self._window.offset + size
        while self._window.offset < until and not self.is_damaged and self._at_entry():
            values.append(self._up_to_next() or self._by_brackets())
        return values

    def _up_to_next(self) -> object | None:
        """The record up to the head of the next one; None if that is not near or it is no record."""
        window = self._window
        if window.offset < self._no_retry_before:
            return None
        window.fill(_RETRY_BYTES)
        found = self._heads.search(window.data, window.pos + 1, window.pos + _RETRY_BYTES)
        end = found.start() if found else window.pos + _RETRY_BYTES
        if found is not None and not found["chat"]:
            value = decode_record(window.data[window.pos : end].rstrip(b", \t\r\n"))
            if not isinstance(value, Broken):
                window.pos = end
                return value
        self._no_retry_before = window.offset + end - window.pos
        return None

    def _by_brackets(self) -> object:
        """The value up to its closing bracket, else what is broken."""
        window = self._window
        size = window.value_size(MAX_RECORD_BYTES)
        if size is None:
            return self._skip("truncated")
        raw = window.data[window.pos : window.pos + size]
        value = decode_record(raw)
        if not isinstance(value, Broken):
            window.pos += size
            return value
        found = self._heads.search(raw, 1)
        if found is None:
            window.pos += size
            return value
        return self._skip(value.reason, value.case)

    def _skip(self, reason: str, case: str | None = None) -> Broken:
        skipped = self._window.skip_to(self._heads, start=1)
        found = skipped.found
        self.is_damaged = found is not None and found["chat"] is not None
        has_end = found is not None or self._window.has_end
        reason = "invalid_json" if has_end and reason == "truncated" else reason
        return Broken(reason, skipped.raw[:RAW_BYTES], case)
