"""Every byte of a text belongs to exactly one record, whatever the bytes are."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_text_channels import STYLES, Parsed, make, parse_bytes

from assets.formats.plain_text import PlainTextAdapter

SAMPLES = [
    make(STYLES[name], 3, posts=4).data for name in ("seedlike", "single", "missing", "cr", "nofooter")
]
LINES = [line for data in SAMPLES for line in data.splitlines(keepends=True)]
ODDITIES = [b"", b"\n", b"\r", b"\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd9", b"---\n", b"  \t\n",
            b"\xe2\x80\xa8", b"x, [01.02.21 10:00]\n", b"\x0c"]  # fmt: skip

EXAMPLES = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def _check(data: bytes, window_bytes: int = 1 << 20) -> Parsed:
    with tempfile.TemporaryDirectory() as folder:
        parsed = parse_bytes(Path(folder), data, PlainTextAdapter(window_bytes=window_bytes))
    spans = parsed.spans()
    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert sum(end - start for start, end in spans) == len(data)
    assert all(start < end for start, end in spans)
    records = parsed.observations.height + parsed.excluded.height
    indexes = [*parsed.observations["record_index"], *parsed.excluded["record_index"]]
    assert sorted(indexes) == list(range(records))
    return parsed


@EXAMPLES
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    _check(data)


@EXAMPLES
@given(st.lists(st.sampled_from(LINES + ODDITIES), max_size=60), st.integers(20, 3000))
def test_shuffled_lines_in_windows(lines: list[bytes], window_bytes: int) -> None:
    data = b"".join(lines)
    whole, parts = _check(data), _check(data, window_bytes)
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)


@EXAMPLES
@given(st.sampled_from(SAMPLES), st.integers(0, 9000), st.integers(0, 9000), st.binary(max_size=3))
def test_cut_and_damaged_texts(data: bytes, start: int, length: int, noise: bytes) -> None:
    _check(data[start : start + length] + noise + data[start + length :])


@EXAMPLES
@given(
    st.text(alphabet="ab \n\rبج🔸@\u2028\ufeff", max_size=120),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"]),
)
def test_text_is_what_the_span_holds(text: str, codec: str) -> None:
    mark = "\ufeff".encode(codec)
    data = mark + text.encode(codec)
    for start, end, found in _check(data).observations.select("byte_start", "byte_end", "text").rows():
        piece = data[max(start, len(mark)) : end].decode(codec)
        assert found == piece.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def test_an_empty_text_yields_nothing(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, b"")
    assert parsed.observations.is_empty()
    assert parsed.excluded.is_empty()


@pytest.mark.parametrize("data", [b"\n", b"\xef\xbb\xbf", b" \r\n\r\n", "\u200b\n".encode()])
def test_a_blank_text_is_a_separator(data: bytes) -> None:
    assert _check(data).excluded["artifact_kind"].to_list() == ["separator"]


def test_invalid_bytes_are_quarantined_and_the_rest_loads() -> None:
    data = "یکی بود\n\n".encode() + b"bad \xff line\nsame block\n\n" + "یکی نبود".encode()
    parsed = _check(data)
    assert parsed.observations["text"].to_list() == ["یکی بود", "یکی نبود"]
    assert parsed.rejections.select("reason", "rule_in_words", "failure_case").rows() == [
        ("invalid_utf8", "the text is valid UTF-8", f"byte 0xff at offset {data.index(0xFF)}")
    ]
    assert parsed.excluded["raw_text"].to_list() == ["bad \\xff line\nsame block\n\n"]


def test_nul_is_quarantined() -> None:
    parsed = _check(b"good\n\nno\x00good\n")
    assert parsed.rejections.select("reason", "failure_case").rows() == [
        ("contains_nul", "byte 0x00 at offset 8")
    ]
    assert parsed.excluded["raw_text"].to_list() == ["no\\x00good\n"]
    assert parsed.observations["text"].to_list() == ["good"]


def test_an_old_encoding_gets_advice() -> None:
    parsed = _check("سلام به همه\n\nاین متن قدیمی است\n".encode("cp1256", "ignore"))
    assert parsed.observations.is_empty()
    assert set(parsed.rejections["reason"]) == {"invalid_utf8"}
    assert all("convert it to UTF-8" in rule for rule in parsed.rejections["rule_in_words"])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_read_by_their_mark(codec: str) -> None:
    data = "\ufeff".encode(codec) + "سطر ਊ ਍ یک\r\n\r\nسطر دو 🔸".encode(
        codec
    )  # code units with 0x0A, 0x0D bytes
    parsed = _check(data)
    assert parsed.observations["text"].to_list() == ["سطر ਊ ਍ یک", "سطر دو 🔸"]


def test_a_cut_wide_text_is_quarantined_at_its_end() -> None:
    data = "\ufeffیک\n\nدو".encode("utf-16-le")[:-1]
    parsed = _check(data)
    assert parsed.observations["text"].to_list() == ["یک"]
    assert parsed.rejections["reason"].to_list() == ["invalid_utf16"]


def test_line_ends_become_lf_and_the_mark_is_no_text() -> None:
    parsed = _check(b"\xef\xbb\xbfone\r\ntwo\rthree\n\r\n\r\nfour")
    assert parsed.observations["text"].to_list() == ["one\ntwo\nthree", "four"]
    assert parsed.spans() == [(0, 22), (22, 26)]
