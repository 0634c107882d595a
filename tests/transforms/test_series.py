"""Markers of series: `part 1 of 2`."""

import polars as pl
import pytest

from assets.transforms.series import with_series


@pytest.mark.parametrize(
    ("text", "part", "total"),
    [
        ("عنوان\n➕پست ۱ از ۲\nمتن", 1, 2),
        ("پست 2 از 2", 2, 2),
        ("قسمت ٣ از ٤", 3, 4),
        ("(بخش ۱ از ۱۰)", 1, 10),
        ("الجزء 1 من 3", 1, 3),
        ("Part 2 of 3", 2, 3),
        ("Часть 1 из 2", 1, 2),
        ("متن\n🔲 پاره ۵۰ از ۵۰ 🔲", 50, 50),
        ("پست ۱ از ۲\nپست ۲ از ۲", 1, 2),
        ("پست ۳ از ۲\nپست ۱ از ۲", 1, 2),
        ("در پست ۱ از ۲ گفتیم", None, None),
        ("پست ۳ از ۲", None, None),
        ("پست ۰ از ۲", None, None),
        ("پست ۱ از ۵۱", None, None),
        ("پست ۱ از ۱۰۰", None, None),
        ("۱ از ۲", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_series(text: str | None, part: int | None, total: int | None) -> None:
    frame = pl.DataFrame(
        {"record_index": [5], "text": [text]}, schema={"record_index": pl.Int64, "text": pl.String}
    )
    row = with_series(frame).row(0, named=True)
    assert (row["series_part"], row["series_total"]) == (part, total)


def test_rows_keep_their_number_and_order() -> None:
    frame = pl.DataFrame({"record_index": [3, 1, 2], "text": ["x", "part 1 of 2", "y"]})
    found = with_series(frame)
    assert found["record_index"].to_list() == [3, 1, 2]
    assert found["series_part"].to_list() == [None, 1, None]
