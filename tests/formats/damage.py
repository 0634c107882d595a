"""Ways in which bytes of a dump come to harm, the same for all formats."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

NOISE = (
    b"\x00", b"\x00" * 40, b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3\x28", b"\x80" * 9, b"\\", b'"', b"'",
    b"<", b"</", b">", b"<!--", b"&#0;", b"&#x110000;", b"{", b"}", b"[", b"]", b",", b":", b"\\ud800", b"\\x0C",
    b"\n", b"\r", b"\r\n\r\n", b"\x0c", b"\x1b", b"NaN", b"1e999", b"-1", b"9" * 400, "\u202e".encode(),
)  # fmt: skip
NESTS = (
    b"[", b'{"a":', b'{"text":[', b'[{"a":[', b"<div>", b"<b>", b'<div class="message default clearfix">',
    b'<div class="tgme_widget_message">', b"<blockquote><a href='#'>", b'"', b"(", b"**", b"> ", b"WARC/1.0\r\n",
)  # fmt: skip
"""What opens something that nobody closes, over and over."""
LONG = (
    b"a", b" ", b"0", b"\n", b"\t", b",", b'","', b"\\", b'\\"', b"\x00", b"\xff", b"<br>", b"&amp;", b"a@b.c ", b"#x",
    b"https://t.me/x ", b"<a href='", "ی‌".encode(), "👨‍👩‍👧".encode(), b"a: b\r\n", b"1,2\n", b"| ",
)  # fmt: skip
"""What makes huge lines and values."""

FULL = 10_000
"""Places are given in so many parts of the length of a file."""

Operation = Callable[[bytes, int, int, int, int], bytes]


def _flip(data: bytes, start: int, end: int, choice: int, _: int) -> bytes:
    """Flip a bit in up to eight places of a stretch."""
    harmed = bytearray(data)
    for step in range(1 + choice % 8):
        if harmed:
            place = (start + step * (choice + 1)) % len(harmed)
            harmed[place] ^= 1 << (choice + step) % 8
    return bytes(harmed)


def _insert(data: bytes, start: int, piece: bytes) -> bytes:
    return data[:start] + piece + data[start:]


def _swap(data: bytes, start: int, end: int, choice: int, _: int) -> bytes:
    """Exchange two neighbouring chunks."""
    middle = start + (end - start) * (choice % 10) // 10
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


OPERATIONS: dict[str, Operation] = {
    "keep the start": lambda d, a, b, c, n: d[:a],
    "keep the end": lambda d, a, b, c, n: d[a:],
    "cut out": lambda d, a, b, c, n: d[:a] + d[b:],
    "flip": _flip,
    "insert noise": lambda d, a, b, c, n: _insert(d, a, NOISE[c % len(NOISE)]),
    "replace by noise": lambda d, a, b, c, n: d[:a] + NOISE[c % len(NOISE)] + d[b:],
    "swap": _swap,
    "double": lambda d, a, b, c, n: d[:b] + d[a:b] + d[b:],
    "repeat the whole": lambda d, a, b, c, n: d * (2 + c % 3),
    "CRLF": lambda d, a, b, c, n: d[:a] + d[a:].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "no line ends": lambda d, a, b, c, n: d[:a] + d[a:b].replace(b"\n", b" ") + d[b:],
    "nest": lambda d, a, b, c, n: _insert(d, a, NESTS[c % len(NESTS)] * (1 + c % (n // 100 + 1))),
    "lengthen": lambda d, a, b, c, n: _insert(d, a, LONG[c % len(LONG)] * (1 + c % (n // 100 + 1))),
}
"""Name → what becomes of bytes, given two places in order, a choice and the size that additions may reach."""


def harm(data: bytes, mutation: tuple[str, int, int, int], size: int) -> bytes:
    """Apply one mutation."""
    name, one, other, choice = mutation
    first, last = sorted((one, other))
    return OPERATIONS[name](data, len(data) * first // FULL, len(data) * last // FULL, choice, size)


def mutations(max_count: int = 3) -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    """A few mutations, one after the other."""
    place: Any = st.integers(0, FULL)
    one = st.tuples(st.sampled_from(sorted(OPERATIONS)), place, place, st.integers(0, 2**16))
    return st.lists(one, min_size=1, max_size=max_count)
