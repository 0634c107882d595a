"""Invented channels in which it is known what rises when, as the tables that the trend marts read.

Every seed is one channel of 170 weeks with 1.2 posts a day (Poisson). A post speaks of each topic with a probability
of the topic's own, whatever else it speaks of. Four weeks in a row are not covered, three posts have no date.
"""

import math
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from assets.transforms.calendar import dim_date
from warehouse.ddl import literal

WEEKS = 170
AFTER = 3
"""Weeks after a burst that a four-week window still sees: marks there are no false alarms."""
_POSTS_PER_WEEK = 8.4
_GAP = 4
_FIRST_WEEK = date(2020, 1, 4)  # a Saturday
_EARLIEST_BURST = 70


@dataclass(frozen=True)
class Plan:
    """A topic: its share of the posts, and what becomes of it."""

    share: float
    factor: float = 1.0
    length: int = 0
    """Weeks of the burst; 0 for none."""
    drift: str = "constant"
    """`constant`, `slow_rise` (to the factor over all weeks) or `season` (up and down by 80 % each year)."""


SHARES = tuple(round(0.02 * n, 2) for n in range(1, 13))


def headline_plans(seed: int) -> list[Plan]:
    """Twelve topics, 2 to 24 %: one of 4-12 % is planted ×6 for 4 weeks, one of 8-24 % ×3 for 8 weeks.

    So the peaks stay below three quarters of the posts.
    """
    dice = np.random.default_rng([seed, 1])
    short = int(dice.choice([n for n, s in enumerate(SHARES) if 0.04 <= s <= 0.12]))
    long = int(dice.choice([n for n, s in enumerate(SHARES) if s >= 0.08 and n != short]))
    bursts = {short: (6.0, 4), long: (3.0, 8)}
    return [Plan(share, *bursts.get(n, ())) for n, share in enumerate(SHARES)]


def simulate(seeds: Iterable[int], plans: dict[int, Sequence[Plan]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Posts and truth of some channels.

    Args:
        seeds: each is a channel, its key is seed + 1.
        plans: seed → topics, the key of the n-th is n + 1.

    Returns:
        ``channel_key``, ``week`` (NULL for undated), ``topics`` (list) per post; and per channel, topic and covered
        week ``channel_key``, ``topic_key``, ``week``, ``role`` (`burst`, `after`, `calm`).
    """
    made = [_channel(seed, plans[seed]) for seed in seeds]
    return pl.concat([posts for posts, _ in made]), pl.concat([truth for _, truth in made])


def _channel(seed: int, plans: Sequence[Plan]) -> tuple[pl.DataFrame, pl.DataFrame]:
    dice = np.random.default_rng([seed, 2])
    rates = np.array([_rates(plan) for plan in plans])
    roles = np.full(rates.shape, "calm", dtype=object)
    for n, plan in enumerate(plans):
        if plan.length:
            start = int(dice.integers(_EARLIEST_BURST, WEEKS - plan.length - AFTER))
            end = start + plan.length
            rates[n, start:end] = np.minimum(0.95, rates[n, start:end] * plan.factor)
            roles[n, start:end] = "burst"
            roles[n, end : end + AFTER] = "after"
    weeks = np.repeat(np.arange(WEEKS), dice.poisson(_POSTS_PER_WEEK, WEEKS))
    speaks = dice.random((len(weeks), len(plans))) < rates[:, weeks].T
    gap = int(dice.integers(20, _EARLIEST_BURST - _GAP))
    is_covered = (weeks < gap) | (weeks >= gap + _GAP)
    is_undated = np.isin(np.arange(len(weeks)), dice.choice(np.flatnonzero(is_covered), 3, replace=False))
    posts = pl.DataFrame(
        {
            "channel_key": np.full(len(weeks), seed + 1),
            "week": pl.Series(weeks),
            "topics": [(np.flatnonzero(row) + 1).tolist() for row in speaks],
        },
        schema_overrides={"topics": pl.List(pl.Int64)},
    ).with_columns(week=pl.when(pl.lit(is_undated).not_()).then("week"))
    truth = pl.DataFrame(
        {
            "channel_key": np.full(rates.size, seed + 1),
            "topic_key": np.repeat(np.arange(len(plans)) + 1, WEEKS),
            "week": np.tile(np.arange(WEEKS), len(plans)),
            "role": roles.ravel().tolist(),
        }
    ).filter(~pl.col("week").is_between(gap, gap + _GAP - 1))
    return posts.filter(pl.Series(is_covered)), truth


def _rates(plan: Plan) -> list[float]:
    """The topic's share in each week, before a burst."""
    if plan.drift == "season":
        return [plan.share * (1 + 0.8 * math.sin(2 * math.pi * week / 52)) for week in range(WEEKS)]
    rise = (plan.factor - 1) / (WEEKS - 1) if plan.drift == "slow_rise" else 0.0
    return [plan.share * (1 + rise * week) for week in range(WEEKS)]


def _first_day() -> pl.Expr:
    return pl.lit(_FIRST_WEEK) + pl.duration(days=pl.col("week") * 7)


def load_world(con: duckdb.DuckDBPyConnection, posts: pl.DataFrame, truth: pl.DataFrame) -> None:
    """Make ``core.*`` and ``mart.post_frequency_daily`` as far as trend marts read them, and ``truth``."""
    keyed = posts.with_columns(
        post_key=pl.int_range(1, pl.len() + 1),
        date=_first_day(),
    ).with_columns(date_key=pl.col("date").dt.strftime("%Y%m%d").cast(pl.Int64).fill_null(0))
    weeks = truth.select("channel_key", "week").unique()
    days = weeks.with_columns(
        date_key=pl.concat_list(_first_day() + timedelta(days=n) for n in range(7))
    ).explode("date_key")
    days = days.select("channel_key", pl.col("date_key").dt.strftime("%Y%m%d").cast(pl.Int64))
    undated = keyed.filter(pl.col("date_key") == 0).select("channel_key", "date_key").unique()
    topics = truth["topic_key"].unique().sort()
    tables = {
        "core.dim_date": dim_date(),
        "core.dim_channel": keyed.select(
            pl.col("channel_key").unique(maintain_order=True), channel_name=pl.lit("made up")
        ),
        "core.dim_topic": pl.DataFrame({"topic_key": topics}).with_columns(
            topic_label=pl.format("topic {}", "topic_key"), topic_kind=pl.lit("hashtag")
        ),
        "core.fact_post": keyed.select("post_key", "channel_key", "date_key", repost_group_key="post_key"),
        "core.fact_post_topic": keyed.select("post_key", topic_key="topics")
        .explode("topic_key")
        .drop_nulls(),
        "mart.post_frequency_daily": pl.concat([days, undated]),
        "truth": truth.with_columns(week_start_date=_first_day()),
    }
    con.execute("CREATE SCHEMA core; CREATE SCHEMA mart").fetchall()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        for name, rows in tables.items():
            rows.write_parquet(file)
            con.execute(f"CREATE TABLE {name} AS FROM read_parquet({literal(str(file))})").fetchall()
