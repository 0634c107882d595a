"""The measures fit their contract, and each expression gives what its name says."""

import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from pandera.errors import SchemaErrors

from schemas import PUBLISHED, Contract
from schemas.metrics import load_metrics

METRICS = {row["metric_name"]: row for row in load_metrics().iter_rows(named=True)}
NUMBERS = {"BIGINT", "DOUBLE"}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """Tables as the contracts say, the observed ones with two or three rows."""
    con = duckdb.connect()
    for contract in PUBLISHED.values():
        columns = ", ".join(f'"{c.name}" {c.duckdb_type}' for c in contract.columns)
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {contract.schema_name}").fetchall()
        con.execute(f"CREATE TABLE {contract.name} ({columns})").fetchall()
    con.execute("""
        INSERT INTO core.fact_post BY NAME
        SELECT * FROM (VALUES
            (1, 1, 20240101, FALSE, 1, 10, 100, 4, 5),
            (2, 1, 20240102, TRUE, 2, 20, NULL, NULL, 9),
            (3, 2, 0, FALSE, 1, 30, 300, 2, NULL),
            (4, 2, 20240102, FALSE, 4, 0, 200, 0, 15)
        ) AS t (post_key, channel_key, date_key, is_forward, repost_group_key, word_count, view_count,
            forward_count, reaction_count)
    """).fetchall()
    con.execute("""
        INSERT INTO core.fact_post_observation BY NAME
        SELECT unnest(['original', 'exact_copy', 'titleless_copy', 'edited_version']) AS copy_kind
    """).fetchall()
    con.execute("""
        INSERT INTO mart.post_frequency_daily BY NAME
        SELECT * FROM (VALUES (20240101, 3), (20240102, 0), (0, 7)) AS t (date_key, post_count)
    """).fetchall()
    con.execute("""
        INSERT INTO mart.post_frequency_overall_daily BY NAME
        SELECT * FROM (VALUES (20240101, 3, 2.0, 1.5), (20240102, 2, 4.0, NULL), (0, 7, NULL, NULL))
            AS t (date_key, post_count, mean_post_count_7_days, mean_post_count_28_days)
    """).fetchall()
    con.execute("""
        INSERT INTO mart.post_frequency_overall_weekly BY NAME
        SELECT * FROM (VALUES (20240106, 5.0), (20240113, 6.0), (0, NULL))
            AS t (week_start_date_key, mean_post_count_4_weeks)
    """).fetchall()
    con.execute("""
        INSERT INTO mart.posting_cadence BY NAME
        SELECT * FROM (VALUES (60.0, 900), (80.0, 700), (NULL, NULL))
            AS t (median_gap_seconds, longest_silence_seconds)
    """).fetchall()
    con.execute("""
        INSERT INTO mart.topic_trend_weekly BY NAME
        SELECT * FROM (VALUES
            (1, 20240106, 1, 10, 0.1, 0.9, 0.2, 1, 8, 0.125, 1.5, 2.5, FALSE, TRUE, 1, 10, 3, 30),
            (1, 20240113, 3, 6, 0.4, 2.0, 0.3, 2, 5, 0.4, 3.0, 0.0, TRUE, FALSE, 4, 16, 5, 50)
        ) AS t (topic_key, week_start_date_key, post_count, total_post_count, change, year_ratio, moving_share,
            distinct_content_count, total_distinct_content_count, distinct_share, trend_score, fading_score,
            is_emerging, is_fading, window_post_count, window_total_post_count, baseline_post_count,
            baseline_total_post_count)
    """).fetchall()
    con.execute("""
        INSERT INTO mart.topic_cooccurrence BY NAME
        SELECT 5 AS post_count, 4 AS distinct_content_count, 8 AS topic_content_count,
            6 AS other_topic_content_count, 96 AS total_content_count, 0.5 AS expected_content_count,
            8.0 AS lift, 0.65 AS npmi, 16.5 AS g2
    """).fetchall()
    return con


VALUES = {
    "active_channel_count": 2, "active_day_share": 0.5, "covered_day_count": 2, "duplicate_rate": 0.5,
    "forward_count": 6, "forward_count_posts": 1, "forward_share": 0.25, "longest_silence_seconds": 900,
    "mean_post_count_28_days": 1.5, "mean_post_count_4_weeks": 6.0, "mean_post_count_7_days": 4.0,
    "median_gap_seconds": 70.0, "median_view_count": 200.0, "original_post_count": 2, "post_count": 4,
    "posts_per_covered_day": 1.5, "posts_per_day": 2.5, "reaction_count": 29, "reaction_rate": 20 / 300,
    "repost_post_count": 1, "repost_share": 0.25, "topic_share": 0.25,
    "topic_post_count": 4, "topic_total_post_count": 16, "topic_change": 0.4, "topic_year_ratio": 2.0,
    "topic_share_low": 0.1018, "topic_share_high": 0.4950,
    "topic_moving_share": 0.3, "topic_distinct_content_count": 2, "topic_total_distinct_content_count": 8,
    "topic_distinct_share": 0.4, "topic_trend_score": 3.0, "topic_fading_score": 2.5, "emerging_topic_count": 1,
    "fading_topic_count": 1, "topic_window_share": 0.25, "topic_baseline_share": 0.1, "pair_post_count": 5,
    "pair_content_count": 4, "pair_jaccard": 0.4, "pair_expected_content_count": 0.5, "pair_support": 1 / 24,
    "pair_lift": 8.0, "pair_npmi": 0.65, "pair_g2": 16.5,
    "undated_post_count": 1, "view_count": 600, "word_count": 60, "words_per_post": 15.0,
}  # fmt: skip


def test_every_metric_has_an_expected_value() -> None:
    assert METRICS.keys() == VALUES.keys()


@pytest.mark.parametrize("name", METRICS)
def test_an_expression_gives_its_measure(name: str, con: duckdb.DuckDBPyConnection) -> None:
    metric = METRICS[name]
    query = f"SELECT {metric['expression']} AS value FROM {metric['base_table']}"
    assert con.execute(query).fetchall() == [(pytest.approx(VALUES[name], rel=5e-4),)]
    [column] = con.execute(f"DESCRIBE {query}").fetchall()
    assert column[1] in NUMBERS


@pytest.mark.parametrize("name", METRICS)
def test_an_expression_works_without_rows(name: str, con: duckdb.DuckDBPyConnection) -> None:
    metric = METRICS[name]
    query = f"SELECT {metric['expression']} FROM {metric['base_table']} WHERE FALSE"
    assert con.execute(query).fetchall()[0][0] in {None, 0}


TOPIC_MARTS = [c for n, c in PUBLISHED.items() if n.startswith("mart.topic_") and n != "mart.topic_emerging"]
"""The mart of emerging topics repeats rows of the others."""
COMPARED = "mart.topic_trend_weekly"
"""Stands for all trends: they have the same measures."""


def measures(contract: Contract) -> set[str]:
    """Columns that are measured: numbers and flags that are neither keys nor parts of a date."""
    kinds = (pl.Int64, pl.Float64, pl.Boolean)
    return {c.name for c in contract.columns if c.dtype in kinds and not c.references}


def unmeasured(columns: set[str], base_table: str, expressions: list[tuple[str, str, str]]) -> set[str]:
    """Columns that no metric of a table is named for or speaks of."""
    words = {w for _, table, text in expressions if table == base_table for w in re.findall(r"\w+", text)}
    named = {name.removeprefix("topic_") for name, table, _ in expressions if table == base_table}
    return columns - words - named


@pytest.mark.parametrize("contract", TOPIC_MARTS, ids=lambda c: c.name)
def test_every_measure_of_the_topic_marts_has_its_metric(contract: Contract) -> None:
    base_table = COMPARED if "trend" in contract.name else contract.name
    held = [(m["metric_name"], m["base_table"], m["expression"]) for m in METRICS.values()]
    assert unmeasured(measures(contract), base_table, held) == set()
    without = [h for h in held if "score" not in h[0] and "g2" not in h[0]]
    assert unmeasured(measures(contract), base_table, without) & {"trend_score", "g2"}, "the test sees no gap"


def test_both_labels_are_in_their_language() -> None:
    for metric in METRICS.values():
        assert metric["label_en"].isascii()
        assert not metric["label_fa"].isascii()


ENTRY = {
    "name": "m", "label_en": "M", "label_fa": "م", "expression": "count(*)", "base_table": "core.fact_post",
    "additivity": "additive", "unit": "posts", "owner": "x",
}  # fmt: skip


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    file = folder / "metrics.toml"
    blocks = ("[[metric]]\n" + "".join(f'{k} = "{v}"\n' for k, v in e.items()) for e in entries)
    file.write_text("\n".join(blocks), encoding="utf-8")
    return file


def test_a_file_without_metrics_is_an_empty_table(tmp_path: Path) -> None:
    assert load_metrics(written(tmp_path)).schema == PUBLISHED["meta.metric"].polars_schema


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({k: v for k, v in ENTRY.items() if k != "unit"}, "m: missing or unknown: unit"),
        (ENTRY | {"colour": "red"}, "m: missing or unknown: colour"),
        (ENTRY | {"base_table": "core.nothing"}, r"m: there is no core\.nothing"),
    ],
)
def test_a_faulty_entry_is_named(entry: dict[str, str], complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=complaint):
        load_metrics(written(tmp_path, entry))


@pytest.mark.parametrize("entries", [[ENTRY | {"additivity": "sometimes"}], [ENTRY, ENTRY]])
def test_the_contract_is_enforced(entries: list[dict[str, str]], tmp_path: Path) -> None:
    with pytest.raises(SchemaErrors):
        load_metrics(written(tmp_path, *entries))
