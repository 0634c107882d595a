"""What rules find of planted bursts, the shipped one through the SQL of the mart; writes warehouse/TRENDS.md.

python -m benchmarks.trends                # 200 seeds, half a minute
python -m benchmarks.trends --seeds 30 --no-document
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.results import Row, as_table, keep
from benchmarks.trend_kleinberg import burst_weights
from benchmarks.trend_rules import MART, RULES, Verdict, alternative, judge, shipped
from benchmarks.trend_world import SHARES, WEEKS, Plan, headline_plans, load_world, simulate
from warehouse.marts import mart_macros, mart_sql

DOCUMENT = Path(__file__).parent.parent / "warehouse" / "TRENDS.md"
_TEXT = Path(__file__).parent / "trends.md"
_COLUMNS = {
    "rule": ("", ""),
    "found": ("bursts found", ""),
    "false": ("false alarms", ""),
}
_SIZES = ((3.0, 4), (3.0, 8), (6.0, 2), (6.0, 4), (10.0, 1), (10.0, 4))
_POWER_SHARES = (0.01, 0.02, 0.04, 0.08, 0.12, 0.24)
_DRIFTS = {
    "constant noise, 0.5 %": Plan(0.005),
    "constant noise, 1 %": Plan(0.01),
    "constant, 24 %": Plan(0.24),
    "slow rise, 3 to 12 %": Plan(0.03, 4.0, drift="slow_rise"),
    "slow rise, 4 to 8 %": Plan(0.04, 2.0, drift="slow_rise"),
    "season, 2 to 18 %": Plan(0.10, drift="season"),
}


def main() -> None:
    """Measure, print the tables and write them into the document."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seeds", type=int, default=200, help="channels to invent (200)")
    arguments.add_argument("--no-document", action="store_true", help="print only")
    options = arguments.parse_args()
    seeds = range(options.seeds)
    rules, power, drifts = _rules(seeds), _power(seeds), _drifts(seeds)
    keep(f"trends-{options.seeds}", [*rules, *power, *drifts])
    sys.stdout.write(f"{as_table(rules, _COLUMNS)}\n")
    if not options.no_document:
        DOCUMENT.write_text(_document(options.seeds, rules, power, drifts), encoding="utf-8")


def build_world(seeds: Sequence[int], plans: dict[int, Sequence[Plan]]) -> duckdb.DuckDBPyConnection:
    """A world whose mart was built by the SQL that ships."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    load_world(con, *simulate(seeds, plans))
    con.execute(mart_macros(MART)).fetchall()
    con.execute(f"CREATE TABLE {MART} AS {mart_sql(MART)}").fetchall()
    return con


def _rules(seeds: Sequence[int]) -> list[Row]:
    con = build_world(seeds, {seed: headline_plans(seed) for seed in seeds})
    rows = [_row("**surprise ≥ 2, three weeks, 52 before (`is_emerging`)**", shipped(con))]
    rows += [_row(rule.name.replace(">=", "≥"), alternative(con, rule)) for rule in RULES]
    for least in (3, 5, 7, 10):
        rows.append(_row(f"Kleinberg, weight ≥ {least}", judge(con, _kleinberg(con, least))))
    con.close()
    return rows


def _kleinberg(con: duckdb.DuckDBPyConnection, least: float) -> str:
    """SELECT of the weeks in bursts of at least this weight."""
    counts = pl.DataFrame(
        con.sql(f"""
            SELECT channel_key, topic_key, week, week_start_date, coalesce(post_count, 0) AS k, coalesce(n, 0) AS n
            FROM truth
            LEFT JOIN {MART} USING (channel_key, topic_key, week_start_date)
            LEFT JOIN (
                SELECT channel_key, week_start_date, count(*) AS n
                FROM core.fact_post JOIN core.dim_date USING (date_key) GROUP BY ALL
            ) USING (channel_key, week_start_date)
        """)
    )
    whole = (
        counts.select("channel_key", "topic_key")
        .unique()
        .join(pl.DataFrame({"week": range(WEEKS)}), how="cross")
    )
    series = whole.join(counts, on=["channel_key", "topic_key", "week"], how="left").sort(
        "channel_key", "topic_key", "week"
    )
    shape = (-1, WEEKS)
    k, n = (series[c].fill_null(0).cast(pl.Float64).to_numpy().reshape(shape) for c in ("k", "n"))
    weight = pl.Series(burst_weights(k, n).ravel())
    marked = series.filter((weight >= least) & pl.col("week_start_date").is_not_null())
    rows = ", ".join(f"({c}, {t}, DATE '{d}')" for c, t, d in marked.select(_KEY).iter_rows())
    return f"SELECT * FROM (VALUES {rows}) AS t ({', '.join(_KEY)})"


_KEY = ["channel_key", "topic_key", "week_start_date"]


def _power(seeds: Sequence[int]) -> list[Row]:
    """What is found of bursts of other sizes, each the only one of its topic."""
    cells = [(s, f, w) for s in _POWER_SHARES for f, w in _SIZES if s * f <= 0.95]
    con = build_world(seeds, {seed: [Plan(s, f, w) for s, f, w in cells] for seed in seeds})
    rows: dict[float, Row] = {s: {"share": f"{s:.0%}"} for s in _POWER_SHARES}
    for key, (share, factor, length) in enumerate(cells, 1):
        verdict = shipped(con, f"topic_key = {key}")
        rows[share][f"×{factor:.0f}, {length} w"] = f"{verdict.found_share:.0%}"
    con.close()
    return list(rows.values())


def _drifts(seeds: Sequence[int]) -> list[Row]:
    """How often topics without a burst are marked."""
    con = build_world(seeds, dict.fromkeys(seeds, list(_DRIFTS.values())))
    rows = []
    for key, name in enumerate(_DRIFTS, 1):
        verdict = shipped(con, f"topic_key = {key}")
        rows.append({"topic": name, "marked": f"{verdict.false_share:.2%}"})
    con.close()
    return rows


def _row(name: str, verdict: Verdict) -> Row:
    return {
        "rule": name,
        "found": f"{verdict.found} of {verdict.bursts} ({verdict.found_share:.1%})",
        "false": f"{verdict.false:,} of {verdict.calm:,} ({verdict.false_share:.2%})",
    }


def _document(seeds: int, rules: list[Row], power: list[Row], drifts: list[Row]) -> str:
    sizes = [f"×{factor:.0f}, {length} w" for factor, length in _SIZES]
    return _TEXT.read_text(encoding="utf-8").format(
        seeds=seeds,
        day=datetime.now(UTC).date(),
        topics=len(SHARES),
        rules=_markdown(rules, {"rule": "rule", "found": "bursts found", "false": "false alarms"}),
        power=_markdown(power, {"share": "usual share", **{size: size for size in sizes}}),
        drifts=_markdown(drifts, {"topic": "topic", "marked": "weeks marked"}),
    )


def _markdown(rows: list[Row], titles: dict[str, str]) -> str:
    lines = [list(titles.values()), ["---"] * len(titles)]
    lines += [[str(row.get(name, "–")) for name in titles] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
