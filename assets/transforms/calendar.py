"""The date dimension: every day in the Gregorian and the Jalali calendar."""

from datetime import date

import polars as pl

from assets.transforms.iran_days import HOLIDAYS, HOLIDAYS_KNOWN_FROM, WEEKEND
from schemas import PUBLISHED

FIRST_YEAR, LAST_YEAR = 1300, 1500
"""Jalali years covered. The 33-year rule below equals the astronomical calendar for 1178 to 1501 AP."""

_JALALI_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_JALALI_MONTHS_EN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
_SEASONS_FA = ("بهار", "تابستان", "پاییز", "زمستان")
_WEEKDAYS_FA = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
_WEEKDAYS_EN = ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_EPOCH = date(622, 3, 21)
"""Day that the rule counts from; Gregorian, proleptic."""


def nowruz(year: pl.Expr) -> pl.Expr:
    """First day of a Jalali year by the 33-year rule: Int32 → Date.

    ``0622-03-21 + 365·(y-1) + ⌊(8·y+21)/33⌋`` days; agrees with ICU's Persian calendar on every day of
    1278 to 1500 AP.
    """
    days = 365 * (year - 1) + (8 * year + 21) // 33
    return pl.lit(_EPOCH) + pl.duration(days=days)


def dim_date() -> pl.DataFrame:
    """All rows of ``core.dim_date``, the reserved ones first."""
    years = pl.DataFrame({"jalali_year": range(FIRST_YEAR, LAST_YEAR + 2)}, schema={"jalali_year": pl.Int32})
    starts = years.with_columns(start=nowruz(pl.col("jalali_year")))
    days = (
        starts.with_columns(end=pl.col("start").shift(-1))
        .filter(pl.col("jalali_year") <= LAST_YEAR)
        .with_columns(full_date=pl.date_ranges("start", "end", interval="1d", closed="left"))
        .explode("full_date", empty_as_null=False, keep_nulls=False)
        .with_columns(jalali_day_of_year=_days(pl.col("full_date") - pl.col("start")) + 1)
    )
    names = PUBLISHED["core.dim_date"].polars_schema
    known = days.with_columns(*_jalali()).with_columns(*_gregorian()).with_columns(*_derived())
    return pl.concat([_reserved(names), _with_holidays(known).select(names.names()).cast(names)])


def _days(duration: pl.Expr) -> pl.Expr:
    return duration.dt.total_days().cast(pl.Int32)


def _jalali() -> list[pl.Expr]:
    """Month and day of the Jalali year: six months of 31 days, then of 30."""
    n = pl.col("jalali_day_of_year") - 1
    first_half = n < 186
    month = pl.when(first_half).then(n // 31 + 1).otherwise((n - 186) // 30 + 7)
    day = pl.when(first_half).then(n % 31 + 1).otherwise((n - 186) % 30 + 1)
    return [
        month.alias("jalali_month"),
        day.alias("jalali_day"),
        (_days(pl.col("end") - pl.col("start")) == 366).alias("is_jalali_leap_year"),
    ]


def _gregorian() -> list[pl.Expr]:
    d, jm = pl.col("full_date"), pl.col("jalali_month")
    day_of_week = (d.dt.weekday().cast(pl.Int32) + 1) % 7 + 1  # ISO Monday 1 → Saturday 1
    two_digits = "{:02d}".format
    jalali_date = pl.format(
        "{}/{}/{}",
        pl.col("jalali_year"),
        jm.replace_strict({i: two_digits(i) for i in range(1, 13)}, return_dtype=pl.String),
        pl.col("jalali_day").replace_strict({i: two_digits(i) for i in range(1, 32)}, return_dtype=pl.String),
    )
    return [
        d.dt.strftime("%Y%m%d").cast(pl.Int64).alias("date_key"),
        d.dt.year().alias("year"),
        d.dt.quarter().alias("quarter"),
        d.dt.month().alias("month"),
        _named(d.dt.month(), _MONTHS_EN).alias("month_name"),
        (d.dt.year() * 100 + d.dt.month().cast(pl.Int32)).alias("month_key"),
        d.dt.day().alias("day"),
        d.dt.iso_year().alias("iso_year"),
        d.dt.week().alias("iso_week"),
        day_of_week.alias("day_of_week"),
        _named(day_of_week, _WEEKDAYS_EN).alias("day_name_en"),
        _named(day_of_week, _WEEKDAYS_FA).alias("day_name_fa"),
        jalali_date.alias("jalali_date"),
        _named(jm, _JALALI_MONTHS).alias("jalali_month_name_fa"),
        (pl.col("jalali_year") * 100 + jm).alias("jalali_month_key"),
        (d - pl.duration(days=day_of_week - 1)).alias("week_start_date"),
    ]


def _derived() -> list[pl.Expr]:
    quarter = (pl.col("jalali_month") - 1) // 3 + 1
    return [
        _is_weekend("IR").alias("is_weekend"),
        quarter.alias("jalali_quarter"),
        _named(quarter, _SEASONS_FA).alias("jalali_season_fa"),
        _named(pl.col("jalali_month"), _JALALI_MONTHS_EN).alias("jalali_month_name_en"),
    ]


def _is_weekend(country: str) -> pl.Expr:
    d = pl.col("full_date")
    return pl.any_horizontal(
        (pl.col("day_of_week") == rule.day_of_week)
        & d.is_between(rule.first_date or date.min, rule.last_date or date.max)
        for rule in WEEKEND
        if rule.country == country
    )


def _with_holidays(days: pl.DataFrame) -> pl.DataFrame:
    """Add the holidays of the solar calendar: one rule at most holds for a day."""
    names = ["jalali_month", "jalali_day", "first_year", "last_year", "holiday_name_fa", "holiday_name_en"]
    types = [*[pl.Int32] * 4, pl.String, pl.String]
    rules = pl.DataFrame(HOLIDAYS, schema=dict(zip(names, types, strict=True)), orient="row")
    year = pl.col("jalali_year")
    kept = (
        days.select("full_date", "jalali_year", "jalali_month", "jalali_day")
        .join(rules, on=["jalali_month", "jalali_day"])
        .filter(year >= pl.col("first_year"), year <= pl.col("last_year").fill_null(LAST_YEAR))
        .select("full_date", "holiday_name_fa", "holiday_name_en")
    )
    known = pl.when(year >= HOLIDAYS_KNOWN_FROM).then(pl.col("holiday_name_fa").is_not_null())
    joined = days.join(kept, on="full_date", how="left", maintain_order="left", validate="1:1")
    return joined.with_columns(is_holiday=known)


def _named(number: pl.Expr, names: tuple[str, ...]) -> pl.Expr:
    """Name of a 1-based number."""
    return number.replace_strict(dict(enumerate(names, start=1)), return_dtype=pl.String)


def _reserved(schema: pl.Schema) -> pl.DataFrame:
    rows = [{"date_key": 0, "jalali_date": "unknown"}, {"date_key": -1, "jalali_date": "not applicable"}]
    return pl.DataFrame(rows, schema=schema)
