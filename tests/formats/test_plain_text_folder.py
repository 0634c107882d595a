"""Folders: one post per file, or several texts side by side."""

from pathlib import Path

import pytest
from plain_text_channels import STYLES, make, parse_bytes

from assets.formats.base import Member, Source
from assets.formats.plain_text import ADAPTER
from assets.formats.plain_text.folder import MAX_POST_FILE_BYTES, is_post_per_file, message_id

REAL = Path(__file__).resolve().parents[2] / "../shared/data/dumps/plain-text/fa-per-post-txt"


def test_each_file_named_by_an_id_is_a_post(tmp_path: Path) -> None:
    files = {
        "last_id.txt": b"12",
        "texts/7.txt": "\ufeffسلام\r\nبه همه\n\n".encode(),
        "texts/9.txt": b"",
        "texts/12.txt": "خداحافظ".encode(),
    }
    parsed = parse_bytes(tmp_path, files)
    columns = ("message_id", "record_locator", "byte_start", "byte_end", "text", "confidence", "channel_ref")
    assert parsed.observations.select(columns).rows() == [
        (7, "texts/7.txt", 0, len(files["texts/7.txt"]), "سلام\nبه همه", 1.0, None),
        (9, "texts/9.txt", None, None, "", 1.0, None),
        (12, "texts/12.txt", 0, 14, "خداحافظ", 1.0, None),
    ]
    assert parsed.excluded.select("artifact_kind", "record_locator", "byte_start", "byte_end").rows() == [
        ("container", "last_id.txt", 0, 2)
    ]


def test_a_damaged_post_file_is_quarantined(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, {"1.txt": b"good", "2.txt": b"b\xffd", "3.txt": b"\x00"})
    assert parsed.observations["text"].to_list() == ["good"]
    assert parsed.rejections["reason"].to_list() == ["invalid_utf8", "contains_nul"]
    assert parsed.excluded.select("record_locator", "byte_start", "byte_end", "raw_text").rows() == [
        ("2.txt", 0, 3, "b\\xffd"),
        ("3.txt", 0, 1, "\\x00"),
    ]


def test_signatures_are_no_content_and_name_the_channel(tmp_path: Path) -> None:
    files = {f"{i}.txt": f"متن شمارهٔ {i}\n\n@BaghcheNotes\n".encode() for i in range(1, 9)}
    files["9.txt"] = "پیام تکراری".encode()
    files["10.txt"] = "پیام تکراری".encode()
    parsed = parse_bytes(tmp_path, files)
    assert parsed.observations["content_text"].to_list()[:2] == ["متن شمارهٔ 1", "متن شمارهٔ 2"]
    assert parsed.observations["content_text"].to_list()[-2:] == ["پیام تکراری"] * 2
    assert parsed.observations["text"][0] == "متن شمارهٔ 1\n\n@BaghcheNotes"
    assert parsed.channels["channel_ref"].to_list() == ["handle:baghchenotes"]


def test_repeated_whole_posts_are_no_signature(tmp_path: Path) -> None:
    files = {f"{i}.txt": "به @BaghcheNotes بپیوندید".encode() for i in range(1, 9)}
    parsed = parse_bytes(tmp_path, files)
    assert parsed.channels.is_empty()
    assert parsed.observations["content_text"].to_list() == parsed.observations["text"].to_list()


def test_ids_that_repeat_are_left_out(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, {"a/1.txt": b"one", "b/1.txt": b"two", "b/2.txt": b"three"})
    assert parsed.observations["message_id"].to_list() == [None, None, 2]
    assert parsed.findings["finding"].to_list() == ["message_id_repeated", "several_post_folders"]


def test_texts_of_a_folder_are_cut_one_by_one(tmp_path: Path) -> None:
    first, second = make(STYLES["seedlike"], 1, posts=6), make(STYLES["seedlike"], 2, posts=6)
    photo = b"\x89PNG\r\n\x1a\n\x00\x00\x00"
    parsed = parse_bytes(
        tmp_path, {"a.txt": first.data, "b.txt": second.data, "empty.txt": b"", "p.png": photo}
    )
    found = parsed.observations.select("record_locator", "byte_start", "byte_end", "title").rows()
    assert [row[1:] for row in found] == first.posts + second.posts
    assert [row[0].split(":")[0] for row in found] == ["a.txt"] * len(first.posts) + ["b.txt"] * len(
        second.posts
    )
    assert parsed.excluded.filter(artifact_kind="container")["record_locator"].to_list() == ["p.png"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("12.txt", 12), ("a/0012.md", 12), ("0.txt", None), ("-3.txt", None), ("۱۲.txt", None), ("last_id.txt", None),
     ("1.2.txt", None), ("9" * 30 + ".txt", None)],
)  # fmt: skip
def test_message_id_of_a_file_name(name: str, expected: int | None) -> None:
    assert message_id(Member(name, Path(name), 1)) == expected


@pytest.mark.parametrize(
    ("names", "size", "expected"),
    [
        (["1.txt"], 10, False),
        (["1.txt", "2.txt"], 10, True),
        (["1.txt", "2.txt", "last_id.txt"], 10, True),
        (["1.txt", "2.txt"], MAX_POST_FILE_BYTES + 1, False),
        (["1.txt", "2.txt", "a.txt", "b.txt", "c.txt"], 10, False),
    ],
)
def test_post_per_file_is_told_by_names_and_sizes(names: list[str], size: int, *, expected: bool) -> None:
    assert is_post_per_file(tuple(Member(n, Path(n), size) for n in names)) is expected


@pytest.mark.skipif(not REAL.exists(), reason="the dumps are not beside the repository")
@pytest.mark.parametrize(("channel", "posts"), [("Do1rcci", 609), ("oxnet_ir", 211)])
def test_real_folders(channel: str, posts: int) -> None:
    from assets.formats.base import Source
    from assets.formats.plain_text import ADAPTER

    paths = sorted((REAL / channel).rglob("*.txt"))
    members = tuple(Member(str(p.relative_to(REAL)), p, p.stat().st_size) for p in paths)
    batches = list(ADAPTER.parse(Source("0", members)))
    found = batches[0].observations
    assert len(batches) == 1
    assert found.height == posts
    assert found["message_id"].n_unique() == posts
    assert found["byte_end"].fill_null(0).sum() + batches[0].excluded["byte_end"].sum() == sum(
        m.byte_count for m in members
    )


def test_a_small_file_and_a_large_one_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("یک\n\nدو\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("متن بلند\n\n" * 6_000, encoding="utf-8")
    members = tuple(Member(p.name, p, p.stat().st_size) for p in sorted(tmp_path.iterdir()))
    batches = list(ADAPTER.parse(Source("x", members)))
    spans = [(f["byte_end"] - f["byte_start"]).sum() for b in batches for f in (b.observations, b.excluded)]
    assert sum(spans) == sum(m.byte_count for m in members)
