"""Markdown mirrors: id, time, views and the text as it is displayed, whatever way the file is laid out."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_text_channels import Parsed, parse_bytes

from assets.formats.base import Member
from assets.formats.markdown import ADAPTER, MarkdownAdapter
from assets.formats.markdown.blocks import MAX_BLOCK_BYTES
from assets.formats.markdown.counts import take_counts
from assets.formats.markdown.inline import render
from assets.formats.markdown.stamps import read_stamp
from assets.formats.registry import detect

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures/markdown"
NAMES = ("stamps_below.md", "stamps_above.md", "rows.md", "cells.md")


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - instants are naive UTC


def _fixture(folder: Path, name: str, window_bytes: int = 1 << 20) -> Parsed:
    return parse_bytes(folder, (FIXTURES / name).read_bytes(), MarkdownAdapter(window_bytes))


def test_stamps_below_their_posts(tmp_path: Path) -> None:
    posts = _fixture(tmp_path, "stamps_below.md").observations
    columns = (
        "message_id",
        "posted_at",
        "posted_precision",
        "view_count",
        "is_view_count_rounded",
        "media_kind",
    )
    assert posts.select(columns).rows() == [
        (2453, at(2026, 5, 3, 17, 11), "minute", 1370, True, None),
        (2454, at(2026, 5, 4, 7, 5), "minute", 984, False, "photo"),
        (2460, at(2026, 5, 5), "minute", 12345, False, "photo"),
    ]
    assert posts["text"].to_list() == [
        "The first bed is dug, see the plan and #spring_garden.\n\nSecond paragraph with *stars* and a*b*c.",
        "باران آمد؛ همه رفتیم خانه. @some_friend نوشت ادامه",
        "",
    ]
    assert set(posts["channel_ref"]) == {"handle:gardennotes"}


def test_links_become_entities(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes((FIXTURES / "stamps_below.md").read_bytes())
    from assets.formats.base import Source

    (batch,) = MarkdownAdapter().parse(Source("0", (Member("x.md", path, path.stat().st_size),)))
    assert batch.entities.select("entity_kind", "entity_value").rows() == [
        ("url", "https://example.org/plan_(a).html"),
        ("url", "https://t.me/OtherChannel/7"),
    ]
    assert batch.channels.select("handle", "channel_name").rows() == [("gardennotes", "Garden notes")]


def test_stamps_above_their_posts_take_the_day_from_headings_and_the_zone_from_the_head(
    tmp_path: Path,
) -> None:
    parsed = _fixture(tmp_path, "stamps_above.md")
    columns = ("message_id", "posted_at", "view_count", "forward_count", "text", "media_kind")
    assert parsed.observations.select(columns).rows() == [
        (12, at(2024, 1, 15, 7), 1234, 67, "نان را صبح پختیم.\nخط دوم\nخط سوم & پایان", "photo"),
        (13, at(2024, 1, 15, 20, 15), 98, None, "A quiet evening; 2 * 3 * 4 = 24 and snake_case_word.", None),
        (20, at(2024, 7, 2, 5, 30), 5, None, "", None),
    ]
    assert parsed.excluded["artifact_kind"].to_list() == ["boilerplate", "separator", "boilerplate"]


def test_rows_of_a_table_are_posts_without_a_zone_of_their_own(tmp_path: Path) -> None:
    posts = _fixture(tmp_path, "rows.md").observations
    columns = ("message_id", "posted_at", "posted_local", "utc_offset_minutes", "view_count", "text")
    assert posts.select(columns).rows() == [
        (5, None, at(2025, 3, 1, 8, 15), None, 1200, "Bread is cheap today\nand milk | cheese too"),
        (6, None, at(2025, 3, 2, 9, 20), None, 870, "دوشنبه بازار بسته است"),
        (7, None, at(2025, 3, 2, 9, 21), None, 12, ""),
    ]


def test_a_cell_may_hold_a_post_and_its_stamp(tmp_path: Path) -> None:
    posts = _fixture(tmp_path, "cells.md").observations
    columns = ("message_id", "posted_local", "utc_offset_minutes", "view_count", "text")
    assert posts.select(columns).rows() == [
        (1, at(2026, 5, 3, 17, 11), 210, 2_500_000, "یادداشت نخست\nسطر دوم"),
        (2, at(2026, 5, 3, 17, 12), 210, 10, "یادداشت دوم"),
    ]


def test_dates_and_links_may_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    post = (
        "**Date:** 2024-01-0{0} 10:00 UTC  \n**Link:** https://t.me/c/1591537674/{0}\n\nText {0}\n\n---\n\n"
    )
    parsed = parse_bytes(tmp_path, "".join(post.format(i) for i in (1, 2, 3)).encode(), ADAPTER)
    assert parsed.observations.select("channel_ref", "message_id", "posted_at", "text").rows() == [
        ("id:1591537674", i, at(2024, 1, i, 10), f"Text {i}") for i in (1, 2, 3)
    ]


def test_a_dated_link_to_another_channel_is_text(tmp_path: Path) -> None:
    post = "Text {0}\n{1}\n\n[2024-01-0{0} 10:00 UTC](https://t.me/own_one/{0})\n\n---\n"
    quoted = "[2023-05-05 09:00 UTC](https://t.me/other_one/5)"
    data = "".join(post.format(i, quoted if i == 5 else "") for i in range(1, 10)).encode()
    posts = parse_bytes(tmp_path, data, ADAPTER).observations
    assert posts["message_id"].to_list() == list(range(1, 10))
    assert posts["text"][4] == "Text 5\n2023-05-05 09:00 UTC"


def test_several_channels_keep_their_own_posts(tmp_path: Path) -> None:
    post = "Text {0}\n\n[2024-01-0{0} 10:00 UTC](https://t.me/{1}/{0})\n\n---\n"
    data = "".join(post.format(i, "first_one" if i % 2 else "second_one") for i in range(1, 7)).encode()
    parsed = parse_bytes(tmp_path, data, ADAPTER)
    assert parsed.observations["channel_ref"].to_list() == ["handle:first_one", "handle:second_one"] * 3
    assert parsed.channels["channel_name"].null_count() == 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("window_bytes", [17, 60, 333])
def test_windows_do_not_show_in_the_result(tmp_path: Path, name: str, window_bytes: int) -> None:
    whole, parts = _fixture(tmp_path, name), _fixture(tmp_path, name, window_bytes)
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)


@pytest.mark.parametrize("name", NAMES)
def test_mirrors_are_recognised_by_content(name: str) -> None:
    path = FIXTURES / name
    found = detect((Member("notes.txt", path, path.stat().st_size),))
    assert found is not None
    assert found.name == "markdown"


@pytest.mark.parametrize(
    "text",
    [
        "# Tool\n\n## Install\n\n## Usage\n\nNews: [17:11 · 03 May 2026](https://t.me/tool/1)\n\n"
        "[18:11 · 04 May 2026](https://t.me/tool/2)\n\n## Licence\n\n## Thanks\n",
        "Name, [03.05.2023 10:00]\nhello https://t.me/x_y_z/1\n\nName, [03.05.2023 10:01]\nbye\n",
        "[17:11 · 03 May 2026](https://t.me/only_one/1)\n",
        '{"link": "https://t.me/abcd/1",\n"date": "2024-01-01 10:00"}\n' * 5,
        "id,date,link\n" + "1,2024-01-01 10:00,https://t.me/abcd/1\n" * 5,
        "see [this](https://t.me/abcd/1) and\n[that](https://t.me/abcd/2)\n",
    ],
)
def test_others_are_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "README.md"
    path.write_text(text, encoding="utf-8")
    assert ADAPTER.sniff((Member("README.md", path, path.stat().st_size),)) == 0.0


@pytest.mark.parametrize(
    ("line", "day", "clock", "message_id"),
    [
        ("👁 **1.37K** · [🕐 17:11 · 03 May 2026](https://t.me/User/2453)", "03 May 2026", "17:11", 2453),
        ("### [2024-01-15 10:30 UTC](https://t.me/channel/123)", "2024-01-15", "10:30 UTC", 123),
        ("_2024-01-15T10:30:00+00:00_ <https://t.me/s/User/9?single>", "2024-01-15", "10:30:00+00:00", 9),
        ("۱۷:۱۱ · ۱۴۰۵/۰۲/۱۳ [پیوند](https://telegram.me/User_x/۷)", "1405/02/13", "17:11", 7),
        ("May 3, 2026, 5:11 PM — [link](https://t.me/User/44/45)", "May 3, 2026", "5:11 PM", 45),
    ],
)
def test_stamps_in_many_spellings(line: str, day: str, clock: str, message_id: int) -> None:
    stamp = read_stamp(line)
    assert stamp is not None
    assert (stamp.day, stamp.clock) == (day, clock)
    assert stamp.post is not None
    assert stamp.post.message_id == message_id


@pytest.mark.parametrize(
    "line",
    ["Read what they wrote on 03 May 2026 at 17:11: https://t.me/User/2453", "no digits", "1" * 600,
     "[17:11](https://t.me/one_a/1) [17:12](https://t.me/one_a/2)"],
)  # fmt: skip
def test_text_is_no_stamp(line: str) -> None:
    assert read_stamp(line) is None


@pytest.mark.parametrize(
    ("line", "view", "forward", "reply", "reactions"),
    [
        ("👁 **1.37K**", 1370, None, None, ()),
        ("*👁 12,345 · 🔁 678 · 💬 9*", 12345, 678, 9, ()),
        ("Views: 1.2M | Forwards: 3", 1_200_000, 3, None, ()),
        ("1.5K views", 1500, None, None, ()),
        ("بازدید: 870", 870, None, None, ()),
        ("❤️ 12 · 👍 1.2K", None, None, None, (("❤", 12), ("👍", 1200))),
    ],
)
def test_counts(
    line: str,
    view: int | None,
    forward: int | None,
    reply: int | None,
    reactions: tuple[tuple[str, int], ...],
) -> None:
    counts = take_counts(line)[1]
    assert (counts.view, counts.forward, counts.reply, counts.reactions) == (view, forward, reply, reactions)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** __bold__ *it* _it_ ~~gone~~ ||spoiler||", "bold bold it it gone spoiler"),
        ("a * b * c, 2*3, snake_case, #کتاب_خوانی_ما", "a * b * c, 2*3, snake_case, #کتاب_خوانی_ما"),
        ("`a*b*c` and \\*plain\\* and \\[no\\](link)", "a*b*c and *plain* and [no](link)"),
        ("```py\n**kept**\n```", "**kept**"),
        ("[text](https://e.org/a_(b)_c) <https://e.org/_x_>", "text https://e.org/_x_"),
        ("[https://e.org/a_b_c](https://e.org/a_b_c)", "https://e.org/a_b_c"),
        ("> quoted\n> more  \nplain\\\nend<br>last", "quoted\nmore\nplain\nend\nlast"),
        ("1 &lt; 2 &amp; <b>bold</b> <3 a<b", "1 < 2 & bold <3 a<b"),
        ("**open and _never closed", "**open and _never closed"),
        ("**[link](https://e.org)** x", "link x"),
    ],
)
def test_text_is_what_is_displayed(markdown: str, text: str) -> None:
    assert render(markdown).text == text


@pytest.mark.parametrize(
    ("markdown", "kind", "text"),
    [("![a](b.jpg)\nx", "photo", "x"), ("![](clip.mp4)", "video", ""), ("> 🎬 Video\n\nx", "video", "x"),
     ("[Voice message]", "voice_message", ""), ("Photo", None, "Photo"), ("📷 Sunset", None, "📷 Sunset"),
     ('<img src="a.png" width="9"> x', "photo", "x")],
)  # fmt: skip
def test_media_notes(markdown: str, kind: str | None, text: str) -> None:
    shown = render(markdown)
    assert (shown.media_kind, shown.text) == (kind, text)


@pytest.mark.parametrize("text", ["[" * 50_000, "[a](" * 30_000, "**a " * 50_000, "`" * 50_001, "![](" * 30_000,
                                  "<a " * 30_000, "[[]" * 30_000, "```x\n" * 30_000, "\\" * 50_001,
                                  "](" + "a" * 50_000])  # fmt: skip
def test_hostile_text_is_rendered_quickly(text: str) -> None:
    render(text)


def test_a_stretch_without_stamps_is_quarantined(tmp_path: Path) -> None:
    head = (FIXTURES / "stamps_above.md").read_bytes()
    long = b"".join(b"line %d of a text without end\n" % i for i in range(MAX_BLOCK_BYTES // 20))
    parsed = parse_bytes(tmp_path, head + long + head, MarkdownAdapter(100_000))
    assert "post_too_long" in parsed.rejections["reason"].to_list()
    assert sum(end - start for start, end in parsed.spans()) == 2 * len(head) + len(long)
    assert parsed.observations["message_id"].to_list()[:2] == [12, 13]


def test_damaged_posts_are_quarantined_and_the_rest_loads(tmp_path: Path) -> None:
    data = (FIXTURES / "stamps_below.md").read_bytes().replace(b"Second", b"Sec\xffond")
    parsed = parse_bytes(tmp_path, data, ADAPTER)
    assert parsed.observations["message_id"].to_list() == [2454, 2460]
    assert parsed.rejections["reason"].to_list() == ["invalid_utf8"]


def test_files_beside_the_mirror_are_containers(tmp_path: Path) -> None:
    mirror = (FIXTURES / "stamps_below.md").read_bytes()
    parsed = parse_bytes(
        tmp_path, {"a.md": mirror, "README.md": b"# Readme\n", "p.jpg": b"\xff\xd8\x00\x00"}, ADAPTER
    )
    assert parsed.observations.height == 3
    assert parsed.excluded.filter(artifact_kind="container")["record_locator"].to_list() == [
        "README.md",
        "p.jpg",
    ]


_LINES = [line for name in NAMES for line in (FIXTURES / name).read_bytes().splitlines(keepends=True)]
_ODDITIES = [b"", b"\n", b"\r", b"\x00", b"\xff", b"---\n", b"| | |\n", b"# x\n", b"[1](https://t.me/a_b_c/99999999999999999)\n",
             b"2024-13-45 99:99 https://t.me/a_b_c/5\n", b"\xef\xbb\xbf"]  # fmt: skip


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(_LINES + _ODDITIES), max_size=40), st.integers(20, 2000))
def test_every_byte_belongs_to_one_record(tmp_path: Path, lines: list[bytes], window_bytes: int) -> None:
    data = b"".join(lines)
    parsed = parse_bytes(tmp_path, data, MarkdownAdapter(window_bytes))
    spans = parsed.spans()
    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert sum(end - start for start, end in spans) == len(data)
    indexes = [*parsed.observations["record_index"], *parsed.excluded["record_index"]]
    assert sorted(indexes) == list(range(len(indexes)))
