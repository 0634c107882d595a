"""How often the anomaly views call a channel without fault anomalous, on invented channels.

The channels differ in pace (1 to 80 posts a day), have a weekly rhythm, days of more and days of less (negative
binomial, as bursts and news make them), some grow to the double in two years, holidays are quiet. A tenth of the
posts is deleted, some in runs; albums take several ids. Texts have log-normal lengths; the languages are mixed.

    python -m benchmarks.false_alarms [channels] [seed]
"""

import sys
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import polars as pl

from warehouse.views import load_views

_DAYS = 730
_START = np.datetime64("2023-01-02")
_VIEWS = ("dq.volume_anomaly", "dq.message_id_gap", "dq.profile_shift", "dq.freshness")


def channel(key: int, dice: np.random.Generator) -> pl.DataFrame:
    """Posts of one channel: ``channel_key``, ``message_id``, ``day`` and what is measured of texts."""
    pace = float(np.exp(dice.uniform(0, np.log(80))))
    rhythm = np.tile(dice.uniform(0.6, 1.4, 7), _DAYS // 7 + 1)[:_DAYS]
    growth = np.linspace(1, 2, _DAYS) if dice.random() < 0.3 else np.ones(_DAYS)
    bursts = dice.uniform(4, 30)
    rate = pace * rhythm * growth
    counts = dice.negative_binomial(bursts, bursts / (bursts + rate))
    days = np.repeat(np.arange(_DAYS), counts)
    ids = np.cumsum(1 + (dice.random(days.size) < 0.05) * dice.integers(1, 10, days.size))
    kept = dice.random(days.size) > 0.1
    for start in dice.integers(0, max(1, days.size - 15), days.size // 500):
        kept[start : start + 15] = False
    size = int(kept.sum())
    return pl.DataFrame(
        {
            "channel_key": np.full(size, key),
            "message_id": ids[kept],
            "day": _START + days[kept],
            "char_count": np.exp(dice.normal(5, 0.9, size)).astype(np.int64) + 1,
            "is_main": dice.random(size) < dice.uniform(0.7, 1),
            "has_half_space": dice.random(size) < dice.uniform(0.1, 1),
            "is_repeat": dice.random(size) < dice.uniform(0, 0.2),
        }
    )


def warehouse(channels: int, seed: int) -> duckdb.DuckDBPyConnection:
    """The tables that the views read, with nothing but what they read, and the views."""
    dice = np.random.default_rng(seed)
    posts = pl.concat([channel(key, dice) for key in range(1, channels + 1)])
    ends = pl.DataFrame(
        {"channel_key": np.arange(1, channels + 1), "day_count": dice.integers(_DAYS // 2, _DAYS, channels)}
    )
    con = duckdb.connect()
    with TemporaryDirectory() as folder:
        for name, frame in {"posts": posts, "ends": ends}.items():
            frame.write_parquet(f"{folder}/{name}.parquet")
            con.execute(f"CREATE TABLE {name} AS FROM read_parquet('{folder}/{name}.parquet')").fetchall()
    con.execute(_TABLES).fetchall()
    for view in load_views():
        if view.name in _VIEWS:
            con.execute(f"CREATE VIEW {view.name} AS {view.sql}").fetchall()
    return con


def main(channels: int = 300, seed: int = 1) -> None:
    """Print the rates."""
    con = warehouse(channels, seed)
    for what, query in _RATES.items():
        [(alarms, asked)] = con.execute(query).fetchall()
        sys.stdout.write(f"{what}: {alarms} of {asked}, {10_000 * alarms / max(asked, 1):.2f} of 10,000\n")


_TABLES = """
CREATE SCHEMA core; CREATE SCHEMA mart; CREATE SCHEMA dq;
CREATE TABLE core.dim_channel AS
SELECT channel_key, 'channel ' || channel_key AS channel_name FROM ends;
CREATE TABLE core.dim_date AS
SELECT CAST(strftime(d, '%Y%m%d') AS BIGINT) AS date_key, CAST(d AS DATE) AS full_date, year(d) AS year,
    month(d) AS month, isodow(d) AS day_of_week, dayname(d) AS day_name_en
FROM range(DATE '2023-01-02', DATE '2025-02-01', INTERVAL 1 DAY) AS days (d);
CREATE TABLE core.fact_post AS
SELECT row_number() OVER (ORDER BY channel_key, message_id) AS post_key, posts.channel_key, message_id,
    CAST(strftime(day, '%Y%m%d') AS BIGINT) AS date_key, CAST(day AS TIMESTAMP) AS posted_at,
    CASE WHEN is_main THEN 'fa' ELSE 'en' END AS language, char_count, char_count // 6 AS word_count,
    CASE WHEN has_half_space THEN chr(8204) ELSE '' END AS text,
    CASE WHEN is_repeat THEN posts.channel_key ELSE 1000 + row_number() OVER (ORDER BY channel_key, message_id) END
        AS repost_group_key
FROM posts JOIN ends USING (channel_key)
WHERE day < DATE '2023-01-02' + CAST(ends.day_count AS INTEGER);  -- each channel was captured on a day by chance
CREATE TABLE core.dim_dump AS
SELECT channel_key AS dump_key, CAST(NULL AS TIMESTAMP) AS captured_at, CAST(NULL AS TIMESTAMP) AS staged_at FROM ends;
CREATE TABLE core.fact_post_observation AS
SELECT post_key, post.channel_key AS dump_key,
    TIMESTAMP '2023-01-02 12:00:00' + to_days(CAST(ends.day_count AS INTEGER)) AS captured_at
FROM core.fact_post AS post JOIN ends USING (channel_key);
CREATE TABLE mart.post_frequency_daily AS
SELECT ends.channel_key, 'x' AS channel_name, date_key, full_date,
    (SELECT count(*) FROM core.fact_post AS p WHERE p.channel_key = ends.channel_key AND p.date_key = d.date_key)
        AS post_count
FROM ends CROSS JOIN core.dim_date AS d WHERE full_date < DATE '2023-01-02' + CAST(ends.day_count AS INTEGER);
"""
_RATES = {
    "volume, days": "SELECT count(*) FILTER (WHERE is_anomaly), count(baseline_median) FROM dq.volume_anomaly",
    "volume, high days": """SELECT count(*) FILTER (WHERE direction = 'high'), count(baseline_median)
        FROM dq.volume_anomaly""",
    "message ids, posts": """SELECT count(*) FILTER (WHERE is_unusual), (SELECT count(*) FROM core.fact_post)
        FROM dq.message_id_gap""",
    "profile, months and measures": """SELECT count(*) FILTER (WHERE is_shift), count(baseline_median)
        FROM dq.profile_shift""",
    "freshness, channels": """SELECT count(*) FILTER (WHERE is_late), count(is_late) FROM dq.freshness""",
}

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
