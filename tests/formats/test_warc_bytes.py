"""No bytes make the reader of archives fail, hang or lose count."""

import tempfile
from pathlib import Path

import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_warc_text import PAGE, SIGNED, text
from warc_files import (
    gzipped,
    http,
    page,
    parse_records,
    posts,
    record,
    skippable,
    timeless_gzip,
    zstd_framed,
)

from assets.formats.warc.http import read_response
from assets.formats.warc.page_text import post_of_mirror, post_of_page, posts_of_list
from assets.formats.warc.targets import target_of
from assets.formats.warc.times import moment_of

RECORDS = [
    record(b"software: x\r\n", kind="warcinfo"),
    posts(1, 2),
    record(http(timeless_gzip(page(3)), "Content-Type: text/html", "Content-Encoding: gzip")),
    text(PAGE),
    text(SIGNED * 4, "https://t.me/s/bazaar"),
    posts(4),
]
SAMPLES = [
    b"".join(RECORDS),
    b"".join(gzipped(*RECORDS)),
    timeless_gzip(b"".join(RECORDS)),
    b"".join(zstd_framed(*RECORDS)),
    skippable(0x184D2A5D, b"dictionary" * 9) + b"".join(zstd_framed(*RECORDS, dictionary=b"dictionary" * 9)),
]
NOISE = [b"", b"\x00" * 300, b"\r\n\r\n", b"\n\nWARC/1.0\r\n", b"WARC/1.1\r\n\r\n", b"Content-Length: 99999999999\r\n",
         b"\x1f\x8b\x08", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"\x28\xb5\x2f\xfd",
         b"\x5d\x2a\x4d\x18\xff\xff\xff\xff",
         b"\x50\x2a\x4d\x18\x03\x00\x00\x00", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
         b"<div>" * 400, b"a" * 70_000, b"WARC/1.0\r\n" * 300, bytes(range(256)), timeless_gzip(b"WARC/"),
         zstandard.compress(b"WARC/1.0\r\n\r\n")]  # fmt: skip

FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def parse(data: bytes) -> None:
    """Parse bytes; ``parse_records`` proves that every record is counted once."""
    with tempfile.TemporaryDirectory() as folder:
        parse_records(Path(folder), data)


@FEW
@given(st.sampled_from(SAMPLES), st.floats(0, 1), st.integers(0, 4_000), st.sampled_from(NOISE))
def test_cut_and_damaged_archives(data: bytes, where: float, length: int, noise: bytes) -> None:
    start = int(where * len(data))
    parse(data[:start] + noise + data[start + length :])


@FEW
@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=20)
)
def test_flipped_bytes(data: bytes, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(data)
    for place, value in flips:
        damaged[place % len(data)] = value
    parse(bytes(damaged))


@FEW
@given(
    st.sampled_from([b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"]),
    st.binary(max_size=300),
)
def test_random_bytes(start: bytes, data: bytes) -> None:
    parse(start + data)


@FEW
@given(
    st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", ""]),
    st.sampled_from(["chunked", ""]),
    st.binary(max_size=200)
    | st.sampled_from([timeless_gzip(page(1)), zstandard.compress(page(1)), b"5\r\nab", b'"\\ud800"']),
)  # fmt: skip
def test_random_payloads(encoding: str, transfer: str, data: bytes) -> None:
    content = http(data, f"Content-Encoding: {encoding}", f"Transfer-Encoding: {transfer}")
    assert read_response(content).status == 200
    parse(record(content))


@FEW
@given(st.text(max_size=80))
def test_random_words(words: str) -> None:
    for uri in (
        words,
        f"https://t.me/{words}",
        f"https://web.archive.org/web/20240501000000/{words}",
        f"//{words}",
    ):
        target_of(uri)
    moment_of(words)
    for page_text in (words, f"{words}\n5 views10:00\n{words}"):
        posts_of_list(page_text)
        post_of_page(page_text)
        post_of_mirror(page_text)


def test_hostile_lines_take_no_time() -> None:
    for line in (
        "5 " * 40_000,
        "1," * 40_000,
        "5 views " + "a " * 40_000,
        "View " * 20_000,
        " – Telegram" * 9_000,
    ):
        posts_of_list(f"{line}\n5 views10:00\n{line}")
        post_of_page(line)
        post_of_mirror(line)
        target_of(f"https://t.me/{line}")
    many = b"1\r\nx\r\n" * 200_000
    assert len(read_response(http(many, "Transfer-Encoding: chunked")).payload) == 200_000
    members = timeless_gzip(b"") * 100_000
    assert read_response(http(members, "Content-Encoding: gzip")).payload == b""


def test_hostile_archives_take_no_time(tmp_path: Path) -> None:
    starts = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" * 20_000
    marks = b"\nWARC/1.0\r\nContent-Length: 16000000\r\n\r\n" * 5_000
    frames = b"\x28\xb5\x2f\xfd\x00\x58" * 20_000
    for data in (
        starts,
        gzipped(posts(1))[0] + starts,
        frames,
        zstd_framed(posts(1))[0] + frames,
        b"x" + marks,
    ):
        parse_records(tmp_path, data)
