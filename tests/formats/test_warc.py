"""Posts of crawled t.me pages, and every other record of a crawl counted once."""

import base64
import io
import json
import zlib
from datetime import datetime
from pathlib import Path

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter, GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from json_dumps import findings, members, parse, rejections
from warc_files import (
    LIST,
    gzipped,
    http,
    ids,
    kinds,
    message,
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

from assets.formats.registry import detect
from assets.formats.warc import ADAPTER

HTML = "Content-Type: text/html; charset=utf-8"
ARABIC = page(1, 2).decode().replace("نوشتهٔ", "نوشته")
RECORDS = [record(b"software: crawler\r\n", kind="warcinfo"), posts(1, 2), posts(3)]
DICTIONARY = zstandard.train_dictionary(
    2048, [posts(n, n + 1) + bytes([n]) * n for n in range(200)]
).as_bytes()


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def chunked(data: bytes, size: int = 700) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        RECORDS,
        gzipped(*RECORDS),
        [timeless_gzip(b"".join(RECORDS))],
        gzipped(b"".join(RECORDS)[:900], b"".join(RECORDS)[900:]),
        zstd_framed(*RECORDS),
        [zstandard.compress(b"".join(RECORDS))],
        [skippable(0x184D2A50, b"note"), *zstd_framed(*RECORDS)],
        [skippable(0x184D2A5D, DICTIONARY), *zstd_framed(*RECORDS, dictionary=DICTIONARY)],
        [skippable(0x184D2A5D, zstandard.compress(DICTIONARY)), *zstd_framed(*RECORDS, dictionary=DICTIONARY)],
    ],
    ids=["plain", "gzip", "gzip at once", "gzip split anywhere", "zstd", "zstd at once", "zstd with a note",
         "zstd with a dictionary", "zstd with a packed dictionary"],
)  # fmt: skip
def test_every_packing(tmp_path: Path, parts: list[bytes]) -> None:
    parsed = parse_records(tmp_path, *parts)
    assert (ids(parsed), kinds(parsed), reasons(parsed)) == ([1, 2, 3], ["container"], [])
    adapter = detect(members(tmp_path / "crawl.warc"))
    assert adapter is not None
    assert adapter.name == "warc"


@pytest.mark.parametrize(
    ("data", "score"),
    [
        (b"WARC/1.0\r\n", 0.98), (b"\xef\xbb\xbf\r\nWARC/1.1\r\n", 0.98), (timeless_gzip(posts(1)), 0.98),
        (timeless_gzip(b'{"id": 1}'), 0), (zstandard.compress(b"id,text\n"), 0), (b"\x1f\x8b\x08broken", 0),
        (b"\x28\xb5\x2f\xfdbroken", 0), (b"PK\x03\x04", 0), (b"", 0), (b"a text on WARC/1.0", 0),
    ],
)  # fmt: skip
def test_recognised_by_content(tmp_path: Path, data: bytes, score: float) -> None:
    (tmp_path / "x").write_bytes(data)
    assert ADAPTER.sniff(members(tmp_path / "x")) == score


def test_files_that_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as out:
        writer = GzipWriter(out)
        for content in (http(page(1)), http(page(2))):
            made = WarcRecord()
            made.init_headers(WarcRecordType.response)
            made.headers["WARC-Target-URI"] = LIST
            made.is_http = True
            made.set_bytes_content(content)
            made.write(writer, checksum_data=True)
        writer.finish()
    parsed = parse(ADAPTER, path)
    assert ids(parsed) == [1, 2]
    assert parsed.observations["captured_at"].null_count() == 0


@pytest.mark.parametrize(
    "content",
    [
        http(page(1, 2)),
        http(timeless_gzip(page(1, 2)), HTML, "Content-Encoding: gzip"),
        http(timeless_gzip(page(1, 2)[:900]) + timeless_gzip(page(1, 2)[900:]), HTML, "content-encoding: x-gzip"),
        http(zlib.compress(page(1, 2)), HTML, "Content-Encoding: deflate"),
        http(deflated(page(1, 2)), HTML, "Content-Encoding: deflate"),
        http(brotli(page(1, 2)), HTML, "Content-Encoding: br"),
        http(zstandard.compress(page(1, 2)), HTML, "Content-Encoding: zstd"),
        http(brotli(timeless_gzip(page(1, 2))), HTML, "Content-Encoding: gzip, br"),
        http(page(1, 2), HTML, "Content-Encoding: gzip"),
        http(page(1, 2), HTML, "Content-Encoding: br"),
        http(page(1, 2), HTML, "Content-Encoding: x-unheard-of"),
        http(chunked(page(1, 2)), HTML, "Transfer-Encoding: chunked"),
        http(page(1, 2), HTML, "Transfer-Encoding: chunked"),
        http(chunked(timeless_gzip(page(1, 2)), 100), "Transfer-Encoding:  Chunked", "Content-Encoding: GZIP"),
        http(page(1, 2).decode().encode("utf-16"), "Content-Type: text/html; charset=utf-16"),
        http(page(1, 2), "Content-Type: text/html; charset=ISO-8859-1"),
        http(page(1, 2), "Content-Type: text/html; charset=no-such-thing"),
        http(ARABIC.encode("cp1256", "replace"), "Content-Type: text/html; charset=windows-1256"),
        http(ARABIC.replace("<body>", "<meta charset=cp1256>").encode("cp1256", "replace"), "Content-Type: text/html"),
        http(json.dumps(page(1, 2).decode()).encode(), "Content-Type: application/json"),
        http(page(1, 2)).replace(b"\r\n", b"\n"),
        page(1, 2),
    ],
)  # fmt: skip
def test_every_way_to_keep_a_payload(tmp_path: Path, content: bytes) -> None:
    parsed = parse_records(tmp_path, record(content), posts(9))
    assert (ids(parsed), reasons(parsed), findings(parsed)) == ([1, 2, 9], [], {})
    assert parsed.observations["text"][0] in ("نوشتهٔ 1", "نوشته 1")


def test_what_a_post_says(tmp_path: Path) -> None:
    parsed = parse_records(tmp_path, record(b"x", kind="warcinfo"), posts(7))
    row = parsed.observations.row(0, named=True)
    assert row["record_locator"] == f"byte {len(record(b'x', kind='warcinfo'))} {LIST}#shahrnama/7"
    assert (row["channel_ref"], row["text"], row["view_count"]) == ("handle:shahrnama", "نوشتهٔ 7", 1980)
    assert (row["posted_at"], row["captured_at"]) == (moment(2024, 4, 8, 8), moment(2024, 5, 1, 10))
    assert parsed.channels["handle"].to_list() == ["shahrnama"]


@pytest.mark.parametrize(
    ("uri", "date", "captured"),
    [
        (LIST, "2024-05-01T10:00:00.123456789Z", moment(2024, 5, 1, 10, 0, 0, 123456)),
        (LIST, "2024-05-01T13:30:00+03:30", moment(2024, 5, 1, 10)),
        (LIST, "20240501100000", moment(2024, 5, 1, 10)),
        (LIST, "2024", None), (LIST, "1970-01-01T00:00:00Z", None), (LIST, "yesterday", None), (LIST, None, None),
        (f"https://web.archive.org/web/20210203040506/{LIST}", "2024-05-01T10:00:00Z", moment(2021, 2, 3, 4, 5, 6)),
        (f"http://web.archive.org/web/20210203040506id_/{LIST}", "2024-05-01T10:00:00Z", moment(2021, 2, 3, 4, 5, 6)),
        (f"https://web.archive.org/web/2021/{LIST}", "2024-05-01T10:00:00Z", moment(2024, 5, 1, 10)),
    ],
)  # fmt: skip
def test_time_of_capture(tmp_path: Path, uri: str, date: str | None, captured: datetime | None) -> None:
    parsed = parse_records(tmp_path, record(http(page(1)), uri, WARC_Date=date))
    assert parsed.observations["captured_at"].to_list() == [captured]


def test_the_page_knows_its_capture_best_and_configuration_last(tmp_path: Path) -> None:
    stated = base64.b64encode(b'{"c":-1234567890,"p":5,"t":1700000000,"h":"ab"}').decode()
    view = f' data-view="{stated}"'
    content = http(f"<html>{message(5, view=view)}{message(6)}</html>".encode())
    undated = record(content, WARC_Date=None)
    parsed = parse_records(tmp_path, undated, captured_at=moment(2022, 1, 1))
    captured = parsed.observations["captured_at"].to_list()
    assert captured == [moment(2023, 11, 14, 22, 13, 20), moment(2022, 1, 1)]


@pytest.mark.parametrize(
    "uri",
    [
        "https://t.me/s/shahrnama?before=20", "http://t.me/shahrnama/1?embed=1&mode=tme", "https://t.me/shahrnama",
        "https://www.telegram.me/s/shahrnama/1", "https://telegram.dog/s/Shahrnama/", "https://t.me:443/s/shahrnama#x",
        "https://shahrnama.t.me/1", "<https://t.me/s/shahrnama>", "//t.me/s/shahrnama", "https://t.me/shahrnama/7/1",
        "https://web.archive.org/web/20210203040506/t.me/s/shahrnama",
        "https://web.archive.org/web/20210203040506if_/http://telegram.me/s/shahrnama",
    ],
)  # fmt: skip
def test_addresses_of_pages(tmp_path: Path, uri: str) -> None:
    assert ids(parse_records(tmp_path, record(http(page(1)), uri))) == [1]


@pytest.mark.parametrize(
    "other",
    [
        record(b"GET /s/shahrnama HTTP/1.1\r\n\r\n", kind="request"),
        record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit"),
        record(b"fetchTimeMs: 12\r\n", kind="metadata"),
        record(b"20240501100000\nt.me. 300 IN A 149.154.167.99\n", "dns:t.me", "response"),
        record(http(page(1)), "https://example.org/s/shahrnama"),
        record(http(page(1)), "https://not-t.me/s/shahrnama"),
        record(http(page(1)), "https://t.me.example.org/s/shahrnama"),
        record(http(page(1)), "https://t.me/"),
        record(http(page(1)), "https://t.me/joinchat/12345"),
        record(http(b"User-agent: *\nDisallow:\n", "Content-Type: text/plain"), "https://t.me/robots.txt"),
        record(http(b"true", "Content-Type: application/json"), "https://t.me/v/?views=abc"),
        record(http(b"", "Location: https://t.me/shahrnama", status="302 Found")),
        record(http(b"<html>Too many</html>", status="429 Too Many Requests")),
        record(http(page(1), status="404 Not Found")),
        record(http(b"<html><body>nothing of Telegram's</body></html>")),
        record(http(page(1)), kind="hologram"),
        record(http(page(1)), kind="continuation"),
        record(http(page(1)), "https://www.group-telegram.com/ir/shahrnama.com/1"),
        record(b"text", kind="conversion", Content_Type="application/pdf"),
        record(b"", "", "warcinfo"),
    ],
)  # fmt: skip
def test_any_other_record_is_one_container(tmp_path: Path, other: bytes) -> None:
    parsed = parse_records(tmp_path, posts(1), other, posts(2))
    assert (ids(parsed), kinds(parsed), reasons(parsed)) == ([1, 2], ["container"], [])


def test_pages_kept_without_http(tmp_path: Path) -> None:
    kept = record(page(1), kind="resource", Content_Type="text/html")
    assert ids(parse_records(tmp_path, kept)) == [1]


def test_repeated_captures_stay(tmp_path: Path) -> None:
    parsed = parse_records(tmp_path, posts(1, 2), posts(1, 2))
    assert ids(parsed) == [1, 2, 1, 2]
    assert parsed.observations["record_locator"].n_unique() == 4


def test_pages_without_posts_are_noted(tmp_path: Path) -> None:
    redirect = record(http(b"", status="302 Found"))
    gone = record(http(b"", status="404 Not Found"))
    empty = record(http(b'<html><div class="tgme_channel_info"></div></html>'))
    invitation = record(
        http(b'<html><div class="tgme_page_title">x</div></html>'), "https://t.me/shahrnama/4"
    )
    parsed = parse_records(tmp_path, redirect, redirect, gone, empty, invitation)
    noted = findings(parsed)
    assert noted["no_page", "t.me answered with a redirect: the channel has no preview"] == 2
    assert noted["no_page", "t.me answered with HTTP 404"] == 1
    assert [f for f, _ in noted].count("no_posts_found") == 1
    assert (parsed.record_count, len(noted)) == (5, 3)


def test_several_files_are_named(tmp_path: Path) -> None:
    paths = [tmp_path / "a.warc", tmp_path / "b.warc.gz"]
    paths[0].write_bytes(posts(1))
    paths[1].write_bytes(b"".join(gzipped(posts(2), b"WARC/1.1\r\nno head")))
    parsed = parse(ADAPTER, *paths)
    locators = parsed.observations["record_locator"].to_list()
    assert locators == [f"a.warc:byte 0 {LIST}#shahrnama/1", f"b.warc.gz:member at byte 0 {LIST}#shahrnama/2"]
    assert rejections(parsed)[0][0].startswith("b.warc.gz:member at byte ")
