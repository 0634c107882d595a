"""Damaged archives: the damaged record is quarantined, its neighbours stay, and nothing takes too long."""

import tracemalloc
import zlib
from pathlib import Path

import pytest
import zstandard
from json_dumps import findings, members, parse, rejections
from warc_files import (
    gzipped,
    http,
    ids,
    kinds,
    moment,
    page,
    parse_records,
    posts,
    reasons,
    record,
    skippable,
    timeless_gzip,
    zstd_framed,
)

from assets.formats.warc import ADAPTER, framing
from assets.formats.warc import http as http_module
from assets.formats.warc.framing import RecordReader

HTML = "Content-Type: text/html"


def flipped(data: bytes, place: int, count: int = 1) -> bytes:
    """The bytes with some of them inverted; a negative place counts from the end."""
    place %= len(data)
    return data[:place] + bytes(b ^ 0xFF for b in data[place : place + count]) + data[place + count :]


def with_length(length: object) -> bytes:
    """A record of posts 2 and 3 that states another length."""
    return record(http(page(2, 3)), Content_Length=length)


SIZE = len(http(page(2, 3)))


@pytest.mark.parametrize(
    "length", [0, 40, SIZE - 1, SIZE + 300, SIZE + 2000, 10**7, 10**12, 10**30, -5, "many", None]
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_wrong_content_length(tmp_path: Path, length: object, is_packed: bool) -> None:
    records = [posts(1), with_length(length), posts(4)]
    parsed = parse_records(tmp_path, *(gzipped(*records) if is_packed else records))
    assert (ids(parsed), reasons(parsed)) == ([1, 2, 3, 4], [])
    assert [f for f, _ in findings(parsed)] == ["wrong_content_length"]


def test_wrong_content_length_of_the_last_record(tmp_path: Path) -> None:
    assert ids(parse_records(tmp_path, posts(1), with_length(40))) == [1, 2, 3]
    packed = parse_records(tmp_path, *gzipped(posts(1), with_length(SIZE + 9)))
    assert (ids(packed), reasons(packed)) == ([1, 2, 3], [])


def test_a_page_that_quotes_a_record_is_not_cut(tmp_path: Path) -> None:
    quoted = page(2).replace(
        b"</html>", b"<pre>\r\n\r\nWARC/1.0\r\nWARC-Type: x\r\n\r\n</pre></html>"
    ) + page(3)
    assert ids(parse_records(tmp_path, record(http(quoted)), posts(4))) == [2, 3, 4]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"hello there\r\n\r\n", "no_record"),
        (posts(2).replace(b"WARC/1.1", b"WALC/1.1"), "no_record"),
        (b"WARC/1.1\r\n" + b"X-Pad: 1\r\n" * 9000 + b"\r\n", "no_record"),
        (b"<html>" * 9000 + b"\n", "no_record"),
        (record(page(2)[600:]), "no_http_head"),
        (record(b""), "no_http_head"),
        (record(http(b"\x1f\x8b\x08junk", HTML, "Content-Encoding: gzip")), "damaged_payload"),
        (record(http(flipped(timeless_gzip(page(2)), -6), HTML, "Content-Encoding: gzip")), "damaged_payload"),
        (record(http(b"\x00\x01\x02\x03" * 9, HTML, "Content-Encoding: br")), "damaged_payload"),
        (record(http(b"junk" * 9, HTML, "Content-Encoding: zstd")), "damaged_payload"),
        (record(http(b"\xff" * 9, HTML, "Content-Encoding: deflate")), "damaged_payload"),
        (record(http(page(2).replace("نوشتهٔ".encode(), b"\xff\xfe"))), "damaged_text"),
        (record(http(page(2).replace("نوشتهٔ".encode(), b"\x00"))), "damaged_text"),
    ],
)  # fmt: skip
def test_bad_records_are_quarantined_alone(tmp_path: Path, bad: bytes, reason: str) -> None:
    parsed = parse_records(tmp_path, posts(1), bad, posts(3))
    assert (ids(parsed), reasons(parsed)) == ([1, 3], [reason])
    assert parsed.excluded["raw_text"].null_count() == 0


def test_bytes_that_a_stated_character_set_has_not(tmp_path: Path) -> None:
    data = (
        page(2).decode().replace("نوشتهٔ", "\udc81").replace("شهرنامه", "x").encode("ascii", "surrogateescape")
    )
    parsed = parse_records(tmp_path, record(http(data, "Content-Type: text/html; charset=us-ascii")))
    assert reasons(parsed) == ["damaged_text"]


MEMBERS = gzipped(posts(1), posts(2), posts(3), posts(4))
FRAMES = zstd_framed(posts(1), posts(2), posts(3), posts(4))


@pytest.mark.parametrize(
    "bad",
    [
        flipped(MEMBERS[1], 60, 3), flipped(MEMBERS[1], -6), flipped(MEMBERS[1], 0), flipped(MEMBERS[1], 3),
        MEMBERS[1][:200], MEMBERS[1][:-3], b"garbage", timeless_gzip(b"garbage without end"), b"\x1f\x8b\x08" * 99,
    ],
)  # fmt: skip
def test_damaged_members_of_gzip(tmp_path: Path, bad: bytes) -> None:
    parsed = parse_records(tmp_path, MEMBERS[0], bad, *MEMBERS[2:])
    assert (ids(parsed), len(reasons(parsed))) == ([1, 3, 4], 1)
    assert reasons(parsed)[0] in ("damaged_member", "no_record")


@pytest.mark.parametrize(
    "bad",
    [flipped(FRAMES[1], 40, 9), flipped(FRAMES[1], -2), flipped(FRAMES[1], 0), FRAMES[1][:200], FRAMES[1][:4] * 99],
)  # fmt: skip
def test_damaged_frames_of_zstd(tmp_path: Path, bad: bytes) -> None:
    parsed = parse_records(tmp_path, FRAMES[0], bad, *FRAMES[2:])
    assert (ids(parsed), reasons(parsed)) == ([1, 3, 4], ["damaged_member"])


def test_damage_in_the_only_member_keeps_what_is_before_it(tmp_path: Path) -> None:
    many = b"".join(posts(n) for n in range(1, 200))
    packed = zlib.compress(many, 0, 31)  # stored: where it is damaged only the checksum tells
    level = timeless_gzip(many)
    parsed = parse_records(tmp_path, flipped(level, len(level) // 2, 9))
    assert ids(parsed)[:50] == list(range(1, 51))
    assert len(ids(parsed)) < 199
    assert reasons(parsed)[-1] == "damaged_member"
    cut = parse_records(tmp_path, packed[: len(packed) // 2])
    assert (len(ids(cut)) >= 98, reasons(cut)[-1]) == (True, "cut_off")


@pytest.mark.parametrize(
    "dictionary", [flipped(zstandard.compress(b"schahr" * 99), 9, 5), b"\x37\xa4\x30\xecjunk"]
)
def test_a_damaged_dictionary(tmp_path: Path, dictionary: bytes) -> None:
    first, *others = zstd_framed(posts(1), posts(2), dictionary=b"another dictionary" * 9)
    parsed = parse_records(tmp_path, skippable(0x184D2A5D, dictionary), first, *others)
    assert ids(parsed) in ([], [1, 2])
    assert bool(reasons(parsed)) or ids(parsed)


def test_padding_is_nothing(tmp_path: Path) -> None:
    padded = parse_records(tmp_path, MEMBERS[0], bytes(5000), MEMBERS[1], bytes(9))
    assert (ids(padded), kinds(padded)) == ([1, 2], [])
    plain = parse_records(tmp_path, b"\r\n\r\n", posts(1), bytes(99), b"\r\n" * 9, posts(2))
    assert (ids(plain), kinds(plain)) == ([1, 2], [])
    assert parse_records(tmp_path, bytes(9)).record_count == 0


@pytest.mark.parametrize("pack", ["plain", "gzip", "zstd"])
def test_a_cut_file_keeps_every_whole_post(tmp_path: Path, pack: str) -> None:
    whole = {"plain": [posts(1), posts(2, 3)], "gzip": MEMBERS[:2], "zstd": FRAMES[:2]}[pack]
    first, second = whole
    for keep in range(1, len(second) - 4, 97 if pack == "plain" else 31):
        parsed = parse_records(tmp_path, first, second[:keep])
        assert ids(parsed)[0] == 1
        assert len(ids(parsed)) < 3 or keep > len(second) - 60
        assert set(reasons(parsed)) <= {
            "cut_off",
            "no_record",
            "no_post_time",
            "no_http_head",
            "damaged_member",
        }
        assert reasons(parsed) or keep > len(second) - 20
        if ids(parsed)[1:]:
            assert parsed.observations["text"][1] == "نوشتهٔ 2"


def test_a_payload_that_ends_too_early(tmp_path: Path) -> None:
    short = record(http(b"2000\r\n" + page(1), HTML, "Transfer-Encoding: chunked"))
    packed = timeless_gzip(page(*range(1, 40)))
    half = record(http(packed[: len(packed) // 2], HTML, "Content-Encoding: gzip"))
    for data in (short, half):
        parsed = parse_records(tmp_path, data)
        assert ids(parsed)[0] == 1
        assert [f for f, _ in findings(parsed)] == ["cut_off_page"]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_RECORD_BYTES", 1 << 16)
    monkeypatch.setattr(RecordReader.__init__, "__defaults__", (1 << 16,))
    monkeypatch.setattr(http_module.read_response, "__defaults__", (1 << 16,))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("pack", ["plain", "gzip", "zstd"])
def test_large_records_are_skipped(tmp_path: Path, pack: str) -> None:
    large = http(page(2) + b" " * (1 << 17))
    video = record(b"\x00" * (1 << 18), "https://cdn.example.org/video.mp4")
    records = [posts(1), record(large), video, record(large, kind="request"), posts(3)]
    packed = {"plain": records, "gzip": gzipped(*records), "zstd": zstd_framed(*records)}[pack]
    parsed = parse_records(tmp_path, *packed)
    assert (ids(parsed), reasons(parsed)) == ([1, 3], ["record_too_large"])
    assert sorted(kinds(parsed)) == ["container", "container", "quarantined"]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(timeless_gzip(bytes(1 << 20)), "gzip"), (zlib.compress(bytes(1 << 20)), "deflate"),
     (zstandard.compress(bytes(1 << 20)), "zstd"), (page(1) + b" " * 60_000 + bytes(9), "identity")],
)  # fmt: skip
def test_payloads_that_unpack_to_too_much(tmp_path: Path, packed: bytes, encoding: str) -> None:
    bomb = record(http(packed, HTML, f"Content-Encoding: {encoding}"))
    parsed = parse_records(tmp_path, bomb, posts(2))
    expected = ([1, 2], []) if encoding == "identity" else ([2], ["payload_too_large"])
    assert (ids(parsed), reasons(parsed)) == expected


@pytest.mark.usefixtures("_small")
def test_a_stretch_without_end(tmp_path: Path) -> None:
    lost = record(b"x" * (1 << 18), Content_Length="lost")
    parsed = parse_records(tmp_path, posts(1), lost, posts(3))
    assert (ids(parsed), reasons(parsed)) == ([1, 3], ["wrong_content_length"])


def test_bombs_are_left_at_a_bound(tmp_path: Path) -> None:
    packer, parts = zstandard.ZstdCompressor().compressobj(), []
    head = record(b"", Content_Length=999_999_999_999)[:-4]
    parts.append(packer.compress(head))
    zeros = bytes(1 << 24)
    parts += [packer.compress(zeros) for _ in range(40)]  # 640 MiB in 20 KiB
    parts.append(packer.flush())
    tracemalloc.start()
    parsed = parse_records(tmp_path, FRAMES[0], *parts, FRAMES[2])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (ids(parsed), reasons(parsed)) == ([1, 3], ["too_dense"])
    assert peak < 96 << 20


def test_nested_members_are_searched_once(tmp_path: Path) -> None:
    nest = b""
    for _ in range(150):  # each member holds the rest, stored, and its checksum is wrong
        nest = flipped(zlib.compress(b"WARC/1.0\r\n\r\n" + nest, 0, 31), -6)
    parsed = parse_records(tmp_path, MEMBERS[0], nest, MEMBERS[2])
    assert ids(parsed) == [1, 3]


def test_everything_can_be_staged(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    odd = record(http(page(2)), "https://t.me/s/x\x00y")
    nul = record(b"\x00 text", kind="conversion")
    path.write_bytes(b"".join([posts(1), b"\x00\xff<junk>\x00", odd, nul, with_length(3), posts(4)[:-300]]))
    parsed = parse(ADAPTER, path, captured_at=moment(2024, 1, 1))
    assert [reason for _, reason in rejections(parsed)].count("contains_nul") == 1
    assert ADAPTER.sniff(members(path)) == 0.98
