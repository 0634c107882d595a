"""Dates of tables: whatever people and programs write, as instants, wall clocks or days."""

from datetime import time
from typing import Final

import polars as pl

from assets.formats.table.spelled_dates import spelled_date
from assets.formats.table.values import is_absent, mapped, nothing
from assets.transforms.calendar import nowruz

_CLOCK = (
    r"(?:[T ,;·|]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_ZONE = r"\s*(?P<utc>Z|UTC|GMT)?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?\z"
_PATTERNS: Final = {
    "year_first": r"\A(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK + _ZONE,
    "year_last": r"\A(?P<first>\d{1,2})[-/.](?P<other>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK + _ZONE,
    "compact": r"\A(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T_ -]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?(?P<utc>Z)?\z",
}
_NUMBER: Final = r"\A\d{5,19}(?:\.\d*)?\z"
_EXCEL_EPOCH: Final = pl.date(1899, 12, 30)
_SERIAL_DAYS: Final = (41_500, 73_051)
"""Excel's days from 2013-08-14 (Telegram's launch) to 2100-01-01."""
_SECONDS: Final = (1_376_438_400, 4_102_444_800)
"""The same bounds in Unix seconds."""

RESULT: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "at": pl.Datetime("us"),
    "local": pl.Datetime("us"),
    "offset": pl.Int64,
    "precision": pl.String,
    "earliest": pl.Date,
    "latest": pl.Date,
}
"""What ``parse_dates`` gives: an instant, or a wall clock with the offset of its label, or days."""


def parse_dates(
    cells: pl.Series, *, is_utc: bool = False, is_day_first: bool | None = None, day_shift: int = 0
) -> pl.DataFrame:
    """Read a column of dates: cleaned String → the columns of ``RESULT``, all NULL where unreadable.

    Read are ISO 8601 and its relatives, dates with the year last, `yyyymmdd`, Unix time in seconds to
    nanoseconds, Excel's serial days, Jalali dates (years 1300 to 1500) and dates with a month's name.
    A clock with an ISO offset is an instant; Telegram Desktop's label (``UTC+03:30``) is kept as a label.

    Args:
        cells: Cleaned cells.
        is_utc: The source says that its clocks are UTC.
        is_day_first: Order of `03/05/2024`; NULL if unknown: the two readings then bound the day.
        day_shift: Days to add to serial days that do not count as Excel does.
    """
    if is_absent(cells):
        return pl.DataFrame({name: nothing(len(cells), dtype) for name, dtype in RESULT.items()})
    frame = _common(cells, is_utc)
    rest = _unread(cells, frame)
    if rest.null_count() < len(rest):
        frame = _merged(frame, _read(rest, is_utc, is_day_first, day_shift))
        rest = _unread(cells, frame)
    if rest.null_count() < len(rest):
        frame = _merged(frame, _read(mapped(rest, spelled_date, pl.String), is_utc, is_day_first, 0))
    return frame


def is_read(dates: pl.DataFrame) -> pl.Series:
    """Which rows have a date: columns of ``RESULT`` → Boolean."""
    return dates.select(pl.any_horizontal(pl.col("at", "local", "earliest").is_not_null())).to_series()


def is_day_first(cells: pl.Series) -> bool | None:
    """Order of day and month in dates that end with the year, as far as a sample decides it."""
    parts = cells.str.extract_groups(
        r"\A(?P<first>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})[-/.]\d{2,4}"
    ).struct
    first, other = (parts.field(n).cast(pl.Int64) for n in ("first", "other"))
    if (first > 12).any() or (parts.field("mark") == ".").any():
        return True
    return False if (other > 12).any() else None


def is_midnight(dates: pl.DataFrame) -> bool:
    """Whether all clocks of a column stand at 0:00, so that they state days only."""
    clock = dates["local"].fill_null(dates["at"]).drop_nulls()
    return len(clock) > 0 and bool((clock.dt.time() == time()).all())


def as_days(dates: pl.DataFrame) -> pl.DataFrame:
    """Clocks at 0:00 as days: for columns that state days in the form of times."""
    clock = pl.coalesce("local", "at")
    midnight = (clock.dt.time() == time()).fill_null(value=False)
    day = pl.when(midnight).then(clock.dt.date())
    return dates.select(
        at=pl.when(~midnight).then("at"),
        local=pl.when(~midnight).then("local"),
        offset=pl.when(~midnight).then("offset"),
        precision=pl.when(midnight).then(pl.lit("day")).otherwise("precision"),
        earliest=pl.coalesce(day, "earliest"),
        latest=pl.coalesce(day, "latest"),
    )


def _unread(cells: pl.Series, dates: pl.DataFrame) -> pl.Series:
    return cells.set(is_read(dates), None)


def _merged(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    read = is_read(first)
    return pl.DataFrame({name: first[name].zip_with(read, second[name]) for name in RESULT})


def _common(cells: pl.Series, is_utc: bool) -> pl.DataFrame:
    """Nearly all tables write the one form of ISO 8601: read without taking every cell to parts."""
    cell = pl.col("cell")
    clock = cell.str.slice(0, 19).str.replace("T", " ", literal=True)
    clock = clock.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    in_utc = cell.str.contains(r"\A2\d{3}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\+00:?00|Z)\z")
    naive = cell.str.contains(r"\A2\d{3}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\z")
    instant = in_utc | (naive & pl.lit(is_utc))
    return cells.to_frame("cell").select(
        at=pl.when(instant).then(clock),
        local=pl.when(naive & ~instant).then(clock),
        **{n: pl.lit(None, t) for n, t in RESULT.items() if n not in ("at", "local")},
    )


def _read(cells: pl.Series, is_utc: bool, is_day_first: bool | None, day_shift: int) -> pl.DataFrame:
    """The forms without words."""
    frame = cells.to_frame("cell").lazy()
    year_first, year_last, compact = (pl.col("cell").str.extract_groups(p).struct for p in _PATTERNS.values())

    def part(name: str, *sources: pl.Expr) -> pl.Expr:
        return pl.coalesce(*sources).alias(name)

    clock = ["hour", "minute", "second", "utc"]
    both = ["fraction", "half", "offset"]
    first, other = year_last.field("first"), year_last.field("other")
    day, month = (other, first) if is_day_first is False else (first, other)
    parts = frame.select(
        "cell",
        part("year", year_first.field("year"), year_last.field("year"), compact.field("year")),
        part("month", year_first.field("month"), month, compact.field("month")),
        part("day", year_first.field("day"), day, compact.field("day")),
        *(part(n, year_first.field(n), year_last.field(n), compact.field(n)) for n in clock),
        *(part(n, year_first.field(n), year_last.field(n)) for n in both),
        is_doubtful=first.is_not_null() & pl.lit(is_day_first is None),
    )
    days = parts.with_columns(_calendar_day(), other_day=_gregorian("day", "month"))
    unswapped = pl.when("is_doubtful").then(pl.col("date").fill_null(pl.col("other_day"))).otherwise("date")
    times = _times(days.with_columns(date=unswapped), is_utc)
    return _with_numbers(times, day_shift).collect()


def _gregorian(month: str, day: str) -> pl.Expr:
    year = pl.col("year").str.replace(r"\A(\d{2})\z", "20${1}")
    known = pl.when(year.str.contains("[1-9]")).then(year)  # Python knows no year 0
    return pl.concat_str(known, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _calendar_day() -> pl.Expr:
    """The day; a year from 1300 to 1500 is Jalali: six months of 31 days, five of 30, one to Nowruz."""
    year, month, day = (pl.col(n).cast(pl.Int32) for n in ("year", "month", "day"))
    in_year = pl.when(month <= 6).then(31 * (month - 1)).otherwise(186 + 30 * (month - 7)) + day - 1
    jalali = nowruz(year) + pl.duration(days=in_year)
    longest = pl.when(month <= 6).then(31).otherwise(30)
    valid = month.is_between(1, 12) & (day >= 1) & (day <= longest) & (jalali < nowruz(year + 1))
    of_jalali = pl.when(valid).then(jalali)
    is_jalali = year.is_between(1300, 1500)
    return pl.when(is_jalali).then(of_jalali).otherwise(_gregorian("month", "day")).alias("date")


def _times(parts: pl.LazyFrame, is_utc: bool) -> pl.LazyFrame:
    """Instants, wall clocks and days from the parts of a date."""
    hour, minute, second = (pl.col(n).cast(pl.Int64) for n in ("hour", "minute", "second"))
    half = pl.col("half").str.to_lowercase()
    hour = (
        pl.when(half.is_null()).then(hour).otherwise(hour % 12 + pl.when(half == "p").then(12).otherwise(0))
    )
    micros = pl.col("fraction").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)
    valid = (hour < 24) & (minute < 60) & (second.fill_null(0) < 60)
    elapsed = pl.duration(hours=hour, minutes=minute, seconds=second.fill_null(0), microseconds=micros)
    midnight = pl.col("date").cast(pl.Datetime("us"))
    signed = pl.col("offset").str.replace(":", "", literal=True)
    digits = signed.str.slice(1)
    of_hours = digits.str.len_chars() <= 2
    hours = pl.when(of_hours).then(digits).otherwise(digits.str.head(-2)).cast(pl.Int64)
    minutes = pl.when(of_hours).then(0).otherwise(digits.str.tail(2).cast(pl.Int64))
    size = 60 * hours + minutes
    offset = pl.when(size <= 18 * 60).then(pl.when(signed.str.starts_with("-")).then(-size).otherwise(size))
    is_label = pl.col("utc").is_not_null() & offset.is_not_null()
    zoned = offset.fill_null(pl.when(pl.col("utc").is_not_null() | pl.lit(is_utc)).then(0))
    bad_zone = pl.col("offset").is_not_null() & offset.is_null()
    has_clock = pl.col("hour").is_not_null()
    # A date whose day and month could be swapped says neither its day nor its instant.
    swapped = (
        pl.col("is_doubtful") & pl.col("other_day").is_not_null() & (pl.col("other_day") != pl.col("date"))
    )
    is_clock = has_clock & valid & ~bad_zone & ~swapped & pl.col("date").is_not_null()
    is_instant = is_clock & zoned.is_not_null() & ~is_label
    local = midnight + elapsed
    day = pl.when(swapped | ~has_clock).then("date")
    return parts.select(
        "cell",
        at=pl.when(is_instant).then(local - pl.duration(minutes=zoned)).cast(pl.Datetime("us")),
        local=pl.when(is_clock & ~is_instant).then(local).cast(pl.Datetime("us")),
        offset=pl.when(is_clock & is_label).then(offset),
        precision=pl.when(swapped).then(pl.lit("range"))
        .when(day.is_not_null()).then(pl.lit("day"))
        .when(is_clock & second.is_null()).then(pl.lit("minute")),
        earliest=pl.min_horizontal(day, pl.when(swapped).then("other_day")),
        latest=pl.max_horizontal(day, pl.when(swapped).then("other_day")),
    )  # fmt: skip


def _with_numbers(times: pl.LazyFrame, day_shift: int) -> pl.LazyFrame:
    """Add Unix times and Excel's serial days."""
    text = pl.when(pl.col("cell").str.contains(_NUMBER)).then("cell")
    whole = text.str.extract(r"\A(\d+)", 1).cast(pl.Int64, strict=False)
    fraction = text.str.extract(r"\.(\d*)\z", 1).fill_null("")
    micros = fraction.str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64)
    low, high = _SECONDS
    unix = (
        pl.when(whole.is_between(low, high)).then(whole * 10**6 + micros)
        .when(whole.is_between(low * 10**3, high * 10**3)).then(whole * 10**3)
        .when(whole.is_between(low * 10**6, high * 10**6)).then(whole)
        .when((whole // 10**9).is_between(low, high)).then(whole // 10**3)
    )  # fmt: skip
    days = whole + day_shift
    is_serial = days.is_between(*_SERIAL_DAYS).fill_null(value=False)
    serial_day = (_EXCEL_EPOCH + pl.duration(days=days)).cast(pl.Date)
    share = text.str.extract(r"(\.\d+)\z", 1).cast(pl.Float64, strict=False).fill_null(0.0)
    seconds = (share * 86_400).round().cast(pl.Int64)
    # A whole number of days states a day; Excel's fractions are exact to less than a second.
    is_day = is_serial & (seconds == 0)
    serial_clock = serial_day.cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
    return times.with_columns(
        at=pl.coalesce("at", pl.from_epoch(unix, time_unit="us")),
        local=pl.coalesce("local", pl.when(is_serial & ~is_day).then(serial_clock)),
        precision=pl.coalesce("precision", pl.when(is_day).then(pl.lit("day"))),
        earliest=pl.coalesce("earliest", pl.when(is_day).then(serial_day)),
        latest=pl.coalesce("latest", pl.when(is_day).then(serial_day)),
    ).select(*RESULT)
