"""Cutting an archive into its records, whatever is damaged in between.

A record is cut where its Content-Length says, if a record ends there; else where the next one begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.formats.base import Member
from assets.formats.warc.feed import Feed
from assets.formats.warc.heads import Headers, read_headers
from assets.formats.warc.pieces import CUT_OFF, RECORD, Fault

MAX_RECORD_BYTES = 16 << 20
"""Longer records are not read: a page of posts has some hundred KiB."""

_MAX_HEAD_BYTES = 64 << 10
_END = re.compile(rb"\r\n\r\n|\n\n|(?:\r?\n)*WARC/\d")
_END_BYTES = 16
_MARK = re.compile(rb"\nWARC/[01]\.\d{1,2}\r?\n")
_MARK_BYTES = 16
_HEAD_END = re.compile(rb"\n\r?\n|(?P<next>\nWARC/[01]\.\d{1,2}\r?\n)")
"""The blank line below a head; a head that another one interrupts has none."""
_BLANK = re.compile(rb"[\s\x00\xef\xbb\xbf]*")

NO_RECORD = "no_record"
RECORD_TOO_LARGE = "record_too_large"
WRONG_LENGTH = "wrong_content_length"

RULES = {
    "damaged_member": "every compressed member of an archive can be unpacked",
    "too_dense": "a compressed member unpacks to at most 200 times its size, beyond 64 MiB",
    "cut_off": "an archive goes on to the end of its last record",
    NO_RECORD: "an archive has nothing but records, which begin with `WARC/` and a head of at most 64 KiB",
    RECORD_TOO_LARGE: "a record has at most 16 MiB",
    WRONG_LENGTH: "a record ends where its Content-Length says, or else where the next one begins",
}


@dataclass(frozen=True)
class Record:
    """A record of an archive, or a stretch of it that is none."""

    place: str
    headers: Headers = field(default_factory=Headers)
    content: bytes = b""
    fault: Fault | None = None
    """Why the record is not to be read; its content is then what there is of it, for looking at."""
    is_cut_off: bool = False
    """True where the archive ends within the record: what there is of it can be read."""
    is_length_wrong: bool = False


class RecordReader:
    """Reads the records of one file."""

    def __init__(self, member: Member, max_bytes: int = MAX_RECORD_BYTES) -> None:
        self._feed = Feed(member)
        self._max_bytes = max_bytes

    def __iter__(self) -> Iterator[Record]:
        feed = self._feed
        while True:
            self._skip_blank()
            if feed.fill(1):
                yield self._record()
                continue
            fault = feed.take_fault()
            if fault is not None:
                yield Record(feed.place(), fault=fault)
            if not feed.go_on():
                return

    def _skip_blank(self) -> None:
        while self._feed.fill(1):
            blank = _match_end(_BLANK, self._feed.buffer)
            self._feed.consume(blank)
            if self._feed.buffer:
                return

    def _record(self) -> Record:
        place = self._feed.place()
        self._feed.fill(len(RECORD))
        size = self._head_size() if self._feed.buffer.startswith(RECORD) else None
        if size is None:
            return self._stray(place)
        self._feed.count_record()
        headers = read_headers(bytes(self._feed.buffer[:size]))
        self._feed.consume(size)
        length = headers.content_length
        if length is not None and length > self._max_bytes:
            if self._feed.fill(self._max_bytes + 1) and self._feed.may_end_behind(length):
                self._feed.skip(length)
                fault = None if self._feed.buffer else self._feed.take_fault()
                return Record(place, headers, fault=fault or Fault(RECORD_TOO_LARGE, f"{length} bytes"))
            length = None
        return self._whole(place, headers, length)

    def _head_size(self) -> int | None:
        """Bytes up to the end of the blank line below a head; None where there is none."""
        size = 1 << 10
        while True:
            is_more = self._feed.fill(size)
            end = _search_end(_HEAD_END, self._feed.buffer, _MAX_HEAD_BYTES)
            if end is not None:
                return end or None
            if not is_more or size >= _MAX_HEAD_BYTES:
                return None
            size *= 4

    def _whole(self, place: str, headers: Headers, length: int | None) -> Record:
        feed = self._feed
        if length is not None:
            feed.fill(length + _END_BYTES)
            if self._ends_at(length):
                return self._finish(place, headers, length)
        mark = self._mark()
        if mark is not None:
            return self._finish(place, headers, mark, is_length_wrong=True)
        if not feed.is_at_end:
            raw = bytes(feed.buffer[: 1 << 16])
            self._skip_to_mark()
            return Record(place, headers, raw, Fault(WRONG_LENGTH, _length_in_words(headers)))
        is_short = length is not None and len(feed.buffer) < length
        is_cut = feed.is_cut_off or (is_short and not feed.is_packed)
        return self._finish(place, headers, len(feed.buffer), is_cut_off=is_cut, is_length_wrong=not is_cut)

    def _ends_at(self, length: int) -> bool:
        buffer = self._feed.buffer
        if len(buffer) < length:
            return False
        rest = bytes(buffer[length : length + _END_BYTES])
        return _END.match(rest) is not None or (self._feed.is_at_end and not rest.strip())

    def _finish(
        self,
        place: str,
        headers: Headers,
        size: int,
        *,
        is_cut_off: bool = False,
        is_length_wrong: bool = False,
    ) -> Record:
        """Take a record's content; it is damaged where the damage was seen right behind it."""
        feed = self._feed
        content = bytes(feed.buffer[:size])
        feed.consume(size)
        self._skip_blank()
        fault = feed.take_fault() if feed.is_at_end and not feed.buffer else None
        if fault is not None and fault.reason == CUT_OFF:
            fault = None
        if is_length_wrong:
            content = content.removesuffix(b"\n").removesuffix(b"\r").removesuffix(b"\n").removesuffix(b"\r")
        return Record(place, headers, content, fault, is_cut_off, is_length_wrong)

    def _mark(self) -> int | None:
        """Where the next record begins, within the bytes that a record may have."""
        searched, size = 0, 1 << 20
        while True:
            is_more = self._feed.fill(min(size, self._max_bytes))
            found = _search_start(_MARK, self._feed.buffer, searched)
            if found is not None:
                return found + 1
            searched = max(0, len(self._feed.buffer) - _MARK_BYTES)
            if not is_more or size >= self._max_bytes:
                return None
            size *= 2

    def _stray(self, place: str) -> Record:
        """A stretch without a record's head; the last one of a file may be a head that was cut off."""
        feed = self._feed
        feed.count_record()
        mark = _search_start(_MARK, feed.buffer, 0)
        raw = bytes(feed.buffer[: min(1 << 16, len(feed.buffer) if mark is None else mark + 1)])
        is_cut = feed.is_at_end and raw.startswith(RECORD)
        feed.consume(min(len(RECORD), len(feed.buffer)))
        self._skip_to_mark()
        fault = None if feed.buffer else feed.take_fault()
        is_cut = is_cut and not feed.buffer
        return Record(
            place, content=raw, fault=fault or Fault(CUT_OFF if is_cut else NO_RECORD, repr(raw[:40]))
        )

    def _skip_to_mark(self) -> None:
        """Drop bytes up to the next record, or to the end of what can be read in one go."""
        feed = self._feed
        while True:
            is_more = feed.fill(1 << 16)
            found = _search_start(_MARK, feed.buffer, 0)
            if found is not None:
                feed.consume(found + 1)
                return
            feed.consume(max(0, len(feed.buffer) - _MARK_BYTES) if is_more else len(feed.buffer))
            if not is_more:
                return


def _length_in_words(headers: Headers) -> str:
    stated = headers.get("content-length")
    return "no Content-Length" if stated is None else f"Content-Length: {stated[:40]}"


# Matches hold the buffer, which cannot be changed meanwhile: these give numbers.


def _match_end(pattern: re.Pattern[bytes], buffer: bytearray) -> int:
    found = pattern.match(buffer)
    return found.end() if found else 0


def _search_start(pattern: re.Pattern[bytes], buffer: bytearray, begin: int) -> int | None:
    found = pattern.search(buffer, begin)
    return found.start() if found else None


def _search_end(pattern: re.Pattern[bytes], buffer: bytearray, limit: int) -> int | None:
    """End of a match, 0 where it is the beginning of the next record."""
    found = pattern.search(buffer, 0, limit)
    return None if found is None else 0 if found["next"] else found.end()
