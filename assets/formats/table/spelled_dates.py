"""Dates with the name of a month, in English, Russian and Persian, rewritten in digits."""

import re

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RUSSIAN = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_PERSIAN = (
    ("ژانویه",), ("فوریه",), ("مارس",), ("آوریل", "اوریل"), ("مه", "می"), ("ژوئن",), ("ژوئیه", "جولای"),
    ("اوت", "آگوست"), ("سپتامبر",), ("اکتبر",), ("نوامبر",), ("دسامبر",),
)  # fmt: skip
_JALALI = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_MONTHS = {
    **{name: i for names in (_ENGLISH, _RUSSIAN, _JALALI) for i, name in enumerate(names, 1)},
    **{name: i for i, names in enumerate(_PERSIAN, 1) for name in names},
    "май": 5,
}

_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*([^\W\d_]{2,})[\s.,\-/]*(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?")
_ZONE = re.compile(r"(?<![A-Za-z])(UTC|GMT|Z)?\s?([+-]\d{2}:?\d{2})?\)?\s*\Z")
_LONGEST = 64
"""A cell that is longer is no date."""


def spelled_date(text: str) -> str | None:
    """Date in the form `yyyy-mm-dd[ hh:mm[:ss][ am]][ zone]`, None if none is spelled out.

    ``17:11 · 03 May 2026`` → ``2026-5-03 17:11``; RFC 2822 and `Sep 24, 2024 2:34 PM` likewise.
    """
    if len(text) > _LONGEST:
        return None
    day = _day(text)
    if day is None:
        return None
    clock = _TIME.search(text)
    if clock is None:
        return day
    seconds = f":{clock[3]}" if clock[3] else ""
    half = f" {clock[4]}" if clock[4] else ""
    zone = _ZONE.search(text)
    label = f" {zone[1] or ''}{zone[2] or ''}".rstrip() if zone else ""
    return f"{day} {clock[1]}:{clock[2]}{seconds}{half}{label}"


def _day(text: str) -> str | None:
    if found := _DAY_FIRST.search(text):
        day, month, year = found[1], _month(found[2]), found[3]
    elif found := _MONTH_FIRST.search(text):
        month, day, year = _month(found[1]), found[2], found[3]
    else:
        return None
    return f"{year}-{month}-{day}" if month else None


def _month(name: str) -> int | None:
    low = name.casefold()
    return _MONTHS.get(low) or _MONTHS.get(low[:3] if low[0] < "\u0500" else low)
