"""What the trend mart finds of planted bursts, through the SQL that ships, and that its judge sees faults."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from benchmarks.trend_kleinberg import burst_weights
from benchmarks.trend_rules import MART, RULES, alternative, judge, shipped
from benchmarks.trend_world import headline_plans
from benchmarks.trends import DOCUMENT, build_world

SEEDS = range(30)


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    con = build_world(SEEDS, {seed: headline_plans(seed) for seed in SEEDS})
    yield con
    con.close()


def test_the_mart_finds_planted_bursts_with_few_false_alarms(world: duckdb.DuckDBPyConnection) -> None:
    verdict = shipped(world)
    assert verdict.bursts == 60
    assert verdict.calm > 50_000
    assert verdict.found_share >= 0.93
    assert verdict.false_share <= 0.004


def test_a_plain_z_score_cries_wolf(world: duckdb.DuckDBPyConnection) -> None:
    verdict = alternative(world, RULES[0])
    assert verdict.found_share > 0.95
    assert verdict.false_share > 0.03


@pytest.mark.parametrize(
    ("condition", "found", "false"),
    [("TRUE", 1.0, 1.0), ("FALSE", 0.0, 0.0), ("role = 'burst'", 1.0, 0.0), ("role = 'after'", 0.0, 0.0)],
)
def test_the_judge_knows_right_from_wrong(
    condition: str, found: float, false: float, world: duckdb.DuckDBPyConnection
) -> None:
    verdict = judge(world, f"SELECT channel_key, topic_key, week_start_date FROM truth WHERE {condition}")
    assert (verdict.found_share, verdict.false_share) == (found, false)


def test_uncovered_weeks_have_no_row(world: duckdb.DuckDBPyConnection) -> None:
    outside = f"SELECT count(*) FROM {MART} ANTI JOIN truth USING (channel_key, topic_key, week_start_date)"
    assert world.execute(f"{outside} WHERE week_start_date_key > 0").fetchall() == [(0,)]
    undated = f"SELECT max(total_post_count) FROM {MART} WHERE week_start_date_key = 0"
    assert world.execute(undated).fetchall() == [(3,)]


def test_kleinberg_finds_the_interval_of_a_burst() -> None:
    k = np.array([[1.0] * 40 + [8.0] * 5 + [1.0] * 40, [1.0] * 85])
    weights = burst_weights(k, np.full_like(k, 10.0))
    assert np.flatnonzero(weights[0]).tolist() == list(range(40, 45))
    assert weights[0].max() > 7
    assert not weights[1].any()


def test_the_document_shows_a_run_that_meets_the_promise() -> None:
    line = next(r for r in DOCUMENT.read_text(encoding="utf-8").splitlines() if "`is_emerging`)**" in r)
    found, false = (float(cell.rpartition("(")[2].split("%")[0]) for cell in line.split("|")[2:4])
    assert found >= 93
    assert false <= 0.4
