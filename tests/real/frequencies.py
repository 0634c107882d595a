"""Frequencies of a release counted once more in Python: weeks from days, Jalali months from posts."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import jdatetime
from conftest import Warehouse

MEASURES = "post_count, original_post_count, forward_count_posts, repost_post_count, word_count"

Sums = dict[tuple[Any, ...], tuple[int, ...]]


def weeks_of_days(warehouse: Warehouse, prefix: str, channel: str) -> Sums:
    """(channel, Saturday or None) → covered days and measures, summed over the daily rows of a mart."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * 6)
    for key, day, *counts in warehouse.query(f"SELECT {channel}, full_date, {MEASURES} FROM {prefix}_daily"):
        saturday = day and day - timedelta(days=(day.weekday() + 2) % 7)
        row = [int(day is not None), *counts]
        sums[key, saturday] = [a + b for a, b in zip(sums[key, saturday], row, strict=True)]
    return {k: tuple(v) for k, v in sums.items()}


def weeks(warehouse: Warehouse, prefix: str, channel: str) -> Sums:
    """The same as the weekly mart has it."""
    rows = warehouse.query(
        f"SELECT {channel}, week_start_date, covered_day_count, {MEASURES} FROM {prefix}_weekly"
    )
    return {(key, saturday): tuple(counts) for key, saturday, *counts in rows}


def jalali_months_of_posts(warehouse: Warehouse) -> Counter[tuple[int, int]]:
    """(channel, Jalali month as yyyymm or 0) → posts, by jdatetime from the posts themselves."""
    counted: Counter[tuple[int, int]] = Counter()
    for channel, precision, local, earliest in warehouse.query(
        "SELECT channel_key, posted_precision, posted_at_local, posted_earliest_date FROM core.fact_post"
    ):
        day: Any = {"second": local, "minute": local, "day": earliest}.get(str(precision))
        counted[int(str(channel)), _jalali_month(day) if day else 0] += 1
    return counted


def _jalali_month(day: date) -> int:
    jalali = jdatetime.date.fromgregorian(year=day.year, month=day.month, day=day.day)
    return int(jalali.year * 100 + jalali.month)
