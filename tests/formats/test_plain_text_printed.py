"""Text that was copied off a channel's page on t.me: its lines of views end posts."""

from datetime import date, datetime
from pathlib import Path

import pytest
from plain_text_channels import parse_bytes

from assets.formats.plain_text import PlainTextAdapter
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES

MINIATURE = Path(__file__).parent.parent / "fixtures" / "plain_text" / "printed.txt"


def at(hour: int, minute: int) -> datetime:
    return datetime(2023, 7, 22, hour, minute)  # noqa: DTZ001 - a wall clock


def texts(tmp_path: Path, data: str) -> list[str]:
    return parse_bytes(tmp_path, data.encode()).observations["text"].to_list()


def test_views_end_posts_and_are_no_text(tmp_path: Path) -> None:
    data = MINIATURE.read_bytes()
    parsed = parse_bytes(tmp_path, data)
    columns = ("text", "view_count", "is_view_count_rounded", "forward_from_name", "posted_local")
    assert parsed.observations.select(columns).rows() == [
        (
            "امروز گوجه‌ها رسیدند\n\nسه سبد چیدیم و به همسایه‌ها دادیم.\n@baghche_test",
            1200,
            True,
            None,
            at(12, 34),
        ),
        ("جلسهٔ کتاب‌خوانی پنجشنبه برگزار می‌شود.", 3400, True, "کتابخانهٔ محله", at(13, 10)),
        ("قطار صبح نیم ساعت دیرتر می‌رسد.", 950, False, "ایستگاه راه‌آهن", None),
        ("این یکی تا پایان رونوشت نشد", None, None, None, None),
    ]
    assert parsed.observations["confidence"].to_list() == [0.75, 0.75, 0.75, 0.5]
    assert parsed.channels.select("channel_name", "is_inferred").rows() == [("باغچهٔ کوچک", True)]
    first, day = parsed.excluded["raw_text"].to_list()
    assert first.startswith("باغچهٔ کوچک\n@baghche_test")
    assert first.endswith("July 22, 2023")
    assert day == "July 23"
    assert sum(end - start for start, end in parsed.spans()) == len(data)


@pytest.mark.parametrize(
    ("foot", "clock"),
    [
        ("5 views 00:05", (0, 5)),
        ("5 views12:05 AM", (0, 5)),
        ("5 viewsedited 9:05 PM", (21, 5)),
        ("5 views", None),
    ],
)
def test_a_day_with_its_year_dates_the_posts_below(
    tmp_path: Path, foot: str, clock: tuple[int, int] | None
) -> None:
    pages = [f"July 22, 2023\nThe Name\nfirst\n{foot}\n", "The Name\nsecond\n5 views 23:59\n",
             "February 30, 2023\nThe Name\nthird\n5 views 00:01\n"]  # fmt: skip
    posts = parse_bytes(tmp_path, "".join(pages).encode()).observations
    first, second, third = posts.select("posted_local", "posted_earliest_date", "posted_precision").rows()
    day = date(2023, 7, 22)
    assert first == ((at(*clock), None, "minute") if clock else (None, day, "day"))
    assert second == (at(23, 59), None, "minute")
    assert third == (None, None, None)


def test_a_date_below_the_name_is_the_posts_own(tmp_path: Path) -> None:
    page = "The Name\nJuly 2{0}, 2023\nwas day number {0}\n5 views 10:00\n"
    posts = parse_bytes(tmp_path, "".join(map(page.format, range(3))).encode()).observations
    assert posts["text"][0] == "July 20, 2023\nwas day number 0"
    assert posts["posted_local"].null_count() == 3


@pytest.mark.parametrize("window", [200, 333, 500, 900])
def test_windows_do_not_show(tmp_path: Path, window: int) -> None:
    data = MINIATURE.read_bytes() * 5
    whole = parse_bytes(tmp_path, data)
    parts = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=window))
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)
    assert len(whole.observations) == 5 * 3 + 1  # what was cut off above another page belongs to its head


def test_what_stands_above_copies_of_one_post_is_its_title(tmp_path: Path) -> None:
    post = "🔴 title of it\nthe body\n1.2K views 12:34\n\n"
    parsed = parse_bytes(tmp_path, (post * 2 + "another\nwith a body\n7 views 08:00\n").encode())
    assert parsed.observations["text"].to_list() == ["🔴 title of it\nthe body"] * 2 + [
        "another\nwith a body"
    ]
    assert parsed.channels.is_empty()


@pytest.mark.parametrize(
    "data",
    [
        "a report\n1,200 views\nof the video\n\nanother part\n",  # no time
        "views on art\nat 12:34 we met\n\nand left\n",
        "word " * 4000 + "\n12 views 10:00\n",  # too much text for a post
    ],
)
def test_what_is_not_printed_by_a_page(tmp_path: Path, data: str) -> None:
    assert "".join(texts(tmp_path, data)).count("views") == 1


def test_a_stretch_without_views_is_quarantined_in_pieces(tmp_path: Path) -> None:
    post = "a short post\n12 views 10:00\n"
    data = (post * 3 + "one more line of a long text\n" * 90_000 + post).encode()
    parsed = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=300_000, sample_bytes=len(post) * 3))
    assert len(data) > 2 * MAX_SEGMENT_BYTES
    assert set(parsed.rejections["reason"]) == {"post_too_long"}
    assert parsed.observations["text"].to_list()[:3] == ["a short post"] * 3
    assert sum(end - start for start, end in parsed.spans()) == len(data)
