"""Memory is bounded by cutting a text into windows; the windows must not show in the result."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_text_channels import STYLES, make, parse_bytes

from assets.formats.base import Member, Source
from assets.formats.plain_text import PlainTextAdapter
from assets.formats.plain_text.cutter import LINE_SCHEMA, MAX_LINE_BYTES, Cutter
from assets.formats.plain_text.encoding import detect
from assets.formats.plain_text.lines import read_whole
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES
from assets.formats.plain_text.view import view_of, views_of

NAMES = ("seedlike", "missing", "single_missing", "notitle", "blank_within", "nofooter", "crlf")


@pytest.mark.parametrize("name", NAMES)
def test_small_windows_give_the_same_records(tmp_path: Path, name: str) -> None:
    data = make(STYLES[name], 4, posts=45).data
    whole = parse_bytes(tmp_path, data)
    parts = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=9000))
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)


def test_windows_are_really_cut(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    data = make(STYLES["seedlike"], 4, posts=60).data
    path.write_bytes(data)
    adapter = PlainTextAdapter(window_bytes=5000)
    batches = list(adapter.parse(Source("0", (Member("dump.txt", path, len(data)),))))
    assert len(batches) > 10


def test_the_profile_comes_from_the_first_bytes(tmp_path: Path) -> None:
    first, second = make(STYLES["seedlike"], 1, posts=20), make(STYLES["english"], 2, posts=20)
    data = first.data + b"\n" + second.data
    parsed = parse_bytes(tmp_path, data, PlainTextAdapter(sample_bytes=len(first.data)))
    late = parsed.observations.filter(parsed.observations["byte_start"] > len(first.data))
    assert late["confidence"].max() <= 0.5  # the other channel's footer was never seen


def test_a_text_without_ends_is_quarantined_in_pieces(tmp_path: Path) -> None:
    data = "".join(f"word number {i} of a text that has no end\n" for i in range(60_000)).encode()
    parsed = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=300_000))
    assert len(data) > 2 * MAX_SEGMENT_BYTES
    assert parsed.rejections["reason"].to_list() == ["post_too_long"] * 2
    assert sum(end - start for start, end in parsed.spans()) == len(data)
    assert parsed.observations["confidence"].max() <= 0.5


def test_an_endless_line_is_quarantined_in_pieces(tmp_path: Path) -> None:
    data = b"short\n\n" + b"x" * (2 * MAX_LINE_BYTES + 10) + b"\n\nshort again\n"
    whole = parse_bytes(tmp_path, data)
    parts = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=100_000))
    assert "line_too_long" in whole.rejections["reason"].to_list()
    assert whole.observations["text"].to_list() == ["short", "short again"]
    assert parts.excluded.equals(whole.excluded)
    assert sum(end - start for start, end in whole.spans()) == len(data)


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(["سطر", "a b", "", " ", "\ufeff", "\n", "\r\n", "\r", "\x00", "\u2028", "🔸"]))
)
def test_lines_cut_at_once_equal_lines_cut_singly(parts: list[str]) -> None:
    data = "".join(parts).encode()
    at_once = Cutter(detect(data)).feed(data, is_last=True)
    singly = pl.DataFrame(Cutter(detect(data)).rows(data), schema=LINE_SCHEMA, orient="row")
    assert at_once.equals(singly)


def test_ever_so_many_blank_lines_end_what_stands_above_them(tmp_path: Path) -> None:
    blank = b"\n" * 400_000
    parsed = parse_bytes(tmp_path, b"one\ntwo\n" + blank + b"three\n", PlainTextAdapter(window_bytes=100_000))
    assert parsed.observations["text"].to_list() == ["one\ntwo", "three"]
    assert set(parsed.excluded["artifact_kind"]) <= {"separator"}
    assert sum(end - start for start, end in parsed.spans()) == len(blank) + 14


def test_files_read_together_are_as_files_read_alone(tmp_path: Path) -> None:
    contents = ["یک\n\nدو\n".encode(), b"", b"\n", b"a\xff\nb", make(STYLES["seedlike"], 2, posts=3).data]
    members = []
    for number, content in enumerate(contents):
        path = tmp_path / f"text{number}.txt"
        path.write_bytes(content)
        members.append(Member(path.name, path, len(content)))
    together = dict(views_of(read_whole(members)))
    assert sorted(together) == [0, 2, 3, 4]
    for number, view in together.items():
        assert view == view_of(read_whole([members[number]]))


def test_a_run_of_files_without_any_text(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, {"a.png": b"\x89PNG\x00\x00\x00", "b.txt": b"", "c.png": b"\x00\x00\x00"})
    assert parsed.excluded["record_locator"].to_list() == ["a.png", "c.png"]
    with_text = parse_bytes(
        tmp_path, {"a.png": b"\x89PNG\x00\x00\x00", "b.txt": b"x" * 70_000, "c.png": b"\x00" * 9}
    )
    assert with_text.excluded["record_locator"].to_list() == ["a.png", "c.png"]
