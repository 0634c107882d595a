"""Instants from labels, exporters' zones and days."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.formats.base import BatchBuilder
from assets.transforms.times import date_key, resolve_times, taken_at, to_local, to_utc

TEHRAN, BERLIN = "Asia/Tehran", "Europe/Berlin"


def _resolved(
    exporter_zone: str | None = None, reporting_zone: str = TEHRAN, **fields: Any
) -> dict[str, Any]:
    """The times of one observation as ``resolve_times`` completes them."""
    builder = BatchBuilder()
    builder.observation(text="متن", **fields)
    return resolve_times(builder.flush().observations, exporter_zone, reporting_zone).row(0, named=True)


def _at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type,misc]  # noqa: DTZ001 - naive UTC, as everywhere


@pytest.mark.parametrize(
    ("clock", "zone", "instant"),
    [
        (_at(2024, 1, 15, 12), BERLIN, _at(2024, 1, 15, 11)),
        (_at(2024, 7, 15, 12), BERLIN, _at(2024, 7, 15, 10)),
        (_at(2022, 7, 1, 12), TEHRAN, _at(2022, 7, 1, 7, 30)),
        (_at(2022, 1, 1, 12), TEHRAN, _at(2022, 1, 1, 8, 30)),
        (_at(2022, 9, 21, 12), TEHRAN, _at(2022, 9, 21, 7, 30)),
        (_at(2022, 9, 23, 12), TEHRAN, _at(2022, 9, 23, 8, 30)),
        (_at(2023, 7, 1, 12), TEHRAN, _at(2023, 7, 1, 8, 30)),
        # Twice in autumn: the first one. Not at all in spring: the offset before the change.
        (_at(2024, 10, 27, 2, 30), BERLIN, _at(2024, 10, 27, 0, 30)),
        (_at(2024, 3, 31, 2, 30), BERLIN, _at(2024, 3, 31, 1, 30)),
        (_at(2022, 3, 22, 0, 30), TEHRAN, _at(2022, 3, 21, 21)),
        (_at(2022, 9, 21, 23, 30), TEHRAN, _at(2022, 9, 21, 19)),
        # Gaps of half an hour, of two hours and of a whole day.
        (_at(2024, 10, 6, 2, 15), "Australia/Lord_Howe", _at(2024, 10, 5, 15, 45)),
        (_at(2024, 3, 31, 2, 30), "Antarctica/Troll", _at(2024, 3, 31, 2, 30)),
        (_at(2011, 12, 30, 12), "Pacific/Apia", _at(2011, 12, 30, 22)),
    ],
)
def test_exporters_zone(clock: datetime, zone: str, instant: datetime) -> None:
    row = _resolved(zone, posted_local=clock, edited_local=clock)
    assert row["posted_at"] == row["edited_at"] == instant
    assert row["is_zone_assumed"] is False
    assert (row["posted_precision"], row["date_method"]) == ("second", "source")


_CLOCKS = st.datetimes(_at(2013, 8, 14), _at(2037, 12, 31))


@given(
    _CLOCKS, st.sampled_from([TEHRAN, BERLIN, "UTC", "America/St_Johns", "Asia/Kabul", "Antarctica/Troll"])
)
def test_to_utc_equals_zoneinfo(clock: datetime, zone: str) -> None:
    expected = clock.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    assert pl.select(to_utc(pl.lit(clock, pl.Datetime("us")), zone)).item() == expected


@given(_CLOCKS, st.sampled_from([TEHRAN, BERLIN, "UTC"]))
def test_to_local_equals_zoneinfo(instant: datetime, zone: str) -> None:
    expected = instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert pl.select(to_local(pl.lit(instant, pl.Datetime("us")), zone)).item() == expected


@pytest.mark.parametrize(
    ("instant", "clock"),
    [
        # The last spring with summer time, and its last end: the hour before midnight comes twice.
        (_at(2022, 3, 21, 20, 29), _at(2022, 3, 21, 23, 59)),
        (_at(2022, 3, 21, 20, 30), _at(2022, 3, 22, 1)),
        (_at(2022, 9, 21, 19, 29), _at(2022, 9, 21, 23, 59)),
        (_at(2022, 9, 21, 19, 30), _at(2022, 9, 21, 23)),
        (_at(2022, 9, 21, 20, 29), _at(2022, 9, 21, 23, 59)),
        (_at(2022, 9, 21, 20, 30), _at(2022, 9, 22)),
        # No summer time since: the same offset on both sides of what would have been the changes.
        (_at(2023, 3, 21, 20, 30), _at(2023, 3, 22)),
        (_at(2023, 7, 1, 20, 29), _at(2023, 7, 1, 23, 59)),
        (_at(2026, 9, 21, 20, 30), _at(2026, 9, 22)),
    ],
)
def test_the_reporting_zone_has_no_summer_time_since_2022(instant: datetime, clock: datetime) -> None:
    local = to_local(pl.lit(instant, pl.Datetime("us")), TEHRAN)
    found = pl.select(local=local, key=date_key(local.dt.date())).row(0)
    assert found == (clock, int(f"{clock:%Y%m%d}"))


@given(st.datetimes())
def test_no_clock_is_too_far_away(clock: datetime) -> None:
    """A dump may state any year; the contract rejects it, the conversion must not break."""
    for zone in (TEHRAN, BERLIN):
        found = pl.select(to_utc(pl.lit(clock, pl.Datetime("us")), zone).dt.epoch("us")).item()
        naive = pl.select(pl.lit(clock, pl.Datetime("us")).dt.epoch("us")).item()
        assert abs(found - naive) < 86_400_000_000


@pytest.mark.parametrize(
    ("offset", "instant"),
    [
        (60, _at(2024, 7, 15, 11)),
        (210, _at(2024, 7, 15, 8, 30)),
        (0, _at(2024, 7, 15, 12)),
        (-300, _at(2024, 7, 15, 17)),
    ],
)
def test_a_label_is_used_and_marked_as_assumed(offset: int, instant: datetime) -> None:
    row = _resolved(posted_local=_at(2024, 7, 15, 12), utc_offset_minutes=offset)
    assert (row["posted_at"], row["is_zone_assumed"]) == (instant, True)


def test_a_configured_zone_wins_over_the_label() -> None:
    row = _resolved(BERLIN, posted_local=_at(2024, 7, 15, 12), utc_offset_minutes=60)
    assert (row["posted_at"], row["is_zone_assumed"]) == (_at(2024, 7, 15, 10), False)


def test_without_zone_and_label_the_reporting_zone_is_assumed() -> None:
    row = _resolved(posted_local=_at(2024, 7, 15, 12))
    assert (row["posted_at"], row["is_zone_assumed"]) == (_at(2024, 7, 15, 8, 30), True)


def test_a_stated_instant_wins_over_the_clock() -> None:
    row = _resolved(posted_at=_at(2024, 1, 1), posted_local=_at(2024, 7, 15, 12))
    assert (row["posted_at"], row["is_zone_assumed"], row["date_method"]) == (
        _at(2024, 1, 1),
        False,
        "source",
    )


def test_precision_stated_by_the_source_is_kept() -> None:
    assert _resolved(posted_at=_at(2024, 1, 1), posted_precision="minute")["posted_precision"] == "minute"


@pytest.mark.parametrize(
    ("fields", "precision", "method"),
    [
        ({"posted_earliest_date": date(2024, 1, 1), "posted_latest_date": date(2024, 1, 1),
          "posted_precision": "day", "date_method": "header"}, "day", "header"),
        ({"posted_earliest_date": date(2024, 1, 1), "posted_latest_date": date(2024, 1, 9),
          "date_method": "id_bracket"}, "range", "id_bracket"),
        ({"posted_latest_date": date(2024, 1, 9)}, "range", "source"),
        ({}, "unknown", "none"),
        ({"posted_precision": "day", "date_method": "header"}, "unknown", "none"),
    ],
)  # fmt: skip
def test_days_without_an_instant(fields: dict[str, Any], precision: str, method: str) -> None:
    row = _resolved(**fields)
    assert row["posted_at"] is None
    assert (row["posted_precision"], row["date_method"], row["is_zone_assumed"]) == (precision, method, False)


def test_an_unknown_zone_fails_by_name() -> None:
    with pytest.raises(KeyError, match="Asia/Teheran"):
        to_utc(pl.lit(None, pl.Datetime("us")), "Asia/Teheran")


def test_wall_clock_columns_are_gone() -> None:
    assert not {"posted_local", "edited_local", "utc_offset_minutes", "_precision"} & _resolved().keys()


@pytest.mark.parametrize(
    ("day", "key"), [(date(2024, 3, 9), 20240309), (None, 0), (date(999, 1, 2), 9990102)]
)
def test_date_key(day: date | None, key: int) -> None:
    assert pl.select(date_key(pl.lit(day, pl.Date))).item() == key


def test_a_day_has_86400_seconds_in_utc() -> None:
    """Between two clocks a day apart lie 23, 24 or 25 hours, as the zone has it."""
    frame = pl.DataFrame(
        {"c": [_at(2024, 3, 30, 12), _at(2024, 3, 31, 12), _at(2024, 10, 26, 12), _at(2024, 10, 27, 12)]}
    )
    utc = frame.select(to_utc(pl.col("c"), BERLIN))["c"].to_list()
    assert [utc[1] - utc[0], utc[3] - utc[2]] == [timedelta(hours=23), timedelta(hours=25)]


def test_a_dump_was_taken_when_it_says_so_else_after_its_last_message_or_edit() -> None:
    day = [datetime(2024, 5, d) for d in range(1, 5)]  # noqa: DTZ001 - naive UTC, as everywhere
    rows = [
        (1, day[1], day[0], None), (1, day[2], day[3], None),  # stated, also where a date lies behind it
        (2, None, day[0], None), (2, None, day[1], day[2]),
        (3, None, None, None),
    ]  # fmt: skip
    schema = {
        "dump_key": pl.Int64,
        **dict.fromkeys(["captured_at", "posted_at", "edited_at"], pl.Datetime("us")),
    }
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    assert taken_at(frame).sort("dump_key").collect().rows() == [(1, day[2]), (2, day[2]), (3, None)]
