"""Days off in Iran as rules with the time they hold for: data of the date dimension, and where they come from.

Weekend. Friday is the weekly day off, by custom long before the calendar begins and by law today (Labour Act of
1369 AP, article 62). A second day is not the law as far as the sources go: parliament passed Saturday on
1403/02/26 (2024-05-15), which the Guardian Council refused, and Thursday on 1403/12/15 (2025-03-05), an amendment of
article 87 of the Civil Service Management Act that was still going back and forth between parliament and its
supervisors. When it comes into force it is a further row here, with the day it holds from. Many offices rest on
Thursdays anyway; that is no rule of the country.

Holidays. The yearly ones of the solar calendar: decree on public holidays of 1359/04/08 of the Revolutionary
Council (29 Esfand to 4 Farvardin, so that the 30th of a leap year is among them, 12 and 13 Farvardin, 15 Khordad,
22 Bahman), which replaced the one of 1358/10/02; 14 Khordad came with the events of 1368. An anniversary holds from
the first year in which the day was kept. The lists before 1358 are not known here.

Not included: holidays of the lunar calendar, which follow the sighting of the moon, and single days that the
cabinet declares.
"""

from datetime import date
from typing import Final, NamedTuple

HOLIDAYS_KNOWN_FROM: Final = 1358
"""First Jalali year whose holidays are known here; earlier days are neither holidays nor working days."""


class WeekendRule(NamedTuple):
    """A weekday that is free in a country, from the first to the last date, both included; None is open."""

    country: str
    day_of_week: int
    """1 Saturday to 7 Friday."""
    first_date: date | None
    last_date: date | None


class HolidayRule(NamedTuple):
    """A day of the Jalali year that is free, from the first to the last year, both included; None is open."""

    jalali_month: int
    jalali_day: int
    first_year: int
    last_year: int | None
    name_fa: str
    name_en: str


WEEKEND: Final = (WeekendRule("IR", 7, None, None),)

HOLIDAYS: Final = (
    *(HolidayRule(1, day, 1358, None, "نوروز", "Nowruz") for day in (1, 2, 3, 4)),
    HolidayRule(1, 12, 1359, None, "روز جمهوری اسلامی", "Islamic Republic Day"),
    HolidayRule(1, 13, 1358, None, "روز طبیعت", "Nature Day"),
    HolidayRule(3, 14, 1368, None, "درگذشت روح‌الله خمینی", "Death of Ruhollah Khomeini"),
    HolidayRule(3, 15, 1358, None, "قیام ۱۵ خرداد", "Uprising of 15 Khordad"),
    HolidayRule(11, 22, 1358, None, "پیروزی انقلاب", "Victory of the Revolution"),
    HolidayRule(12, 29, 1358, None, "ملی شدن صنعت نفت", "Nationalisation of the Oil Industry"),
    HolidayRule(12, 30, 1359, None, "آخرین روز سال کبیسه", "Last day of a leap year"),
)
