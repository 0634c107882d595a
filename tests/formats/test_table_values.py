"""Cells of tables as values: dates of every spelling, ids, counts, reactions, links."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from assets.formats.table.dates import as_days, is_day_first, is_midnight, parse_dates
from assets.formats.table.links import COMPOSITE, FILE_NAME, POST_LINK, Identity, extracted, identity
from assets.formats.table.media import is_media, kind_of, kind_of_path, reactions_of
from assets.formats.table.values import cleaned, counts, integers, stated_truth, whole_number

AT = datetime(2024, 9, 24, 14, 34, 31)  # noqa: DTZ001
DAY = date(2024, 9, 24)


def one(text: str, **options: Any) -> dict[str, Any]:
    """What is read of one cell, without what is not stated."""
    row = parse_dates(cleaned(pl.Series([text])), **options).row(0, named=True)
    return {k: v for k, v in row.items() if v is not None}


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-24 14:34:31+00:00", "2024-09-24T14:34:31Z", "2024-09-24 14:34:31 UTC", " 2024-09-24T14:34:31+0000 ",
        "2024-09-24 18:04:31+03:30", "2024-09-24 18:04:31+0330", "2024-09-24T10:34:31-04", "20240924T143431Z",
        "1727188471", "1727188471.0", "1727188471000", "1727188471000000", "1727188471000000000",
        "Tue, 24 Sep 2024 14:34:31 +0000", "24 September 2024 14:34:31 GMT", "۱۷۲۷۱۸۸۴۷۱",
    ],
)  # fmt: skip
def test_instants(text: str) -> None:
    assert one(text) == {"at": AT}


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-24 14:34:31", "2024-09-24T14:34:31", "2024/09/24 14:34:31", "24.09.2024 14:34:31",
        "24.09.24, 14:34:31", "9/24/2024 2:34:31 PM", "45559.60730324074", "۱۴۰۳/۰۷/۰۳ ۱۴:۳۴:۳۱",
        "24 сентября 2024, 14:34:31", "Sep 24, 2024 2:34:31 p.m.", "14:34:31 · 24 Sep 2024",
        "۲۴ سپتامبر ۲۰۲۴ ۱۴:۳۴:۳۱", "3 مهر 1403 14:34:31",
    ],
)  # fmt: skip
def test_clocks_without_a_zone_stay_clocks(text: str) -> None:
    assert one(text) == {"local": AT}


@pytest.mark.parametrize(
    "text", ["2024-09-24", "24.09.2024", "20240924", "45559", "45559.0", "1403/07/03", "24 Sep 2024"]
)
def test_days(text: str) -> None:
    assert one(text) == {"precision": "day", "earliest": DAY, "latest": DAY}


def test_fractions_minutes_and_labels() -> None:
    assert one("2024-09-24 14:34:31.5Z")["at"].microsecond == 500_000
    assert one("1727188471.25")["at"].microsecond == 250_000
    assert one("24.09.2024 14:34") == {"local": AT.replace(second=0), "precision": "minute"}
    # Telegram Desktop's label is kept as a label: its clock may be on summer time.
    assert one("24.09.2024 14:34:31 UTC+03:30") == {"local": AT, "offset": 210}
    assert one("2024-09-24 14:34:31", is_utc=True) == {"at": AT}


def test_a_date_that_could_be_two_days_is_bounded_by_both() -> None:
    assert one("03/05/2024 12:00") == {
        "precision": "range", "earliest": date(2024, 3, 5), "latest": date(2024, 5, 3),
    }  # fmt: skip
    assert one("03/05/2024", is_day_first=True)["earliest"] == date(2024, 5, 3)
    assert one("03/05/2024", is_day_first=False)["earliest"] == date(2024, 3, 5)
    assert one("05/05/2024") == {"precision": "day", "earliest": date(2024, 5, 5), "latest": date(2024, 5, 5)}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(["03/05/2024", "13/05/2024"], True), (["03/05/2024", "03/25/2024"], False), (["03/05/2024"], None),
     (["03.05.2024"], True), (["2024-05-03"], None)],
)  # fmt: skip
def test_the_order_of_day_and_month_comes_from_the_whole_column(
    cells: list[str], expected: bool | None
) -> None:
    assert is_day_first(pl.Series(cells)) is expected


@pytest.mark.parametrize(
    "text",
    ["garbage", "0", "0000/01/01", "2024-02-30", "2024-13-01", "2024-09-24 25:00", "2024-09-24 14:60", "1404/12/30",
     "1403/07/31",
     "2024-09-24 14:34 +99:99", "99999999999999999999", "1.7e9", "0000-00-00", "12:30", "5", "32 May 2024",
     "Channel created", "x" * 5_000],
)  # fmt: skip
def test_what_is_no_date_is_left_unread(text: str) -> None:
    assert one(text) == {}


def test_columns_of_midnights_are_days() -> None:
    dates = parse_dates(pl.Series(["2024-09-24 00:00:00", None, "2024-09-25T00:00:00Z"]))
    assert is_midnight(dates)
    assert as_days(dates)["earliest"].to_list() == [DAY, None, date(2024, 9, 25)]
    assert as_days(dates)["precision"].to_list() == ["day", None, "day"]
    assert not is_midnight(parse_dates(pl.Series(["2024-09-24 00:00:00", "2024-09-24 00:00:01"])))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234567890.0", (1234567890, False)), ("5.956e+18", (None, True)), ("1e3", (None, True)),
        ("1.234567890e9", (1234567890, False)), ("9007199254740993.0", (None, True)), ("-17", (-17, False)),
        ("9007199254740992.0", (2**53, False)), ("1.5", (None, False)), ("", (None, False)), ("x", (None, False)),
        ("1e999", (None, True)), ("1" * 40, (None, True)),
    ],
)  # fmt: skip
def test_whole_numbers_are_restored_or_lost(text: str, expected: tuple[int | None, bool]) -> None:
    assert whole_number(text) == expected


def test_numbers_of_spreadsheets_lose_digits_above_2_to_53() -> None:
    cells = pl.Series(["5956000000000000000", "17"])
    assert integers(cells, are_floats=True).rows() == [(None, True), (17, False)]
    cells = pl.Series(["595600000000000000", "17.0"])
    assert integers(cells).rows() == [(595600000000000000, False), (17, False)]
    assert integers(cells, are_floats=True)["is_lost"].to_list() == [True, False]


def test_counts() -> None:
    cells = cleaned(
        pl.Series(["5", "1.98K", "12 345", "-1", "{'replies': 3, 'x': 4}", "nan", "7.0", "many", "۱۲"])
    )
    assert counts(cells)["value"].to_list() == [5, 1980, 12345, None, 3, None, 7, None, 12]
    assert counts(cells)["is_rounded"].sum() == 1
    assert counts(cells)["is_read"].to_list() == [True, True, True, False, True, True, True, False, True]


def test_truth() -> None:
    assert stated_truth(pl.Series(["True", "0", "да", "photo", None])).to_list() == [
        True,
        False,
        True,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('{"👍": 3, "❤": 1}', [("👍", 3), ("❤", 1)]),
        ("{'👍': 3, '❤️': 12}", [("👍", 3), ("❤️", 12)]),
        ("[{'emoji': '👍', 'count': 3}]", [("👍", 3)]),
        ('[["👍", 2]]', [("👍", 2)]),
        ("👍 3, ❤ 1", [("👍", 3), ("❤", 1)]),
        ("👍:3|❤:1.2K", [("👍", 3), ("❤", 1200)]),
        ("👍👍❤️👍", [("👍", 3), ("❤️", 1)]),
        ("🇮🇷🇮🇷👍🏽", [("🇮🇷", 2), ("👍🏽", 1)]),
        ("[]", []),
        ('{"results": [{"reaction": {"_": "ReactionEmoji", "emoticon": "👍"}, "count": 2}, '
         '{"reaction": {"document_id": 123}, "count": 1}, {"reaction": {"_": "ReactionPaid"}, "count": 4}]}',
         [("👍", 2), ("custom:123", 1), ("paid", 4)]),
        ("MessageReactions(results=[ReactionCount(reaction=ReactionEmoji(emoticon='👍'), count=7), "
         "ReactionCount(reaction=ReactionCustomEmoji(document_id=53), count=2)])", [("👍", 7), ("custom:53", 2)]),
        ("words and words", None),
        ("[" * 9_000, None),
        ("👍" * 70_000, None),
    ],
)  # fmt: skip
def test_reactions(cell: str, expected: list[tuple[str, int]] | None) -> None:
    assert reactions_of(cell) == expected


@pytest.mark.parametrize(
    ("cell", "kind", "kind_as_path", "is_one"),
    [
        ("photo", "photo", "photo", True),
        ("MessageMediaPhoto(photo=Photo(id=3))", "photo", "photo", True),
        ("{'_': 'MessageMediaDocument'}", "document", "document", True),
        ("video/mp4", "video", "video", True),
        ("image/gif", "animation", "animation", True),
        (r"photos\@shop_17.JPG", "photo", "photo", True),
        ("https://example.org/a.mp4?x=1", "video", "video", True),
        ("file.unknown", None, "document", True),
        ("text", None, "document", False),
        ("False", None, "document", False),
    ],
)
def test_attachments(cell: str, kind: str | None, kind_as_path: str, is_one: bool) -> None:
    assert (kind_of(cell), kind_of_path(cell), is_media(cell)) == (kind, kind_as_path, is_one)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-1001591537674", Identity(telegram_id=1591537674)), ("1591537674.0", Identity(telegram_id=1591537674)),
        ("channel1591537674", Identity(telegram_id=1591537674)), ("@Abc_d", Identity(handle="abc_d")),
        ("https://t.me/s/Abcd", Identity(handle="abcd")), ("t.me/c/1591537674/5", Identity(telegram_id=1591537674)),
        ("abcd.t.me", Identity(handle="abcd")), ("Abcd", Identity(handle="abcd")),
        ("A channel", Identity(name="A channel")), ("3", Identity(local_id="3")),
        ("https://t.me/joinchat/AAAA", Identity(name="https://t.me/joinchat/AAAA")),
        ("{'from_id': {'channel_id': 1591537674}}", Identity(telegram_id=1591537674)),
        ("MessageFwdHeader(from_name='Reza', date=1)", Identity(name="Reza")),
    ],
)  # fmt: skip
def test_channels_in_any_form(cell: str, expected: Identity) -> None:
    assert identity(cell) == expected


def test_a_word_may_be_a_name() -> None:
    assert identity("Reuters", is_bare_handle=False) == Identity(name="Reuters")


@pytest.mark.parametrize(
    ("pattern", "cell", "expected"),
    [
        (POST_LINK, "https://t.me/Name/17", ("name", None, 17)),
        (POST_LINK, "t.me/s/Name/17?single", ("name", None, 17)),
        (POST_LINK, "https://t.me/c/1591537674/17", (None, 1591537674, 17)),
        (POST_LINK, "https://telegram.me/name/3/17", ("name", None, 17)),
        (POST_LINK, "https://example.org/name/17", (None, None, None)),
        (POST_LINK, "see https://t.me/name/17", (None, None, None)),
        (FILE_NAME, r"photos\@Name_17.jpg", ("name", None, 17)),
        (FILE_NAME, "photos/photo_17.jpg", (None, None, None)),
        (COMPOSITE, "durov-17", ("durov", None, 17)),
        (COMPOSITE, "-1001591537674_17", (None, 1591537674, 17)),
        (COMPOSITE, "2024-09", (None, None, None)),
    ],
)
def test_links(pattern: str, cell: str, expected: tuple[str | None, int | None, int | None]) -> None:
    assert extracted(pl.Series([cell]), pattern).row(0) == expected
