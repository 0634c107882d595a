"""The kinds of plain text that people hand over: copied chats, lines, pages of mirrors, lemmas, post files."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from conftest import SHARED
from plain_text_channels import parse_bytes

from assets.formats.base import Member, Source
from assets.formats.plain_text import ADAPTER
from assets.formats.plain_text.dated import HEADER, day_order, header_time

REAL = SHARED / "dumps/plain-text/fa-per-post-txt"


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("header", "moment", "precision"),
    [
        ("باغچه, [03.05.2023 10:00]", at(2023, 5, 3, 10), "minute"),
        ("Name, [3.5.23, 10:00:15]", at(2023, 5, 3, 10, 0, 15), "second"),
        ("Name, with comma, [25/3/2023 10:00]", at(2023, 3, 25, 10), "minute"),
        ("Name, [3/25/23 10:00 PM]", at(2023, 3, 25, 22), "minute"),
        ("Name, [2023-05-03 12:00 am]", at(2023, 5, 3), "minute"),
        ("Name, [3 May 2023 at 10:00:12 (3/5/23, 10:00)]:", at(2023, 5, 3, 10, 0, 12), "second"),
        (
            "Name, [Mar 12, 2020 at 3:42:10\u202fPM (3/12/20, 3:42:10\u202fPM)]:",
            at(2020, 3, 12, 15, 42, 10),
            "second",
        ),
        ("Имя, [12 мар. 2020 15:42]", at(2020, 3, 12, 15, 42), "minute"),
        ("باغچه، [۰۳.۰۵.۲۰۲۳ ۱۰:۰۰]", at(2023, 5, 3, 10), "minute"),
    ],
)
def test_headers_as_the_apps_spell_them(
    tmp_path: Path, header: str, moment: datetime, precision: str
) -> None:
    data = f"{header}\nمتن نخست\n\n{header}\n[Photo]\n".encode()
    posts = parse_bytes(tmp_path, data).observations
    assert posts.select("posted_local", "posted_precision", "date_method", "text").rows() == [
        (moment, precision, "header", "متن نخست"), (moment, precision, "header", "[Photo]"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["no name [10:00]", "Name, [10:00]", "Name, [03.05.2023]", "see, [1] and 10:00",
                                  "Name, [03.05.2023 10:00] hello"])  # fmt: skip
def test_what_is_no_header(line: str) -> None:
    assert not pl.Series([line]).str.contains(HEADER).item()


def test_an_ambiguous_day_is_bounded_and_another_header_decides_it(tmp_path: Path) -> None:
    bare = parse_bytes(tmp_path, b"A, [3/5/2023 10:00]\nx\n").observations
    columns = ("posted_local", "posted_earliest_date", "posted_latest_date")
    assert bare.select(columns).rows() == [(None, date(2023, 3, 5), date(2023, 5, 3))]
    told = parse_bytes(tmp_path, b"A, [3/5/2023 10:00]\nx\nA, [3/25/2023 10:00]\ny\n").observations
    assert told["posted_local"].to_list() == [at(2023, 3, 5, 10), at(2023, 3, 25, 10)]
    assert day_order("A, [25/3/2023 10:00]") is True
    assert header_time("A, [31/31/2023 10:00]") is None


def test_lines_of_all_lengths_are_posts(tmp_path: Path) -> None:
    posts = [f"یادداشت {i} " + "دربارهٔ باغچه و باران " * (1 + i * 7 % 23) for i in range(60)]
    parsed = parse_bytes(tmp_path, "\n".join(p.strip() for p in posts).encode())
    assert parsed.observations["text"].to_list() == [p.strip() for p in posts]
    assert set(parsed.observations["confidence"]) == {0.3}
    assert parsed.findings["subject"].to_list()[-1] == "each line was taken as one post"


def test_wrapped_prose_and_short_texts_are_not_cut_into_lines(tmp_path: Path) -> None:
    wrapped = "\n".join(f"line {i:04d} of a text that was wrapped" for i in range(300)).encode()
    assert parse_bytes(tmp_path, wrapped).observations.height == 1
    short = "\n".join("x" * n for n in (5, 200, 30, 400)).encode()
    assert parse_bytes(tmp_path, short).observations.height == 1


def test_pages_of_a_mirror_lose_what_the_mirror_prints(tmp_path: Path) -> None:
    page = (
        "Telegram Group & Telegram Channel\nباغچهٔ ما\nپرسش دیروز\nپاسخ شمارهٔ {0} به همان پرسش\n"
        "BY باغچهٔ ما\nShare with your friend now:\ngroup-telegram.com/baghche/{0}\nنوشته‌ای از کانال دیگر\n"
    )
    parsed = parse_bytes(tmp_path, "".join(page.format(i) for i in range(4)).encode())
    assert parsed.observations["text"].to_list() == [
        f"پرسش دیروز\nپاسخ شمارهٔ {i} به همان پرسش" for i in range(4)
    ]
    assert set(parsed.observations["confidence"]) == {0.5}
    kinds = parsed.excluded.select("artifact_kind", "raw_text").rows()
    assert kinds[0] == ("boilerplate", "Telegram Group & Telegram Channel\nباغچهٔ ما")
    assert len(kinds) == 8
    assert parsed.spans()[-1][1] == sum(len(page.format(i).encode()) for i in range(4))


def test_a_near_copy_with_other_boilerplate_is_cut_at_what_recurs(tmp_path: Path) -> None:
    posts = [f"متن شمارهٔ {i} دربارهٔ چیزی تازه\nسطر دوم از یادداشت {i}" for i in range(6)]
    parsed = parse_bytes(tmp_path, "".join(f"{p}\nمشاهده در ایتا @baghche\n" for p in posts).encode())
    assert parsed.observations["content_text"].to_list() == posts
    assert parsed.channels["handle"].to_list() == ["baghche"]


def test_the_output_of_a_lemmatiser_is_doubted_and_reported(tmp_path: Path) -> None:
    header = "A, [03.05.2023 10:00]\n"
    data = (header + "{мы} {идти} {дом}\n" + header + "{дождь} {начинаться}\n").encode()
    parsed = parse_bytes(tmp_path, data)
    assert parsed.observations["confidence"].to_list() == [0.3, 0.3]
    assert "lemmatised_text" in parsed.findings["finding"].to_list()
    plain = parse_bytes(tmp_path, (header + "we {go} home in the rain\n").encode())
    assert plain.observations["confidence"].to_list() == [0.95]


@pytest.mark.skipif(not REAL.exists(), reason="the real dumps (../shared/data) are not on this machine")
@pytest.mark.parametrize(("channel", "empty", "repeated"), [("Do1rcci", 4, 143), ("oxnet_ir", 0, 51)])
def test_post_files_equal_their_bytes(channel: str, empty: int, repeated: int) -> None:
    paths = sorted((REAL / channel).rglob("*.txt"))
    members = tuple(Member(str(p.relative_to(REAL)), p, p.stat().st_size) for p in paths)
    found = pl.concat(batch.observations for batch in ADAPTER.parse(Source("0", members)))
    expected = {
        int(p.stem): p.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
        for p in paths
        if p.stem.isdecimal()
    }
    assert dict(found.select("message_id", "text").rows()) == expected
    assert found.height == len(expected)
    assert found.filter(pl.col("text") == "").height == empty
    assert found.height - found["text"].n_unique() == repeated
