"""Texts whose posts stand below or behind their times."""

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from plain_text_channels import parse_bytes

from assets.formats.plain_text import PlainTextAdapter

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures/plain_text/stamped.txt"
TIMES = ("posted_at", "posted_local", "posted_precision", "posted_earliest_date", "posted_latest_date")


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock


def test_times_above_and_before_posts(tmp_path: Path) -> None:
    data = FIXTURE.read_bytes()
    parsed = parse_bytes(tmp_path, data)
    assert parsed.observations.select("record_locator", *TIMES[:3], "text").rows() == [
        ("lines 1-4", None, at(2023, 4, 11, 9, 30), "minute",
         "باران بند آمد و به باغچه رفتیم.\n\n#باغچه"),
        ("lines 6-7", at(2023, 4, 12, 6), None, None,
         "امروز کتابخانه تا غروب باز است.\nساعت ۲۰:۰۰ می‌بندیم."),
        ("line 9", None, at(2023, 4, 13, 8, 15, 20), None, ""),
        ("line 11", None, at(2023, 4, 13, 21), "minute", "فردا تعطیل است."),
    ]  # fmt: skip
    assert set(parsed.observations["date_method"]) == {"header"}
    assert parsed.excluded["artifact_kind"].to_list() == ["separator"] * 3
    assert sum(end - start for start, end in parsed.spans()) == len(data)
    assert parsed.findings.is_empty()


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("{:%Y-%m-%d %H:%M:%S}", at(2023, 4, 25, 9, 30)),
        ("Date: {:%d.%m.%Y, %H:%M}", at(2023, 4, 25, 9, 30)),
        ("[{:%Y/%m/%d %I:%M %p}]:", at(2023, 4, 25, 9, 30)),
        ("({:%m/%d/%Y %H:%M:%S.%f})", at(2023, 4, 25, 9, 30)),
        ("{:%Y-%m-%dT%H:%M:%S}:", at(2023, 4, 25, 9, 30)),
    ],
)
def test_times_as_scripts_write_them(tmp_path: Path, stamp: str, moment: datetime) -> None:
    days = [moment + timedelta(days=n) for n in range(3)]
    data = "\n".join(f"{stamp.format(day)}\nword {n}\n" for n, day in enumerate(days)).encode()
    posts = parse_bytes(tmp_path, data).observations
    assert posts.select("posted_local", "text").rows() == [(day, f"word {n}") for n, day in enumerate(days)]


def test_a_day_that_may_be_a_month_is_bounded(tmp_path: Path) -> None:
    posts = parse_bytes(tmp_path, b"3/5/2023 10:00\nx\n3/5/2023 11:00\ny\n").observations
    assert posts.select(TIMES).rows() == [(None, None, "range", date(2023, 3, 5), date(2023, 5, 3))] * 2


@pytest.mark.parametrize(
    "text",
    [
        "The list:\n2023-04-11 09:30\nfirst\n\n2023-04-12 09:30\nsecond\n",
        "2023-04-11 09:30\nonly one\n\nand another text\n",
        "2023-04-11 09:30\nx\n\n2022-01-01 09:30\ny\n\n2023-01-01 09:30\nz\n\n2020-01-01 09:30\nw\n",
        "2023-04-11 09:30\n" + "a line of a long text\n" * 1200 + "2023-04-12 09:30\nsecond\n",
        "2023-44-11 09:30\nx\n\n2023-44-12 09:30\ny\n",
        "2023-04-11\nx\n\n2023-04-12\ny\n",
    ],
    ids=["not above all", "one", "out of order", "too far apart", "no times", "days alone"],
)
def test_times_within_texts_are_text(tmp_path: Path, text: str) -> None:
    posts = parse_bytes(tmp_path, text.encode()).observations
    assert posts.select(pl.all_horizontal(pl.col(TIMES).is_null())).to_series().all()
    assert all(line in "\n".join(posts["text"]) for line in text.split("\n")[:1])


def test_newest_first_and_small_windows_give_the_same_records(tmp_path: Path) -> None:
    days = [at(2023, 4, 25, 9, 30) - timedelta(hours=7 * n) for n in range(400)]
    data = "".join(f"[{day:%Y-%m-%d %H:%M}] post {n}\nmore of it\n\n" for n, day in enumerate(days)).encode()
    whole = parse_bytes(tmp_path, data)
    parts = parse_bytes(tmp_path, data, PlainTextAdapter(window_bytes=1500))
    assert whole.observations["posted_local"].to_list() == days
    assert parts.observations.equals(whole.observations)
    assert parts.excluded.equals(whole.excluded)


def test_the_one_name_in_all_headers_is_the_channels(tmp_path: Path) -> None:
    header, other = "باغچه, [03.05.2023 10:00]\nx\n\n", "کوچه, [03.05.2023 11:00]\ny\n"
    alone = parse_bytes(tmp_path, (header * 2).encode()).channels
    assert alone.select("channel_ref", "channel_name", "is_inferred").rows() == [
        ("name:باغچه", "باغچه", True)
    ]
    assert parse_bytes(tmp_path, (header + other).encode()).channels.is_empty(), "a chat of two"
