"""Memory is bounded by cutting a text into windows; the windows must not show in the result."""

from pathlib import Path

import pytest
from plain_text_channels import STYLES, make, parse_bytes

from assets.formats.plain_text import PlainTextAdapter
from assets.formats.plain_text.lines import MAX_LINE_BYTES
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES

NAMES = ("seedlike", "missing", "single_missing", "notitle", "blank_within", "nofooter", "crlf")


@pytest.mark.parametrize("name", NAMES)
def test_small_windows_give_the_same_records(tmp_path: Path, name: str) -> None:
    data = make(STYLES[name], 4, posts=45).data
    whole = parse_bytes(tmp_path, data)
    parts = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=9000))
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)


def test_windows_are_really_cut(tmp_path: Path) -> None:
    from assets.formats.base import Member, Source

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
