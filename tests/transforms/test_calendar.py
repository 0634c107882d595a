"""The date dimension against two independent calendars."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import jdatetime
import polars as pl
import pytest

from assets.transforms import calendar
from assets.transforms.calendar import dim_date
from assets.transforms.iran_days import HolidayRule, WeekendRule
from schemas import PUBLISHED


@pytest.fixture(scope="module")
def days() -> pl.DataFrame:
    return dim_date().filter(pl.col("date_key") > 0)


def _day(days: pl.DataFrame, *parts: int) -> dict[str, Any]:
    return days.row(by_predicate=pl.col("full_date") == date(*parts), named=True)


def test_every_day_equals_jdatetime(days: pl.DataFrame) -> None:
    first, last = jdatetime.date(1300, 1, 1).togregorian(), jdatetime.date(1501, 1, 1).togregorian()

    def expected() -> Iterator[tuple[date, int, int, int]]:
        for n in range((last - first).days):
            day = first + timedelta(days=n)
            jalali = jdatetime.date.fromgregorian(date=day)
            yield day, jalali.year, jalali.month, jalali.day

    assert days.select("full_date", "jalali_year", "jalali_month", "jalali_day").rows() == list(expected())


def test_every_day_equals_icu(days: pl.DataFrame) -> None:
    con = duckdb.connect()
    try:
        con.execute("SET TimeZone = 'UTC'; SET Calendar = 'persian'")
        found = con.execute(
            """SELECT year(t), month(t), day(t)
            FROM (SELECT make_timestamptz(CAST(? AS BIGINT) + n * 86400000000) AS t FROM range(?) AS r (n))""",
            [int(days["full_date"].cast(pl.Datetime("us")).to_physical()[0]), days.height],
        ).fetchall()
    finally:
        con.close()
    assert days.select("jalali_year", "jalali_month", "jalali_day").rows() == found


def test_every_day_equals_python(days: pl.DataFrame) -> None:
    for row in days.sample(3_000, seed=1).iter_rows(named=True):
        day: date = row["full_date"]
        iso = day.isocalendar()
        assert row["date_key"] == int(f"{day:%Y%m%d}")
        assert (row["year"], row["month"], row["day"]) == (day.year, day.month, day.day)
        assert (row["quarter"], row["month_key"]) == ((day.month + 2) // 3, day.year * 100 + day.month)
        assert (row["iso_year"], row["iso_week"]) == (iso.year, iso.week)
        assert row["day_of_week"] == (day.weekday() + 2) % 7 + 1
        assert row["is_weekend"] == (day.weekday() == 4)
        assert (row["day_name_en"], row["month_name"]) == (f"{day:%A}", f"{day:%B}")
        assert row["week_start_date"] == day - timedelta(days=(day.weekday() + 2) % 7)
        jalali = (row["jalali_year"], row["jalali_month"], row["jalali_day"])
        assert row["jalali_date"] == "{:04}/{:02}/{:02}".format(*jalali)
        assert row["jalali_month_key"] == jalali[0] * 100 + jalali[1]


def test_quarters_seasons_and_leap_years(days: pl.DataFrame) -> None:
    sizes = dict(days.group_by("jalali_year").len().rows())
    leap = {year for year, size in sizes.items() if size == 366}
    assert len(leap) == 49
    assert leap == {year for year in sizes if jdatetime.date(year, 1, 1).isleap()}
    assert set(days.filter("is_jalali_leap_year")["jalali_year"]) == leap
    for row in days.sample(1_000, seed=2).iter_rows(named=True):
        jalali = jdatetime.date(row["jalali_year"], row["jalali_month"], row["jalali_day"])
        assert row["jalali_day_of_year"] == jalali.yday()
        assert row["jalali_month_name_en"] == jalali.strftime("%B")
        assert row["jalali_quarter"] == (jalali.month + 2) // 3
    seasons = days.group_by("jalali_season_fa").agg(pl.col("jalali_month").unique().sort())
    assert dict(seasons.rows()) == {
        "بهار": [1, 2, 3], "تابستان": [4, 5, 6], "پاییز": [7, 8, 9], "زمستان": [10, 11, 12]
    }  # fmt: skip


SOLAR = {"01/01", "01/02", "01/03", "01/04", "01/12", "01/13", "03/14", "03/15", "11/22", "12/29"}


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (1358, SOLAR - {"01/12", "03/14"}),
        (1367, SOLAR - {"03/14"}),
        (1368, SOLAR),
        (1403, SOLAR | {"12/30"}),
        (1404, SOLAR),
    ],
)
def test_holidays_of_a_year(days: pl.DataFrame, year: int, holidays: set[str]) -> None:
    found = days.filter((pl.col("jalali_year") == year) & pl.col("is_holiday"))
    assert {d[5:] for d in found["jalali_date"]} == holidays
    assert found.select("holiday_name_fa", "holiday_name_en").null_count().row(0) == (0, 0)
    others = days.filter((pl.col("jalali_year") == year) & ~pl.col("is_holiday"))
    assert others["holiday_name_fa"].null_count() == others.height


def test_years_whose_holidays_are_not_known_say_so(days: pl.DataFrame) -> None:
    unknown = days.filter(pl.col("is_holiday").is_null())
    assert (unknown["jalali_date"][0], unknown["jalali_date"][-1]) == ("1300/01/01", "1357/12/29")
    assert unknown.height == days.filter(pl.col("jalali_year") < 1358).height


def test_a_weekend_rule_holds_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (
        calendar.WEEKEND[0],
        WeekendRule("IR", 6, date(2030, 1, 3), date(2030, 1, 10)),
        WeekendRule("XX", 1, None, None),
    )
    monkeypatch.setattr(calendar, "WEEKEND", rules)
    january = dim_date().filter(pl.col("full_date").is_between(date(2030, 1, 1), date(2030, 1, 31)))
    free = january.filter("is_weekend")["full_date"].to_list()
    fridays = [date(2030, 1, n) for n in (4, 11, 18, 25)]
    assert free == sorted([*fridays, date(2030, 1, 3), date(2030, 1, 10)])


def test_a_holiday_rule_ends_with_its_last_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "HOLIDAYS", (HolidayRule(2, 5, 1400, 1401, "روز آزمون", "Test Day"),))
    kept = dim_date().filter("is_holiday").select("jalali_date", "holiday_name_en")
    assert kept.rows() == [("1400/02/05", "Test Day"), ("1401/02/05", "Test Day")]


def test_two_rules_for_one_day_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = HolidayRule(2, 5, 1400, None, "روز آزمون", "Test Day")
    monkeypatch.setattr(calendar, "HOLIDAYS", (rule, rule))
    with pytest.raises(pl.exceptions.ComputeError):
        dim_date()


def test_days_are_contiguous(days: pl.DataFrame) -> None:
    assert days["full_date"].diff().drop_nulls().unique().to_list() == [timedelta(days=1)]
    assert (days["jalali_date"][0], days["jalali_date"][-1]) == ("1300/01/01", "1500/12/29")


@pytest.mark.parametrize(
    ("parts", "jalali", "name", "weekday"),
    [
        ((2024, 7, 22), "1403/05/01", "مرداد", "دوشنبه"),
        ((2025, 3, 20), "1403/12/30", "اسفند", "پنجشنبه"),
        ((2025, 3, 21), "1404/01/01", "فروردین", "جمعه"),
        ((2023, 9, 23), "1402/07/01", "مهر", "شنبه"),
    ],
)
def test_names(days: pl.DataFrame, parts: tuple[int, int, int], jalali: str, name: str, weekday: str) -> None:
    row = _day(days, *parts)
    assert (row["jalali_date"], row["jalali_month_name_fa"], row["day_name_fa"]) == (jalali, name, weekday)


def test_reserved_rows_come_first_and_say_nothing() -> None:
    first, second = dim_date().head(2).rows(named=True)
    stated = {"date_key", "jalali_date"}
    assert (first["date_key"], first["jalali_date"]) == (0, "unknown")
    assert (second["date_key"], second["jalali_date"]) == (-1, "not applicable")
    assert {v for row in (first, second) for c, v in row.items() if c not in stated} == {None}


def test_the_dimension_fulfils_its_contract() -> None:
    contract = PUBLISHED["core.dim_date"]
    frame = dim_date()
    assert frame.schema == contract.polars_schema
    contract.model.validate(frame, lazy=True)
