"""The marts counted once more in plain Python, from the same rows, without SQL."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jdatetime
import trend_oracle
from mart_samples import Row, Sample, day_of_week, week_start

Period = tuple[int, ...]
"""(number,) of a period on its calendar; () for undated posts."""


def day_of(post: Row) -> date | None:
    key = post["date_key"]
    return date(key // 10_000, key // 100 % 100, key % 100) if key else None


def covered_days(given: Sample) -> dict[int, set[date]]:
    """Days per channel between the first and the last dated post of each dump, one day at a time."""
    posts = {p["post_key"]: p for p in given.tables["core.fact_post"]}
    seen: dict[tuple[int, int], list[date]] = defaultdict(list)
    for o in given.tables["core.fact_post_observation"]:
        day = day_of(posts[o["post_key"]])
        if day:
            seen[o["dump_key"], posts[o["post_key"]]["channel_key"]].append(day)
    days: dict[int, set[date]] = defaultdict(set)
    for (_, channel), dated in seen.items():
        day = min(dated)
        while day <= max(dated):
            days[channel].add(day)
            day += timedelta(days=1)
    return days


def week(day: date) -> int:
    return (week_start(day) - date(2000, 1, 1)).days // 7


def month(day: date) -> int:
    return day.year * 12 + day.month


def jalali_month(day: date) -> int:
    jalali = jdatetime.date.fromgregorian(date=day)
    return int(jalali.year * 12 + jalali.month)


def measures(posts: list[Row]) -> tuple[int, int, int, int, int]:
    """Posts, originals, forwards, reposts, words."""
    return (
        len(posts),
        sum(not p["is_forward"] and p["post_key"] == p["repost_group_key"] for p in posts),
        sum(p["is_forward"] for p in posts),
        sum(not p["is_forward"] and p["post_key"] != p["repost_group_key"] for p in posts),
        sum(p["word_count"] for p in posts),
    )


def frequency(given: Sample, number: Callable[[date], Any]) -> dict[tuple[int, Any], tuple[int, ...]]:
    """(channel, period or None) → covered days, then the measures."""
    covered: Counter[tuple[int, Any]] = Counter()
    for channel, days in covered_days(given).items():
        covered.update((channel, number(d)) for d in days)
    posts = defaultdict(list)
    for p in given.tables["core.fact_post"]:
        day = day_of(p)
        posts[p["channel_key"], number(day) if day else None].append(p)
    return {k: (covered[k], *measures(posts[k])) for k in covered | dict.fromkeys(posts, 0)}


def hourly(given: Sample) -> dict[tuple[int, int, int], tuple[int | float | None, ...]]:
    """(channel, weekday, hour) → posts, originals, forwards, reposts, share."""
    posts = defaultdict(list)
    for p in given.tables["core.fact_post"]:
        at = p["posted_at_local"] if p["posted_precision"] in {"second", "minute"} else None
        cell = (day_of_week(at.date()), at.hour) if at else (0, -1)
        posts[p["channel_key"], *cell].append(p)
    known = Counter(c for (c, d, _), found in posts.items() for _ in found if d)
    cells = {(c, d, h) for c in known for d in range(1, 8) for h in range(24)}
    return {
        k: (*measures(posts[k])[:4], len(posts[k]) / known[k[0]] if k[1] else None)
        for k in cells | {k for k in posts if k[1] == 0}
    }


def trend(given: Sample, number: Callable[[date], int], *, is_weekly: bool) -> dict[tuple[int, Any], Row]:
    """(topic, period or None) → counts, share, change, score."""
    days = set().union(*covered_days(given).values())
    posts = {p["post_key"]: p for p in given.tables["core.fact_post"]}
    period_of = {k: number(d) if (d := day_of(p)) else None for k, p in posts.items()}
    total, count = Counter(period_of.values()), Counter[tuple[int, Any]]()
    for t in given.tables["core.fact_post_topic"]:
        count[t["topic_key"], period_of[t["post_key"]]] += 1
    covered = sorted({number(d) for d in days})
    rows = {}
    for topic in {t for t, _ in count}:
        first = min((p for t, p in count if t == topic and p is not None), default=None)
        shown = [p for p in covered if first is not None and p >= first]
        for p in shown:
            rows[topic, p] = _scored(topic, p, count, total, covered, is_weekly)
        if count[topic, None]:
            rows[topic, None] = {"k": count[topic, None], "n": total[None], "change": None, "score": None}
    return rows


def _scored(topic: int, p: int, count: Any, total: Any, covered: list[int], is_weekly: bool) -> Row:
    def of(first: int, last: int) -> tuple[int, int]:
        periods = [q for q in covered if first <= q <= last]
        return sum(count[topic, q] for q in periods), sum(total[q] for q in periods)

    now, base = (of(p - 3, p), of(p - 32, p - 5)) if is_weekly else (of(p, p), of(p - 12, p - 1))
    change = None
    if total[p] and total[p - 1]:
        change = count[topic, p] / total[p] - count[topic, p - 1] / total[p - 1]
    return {
        "k": count[topic, p], "n": total[p], "change": change, "score": trend_oracle.surprise(*now, *base)
    }  # fmt: skip
