"""tar archives, read once from front to end.

The library's reader trusts the sizes of extended headers, which it takes into memory whole; this one does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assets.containers import entries
from assets.containers.decode import PIECE
from assets.containers.entries import Entry, decode_name, entry
from assets.containers.errors import CutOffError, cut_off
from assets.containers.source import Source

BLOCK = 512
_MAX_EXTENSION = 1 << 20
"""Bytes of a long name or an extended header; names are a few hundred at most."""
_REFUSED = {
    **dict.fromkeys(b"12", entries.LINK),
    **dict.fromkeys(b"346", entries.DEVICE),
    ord("S"): entries.SPARSE,
    ord("M"): "it continues in another part of the archive. Put the parts together and hand them over.",
}
_WITHOUT_DATA = frozenset(b"123456")
_EXTENSIONS = frozenset(b"LKxXg")
_FOLDERS = frozenset(b"5DV")
_ENCODINGS = ("utf-8",)


@dataclass(frozen=True)
class _Header:
    kind: int
    name: str
    size: int


def is_tar(head: bytes) -> bool:
    """Whether bytes begin with a header whose checksum is right."""
    return len(head) >= BLOCK and head[0] != 0 and _stated_sum(head) in _sums(head[:BLOCK])


def members(source: Source) -> Iterator[tuple[Entry, Iterator[bytes]]]:
    """Yield the files of an archive, each with its bytes, which may be left unread.

    Raises:
        CutOffError: the archive ends early or goes on with something else; members before that are sound.
    """
    number = 0
    extension: dict[str, str] = {}
    while (header := _next_header(source)) is not None:
        number += 1
        if header.kind in _EXTENSIONS:
            extension |= _extension(source, header)
            continue
        name = extension.get("path", header.name)
        found = _entry(number, name, header, extension)
        body = _Body(source, 0 if header.kind in _WITHOUT_DATA else found.byte_count)
        if header.kind not in _FOLDERS and not name.endswith("/"):
            yield found, body.pieces()
        body.finish()
        extension = {}


def _entry(number: int, name: str, header: _Header, extension: dict[str, str]) -> Entry:
    stated = extension.get("size", "")
    size = int(stated) if stated.isdecimal() and len(stated) < 19 else header.size
    is_sparse = any(key.startswith("GNU.sparse.") for key in extension)
    refused = entries.SPARSE if is_sparse else _REFUSED.get(header.kind, "")
    return entry(number, name, size, refused)


class _Body:
    """The bytes of a member, and the filling up to the next block."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._left = size
        self._filling = -size % BLOCK

    def pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self._source.take(min(self._left, PIECE))
            self._left -= len(piece)
            if piece:
                yield piece
            else:
                self._left = self._filling = 0
                raise cut_off()

    def finish(self) -> None:
        if self._source.skip(self._left) < self._left:
            raise cut_off()
        self._source.skip(self._filling)


def _next_header(source: Source) -> _Header | None:
    """The next header; None at the end, which two blocks of zeros mark, or the end of the file."""
    for _ in range(2):
        block = source.take(BLOCK)
        if not block:
            return None
        if len(block) < BLOCK:
            raise cut_off()
        if any(block):
            return _header(block)
    return None


def _header(block: bytes) -> _Header:
    if _stated_sum(block) not in _sums(block):
        raise _broken()
    name = _text(block[:100])
    if block[257:263] == b"ustar\x00" and block[345]:
        name = f"{_text(block[345:500])}/{name}"
    return _Header(block[156], name, _number(block[124:136]))


def _stated_sum(block: bytes) -> int:
    try:
        return int(block[148:156].strip(b" \x00") or b"-1", 8)
    except ValueError:
        return -1


def _sums(block: bytes) -> tuple[int, int]:
    """Checksum of a header as it should be, and as some old programs reckon it, with signs."""
    rest = block[:148] + b" " * 8 + block[156:]
    total = sum(rest)
    return total, total - 256 * sum(b > 127 for b in rest)


def _number(octets: bytes) -> int:
    """A size: octal, or binary in large archives."""
    try:
        value = (
            int.from_bytes(octets[1:], "big") if octets[0] == 0x80 else int(octets.strip(b" \x00") or b"0", 8)
        )
    except ValueError:
        value = -1
    if not 0 <= value < 1 << 62:
        raise _broken()
    return value


def _text(octets: bytes) -> str:
    return decode_name(octets.partition(b"\x00")[0], _ENCODINGS)


def _extension(source: Source, header: _Header) -> dict[str, str]:
    """What an extended header or a long name says about the next member."""
    if header.size > _MAX_EXTENSION:
        raise _broken()
    data = source.take(header.size)
    if len(data) < header.size:
        raise cut_off()
    source.skip(-header.size % BLOCK)
    if header.kind in b"xX":
        return dict(_records(data))
    return {"path": _text(data)} if header.kind == ord("L") else {}


def _records(data: bytes) -> Iterator[tuple[str, str]]:
    """The ``length key=value`` lines of an extended header; a malformed rest is passed over."""
    at = 0
    while at < len(data):
        length = data[at : at + 8].partition(b" ")[0]
        if not length.isdigit() or not int(length):
            return
        key, _, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        yield decode_name(key, _ENCODINGS), decode_name(value, _ENCODINGS)
        at += int(length)


def _broken() -> CutOffError:
    return CutOffError(
        "it is damaged in the middle; what comes before is loaded.",
        "Hand it over again whole to load the rest.",
    )
