"""The marts counted once more in plain Python, from the same rows, without SQL."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Axis:
    """A calendar and the periods that a score looks at."""

    number: Callable[[date], int]
    width: int
    guard: int
    base: int
    year: int

    @property
    def reach(self) -> int:
        return self.width + self.guard + self.base - 1


WEEKS = Axis(week, 3, 5, 52, 52)
MONTHS = Axis(month, 1, 0, 12, 12)
JALALI_MONTHS = Axis(jalali_month, 1, 0, 12, 12)


def trend(given: Sample, axis: Axis, *, by_channel: bool) -> dict[tuple[int, int, Any], Row]:
    """(channel or -1, topic, period or None) → the measures."""
    covered: dict[int, set[int]] = defaultdict(set)
    for channel, days in covered_days(given).items():
        covered[channel if by_channel else -1] |= {axis.number(d) for d in days}
    posts = {p["post_key"]: p for p in given.tables["core.fact_post"]}
    place = {
        k: (p["channel_key"] if by_channel else -1, axis.number(d) if (d := day_of(p)) else None)
        for k, p in posts.items()
    }
    all_of, topic_of = defaultdict(list), defaultdict(list)
    for k, p in posts.items():
        all_of[place[k]].append(p["repost_group_key"])
    for t in given.tables["core.fact_post_topic"]:
        channel, number = place[t["post_key"]]
        topic_of[channel, t["topic_key"], number].append(posts[t["post_key"]]["repost_group_key"])
    rows = {}
    for channel, topic in {(c, t) for c, t, _ in topic_of}:
        said = {p: topic_of[channel, topic, p] for c, t, p in topic_of if (c, t) == (channel, topic)}
        published = {p: all_of[channel, p] for p in {*covered[channel], None}}
        for p in _shown(said, covered[channel], axis):
            rows[channel, topic, p] = _measured(p, said, published, axis)
    return rows


def _shown(said: dict[Any, list[int]], covered: set[int], axis: Axis) -> set[int | None]:
    """Periods with posts, and for topics with 50 dated posts all from which a window still sees one."""
    reach = axis.reach if sum(len(found) for p, found in said.items() if p is not None) >= 50 else 0
    near = {q for p in said if p is not None for q in range(p, p + reach + 1)} & covered
    return near | ({None} & said.keys())


def _measured(p: Any, said: dict[Any, list[int]], published: dict[Any, list[int]], axis: Axis) -> Row:
    def of(first: int, last: int) -> tuple[int, int]:
        periods = [q for q in published if q is not None and first <= q <= last]
        return sum(len(said.get(q, ())) for q in periods), sum(len(published[q]) for q in periods)

    here, everything = said.get(p, []), published[p]
    row: Row = {
        "post_count": len(here), "total_post_count": len(everything),
        "distinct_content_count": len(set(here)), "total_distinct_content_count": len(set(everything)),
        "share": len(here) / len(everything) if everything else None,
        "distinct_share": len(set(here)) / len(set(everything)) if everything else None,
    }  # fmt: skip
    row["share_low"], row["share_high"] = trend_oracle.wilson(len(here), len(everything)) or (None, None)
    if p is None:
        return row | dict.fromkeys(_DATED) | {"baseline_quality": "undated"}
    now, base = of(p - axis.width + 1, p), of(p - axis.reach, p - axis.width - axis.guard)
    moving, before, year = of(p - 3, p), of(p - 1, p - 1), of(p - axis.year, p - axis.year)
    is_known = p - axis.year in published
    values = (
        row["share"] - before[0] / before[1] if everything and before[1] else None,
        moving[0] / moving[1] if moving[1] else None,
        (len(here) + 0.5) / (len(everything) + 1) * (year[1] + 1) / (year[0] + 0.5) if is_known else None,
        trend_oracle.surprise(*now, *base),
        trend_oracle.lull(*now, *base),
        *now,
        *base,
    )
    quality = "insufficient" if base[1] < 10 else "sufficient" if base[0] else "new_topic"
    return row | dict(zip(_DATED, values, strict=True)) | {"baseline_quality": quality}


_DATED = (
    "change", "moving_share", "year_ratio", "trend_score", "fading_score", "window_post_count",
    "window_total_post_count", "baseline_post_count", "baseline_total_post_count",
)  # fmt: skip
"""Measures that undated posts do not have."""


def cooccurrence(given: Sample) -> dict[tuple[int, int], tuple[int, int, int, int, int]]:
    """Pair of topics → posts, contents of both, of the one, of the other, of all; three contents or more."""
    group = {p["post_key"]: p["repost_group_key"] for p in given.tables["core.fact_post"]}
    posts, contents = defaultdict(set), defaultdict(set)
    for t in given.tables["core.fact_post_topic"]:
        posts[t["topic_key"]].add(t["post_key"])
        contents[t["topic_key"]].add(group[t["post_key"]])
    return {
        (a, b): (
            len(posts[a] & posts[b]), len(contents[a] & contents[b]), len(contents[a]), len(contents[b]),
            len(set(group.values())),
        )
        for a in contents
        for b in contents
        if a < b and len(contents[a] & contents[b]) >= 3
    }  # fmt: skip
