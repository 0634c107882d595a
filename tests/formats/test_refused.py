"""What is said of files that no adapter reads."""

from pathlib import Path

import pytest

from assets.formats.base import Member
from assets.formats.registry import detect, why_refused


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "it is binary"),
        ('{"id": 1, "message": "سلام"}'.encode("utf-16"), "it is written in UTF-16"),
        (b'{"weather": "fine"}', "it is JSON of a kind"),
        (b"<p>no post</p>", "it is HTML or XML of a kind"),
    ],
)
def test_the_reason_says_what_the_file_is(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    members = (Member("file", path, len(data)),)
    assert detect(members, ()) is None
    assert why_refused(members).startswith(reason)
