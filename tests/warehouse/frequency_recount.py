"""The marts over all channels and on cadence counted once more in plain Python, without SQL."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

from mart_recount import covered_days, day_of, frequency, measures
from mart_samples import Row, Sample


def overall(given: Sample, number: Callable[[date], Any]) -> dict[Any, tuple[int, ...]]:
    """Period or None → covered days, covered channels, active channels, then the measures."""
    covered = covered_days(given)
    days = set().union(*covered.values())
    posts = defaultdict(list)
    for p in given.tables["core.fact_post"]:
        day = day_of(p)
        posts[number(day) if day else None].append(p)
    return {
        period: (
            sum(number(d) == period for d in days),
            sum(any(number(d) == period for d in found) for found in covered.values()),
            len({p["channel_key"] for p in posts[period]}),
            *measures(posts[period]),
        )
        for period in {number(d) for d in days} | set(posts)
    }


def daily_means(given: Sample, size: int) -> dict[tuple[int, date], float | None]:
    """(channel, day) → posts per day over so many days, None where one of them is not covered."""
    counted = frequency(given, lambda d: d)
    found = {}
    for channel, day in counted:
        if day is None:
            continue
        window = [counted.get((channel, day - timedelta(days=n))) for n in range(size)]
        found[channel, day] = sum(c[1] for c in window if c) / size if all(window) else None
    return found


def cadence(given: Sample) -> dict[int, Row]:
    """Channel → its habits; every gap is looked at alone, one day at a time."""
    covered = covered_days(given)
    posts = defaultdict(list)
    for p in given.tables["core.fact_post"]:
        posts[p["channel_key"]].append(p)
    return {channel: _habits(found, covered[channel]) for channel, found in posts.items()}


def _habits(posts: list[Row], covered: set[date]) -> Row:
    days = [d for p in posts if (d := day_of(p))]
    timed = [p for p in posts if p["posted_precision"] in {"second", "minute"}]
    starts: dict[int, Row] = {}
    for p in sorted(timed, key=lambda p: p["posted_at"], reverse=True):
        starts[p["album_key"] if p["album_key"] > 0 else p["post_key"]] = p
    timeless = {day_of(p) for p in posts if p["posted_precision"] not in {"second", "minute"}}
    ordered = sorted(starts.values(), key=lambda p: p["posted_at"])
    gaps = []
    for before, after in zip(ordered, ordered[1:], strict=False):
        first, last = day_of(before), day_of(after)
        assert first is not None
        assert last is not None
        between = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        if between <= covered and not between & timeless:
            gaps.append((after["posted_at"] - before["posted_at"], before["posted_at"], after["posted_at"]))
    longest = min(gaps, key=lambda g: (-g[0], g[1]), default=(None, None, None))
    seconds = sorted(g[0].total_seconds() for g in gaps)
    return {
        "post_count": len(posts), "dated_post_count": len(days), "first_post_date": min(days, default=None),
        "last_post_date": max(days, default=None), "covered_day_count": len(covered),
        "active_day_count": len(set(days)),
        "active_day_share": len(set(days)) / len(covered) if covered else None,
        "posts_per_covered_day": len(days) / len(covered) if covered else None, "gap_count": len(gaps),
        "median_gap_seconds": median(seconds) if seconds else None, "p90_gap_seconds": _p90(seconds),
        "longest_silence_seconds": int(longest[0].total_seconds()) if gaps else None,
        "longest_silence_started_at": longest[1], "longest_silence_ended_at": longest[2],
    }  # fmt: skip


def _p90(values: list[float]) -> float | None:
    """Linear between the two nearest values, as numpy and Excel have it."""
    if not values:
        return None
    place = 0.9 * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])
