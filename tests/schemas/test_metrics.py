"""The measures fit their contract, and each expression gives what its name says."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from pandera.errors import SchemaErrors

from schemas import PUBLISHED
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
        SELECT * FROM (VALUES (1, 10), (3, 6)) AS t (post_count, total_post_count)
    """).fetchall()
    return con


VALUES = {
    "active_channel_count": 2, "active_day_share": 0.5, "covered_day_count": 2, "duplicate_rate": 0.5,
    "forward_count": 6, "forward_count_posts": 1, "forward_share": 0.25, "longest_silence_seconds": 900,
    "mean_post_count_28_days": 1.5, "mean_post_count_4_weeks": 6.0, "mean_post_count_7_days": 4.0,
    "median_gap_seconds": 70.0, "median_view_count": 200.0, "original_post_count": 2, "post_count": 4,
    "posts_per_covered_day": 1.5, "posts_per_day": 2.5, "reaction_count": 29, "reaction_rate": 20 / 300,
    "repost_post_count": 1, "repost_share": 0.25, "topic_share": 0.25,
    "undated_post_count": 1, "view_count": 600, "word_count": 60, "words_per_post": 15.0,
}  # fmt: skip


def test_every_metric_has_an_expected_value() -> None:
    assert METRICS.keys() == VALUES.keys()


@pytest.mark.parametrize("name", METRICS)
def test_an_expression_gives_its_measure(name: str, con: duckdb.DuckDBPyConnection) -> None:
    metric = METRICS[name]
    query = f"SELECT {metric['expression']} AS value FROM {metric['base_table']}"
    assert con.execute(query).fetchall() == [(pytest.approx(VALUES[name]),)]
    [column] = con.execute(f"DESCRIBE {query}").fetchall()
    assert column[1] in NUMBERS


@pytest.mark.parametrize("name", METRICS)
def test_an_expression_works_without_rows(name: str, con: duckdb.DuckDBPyConnection) -> None:
    metric = METRICS[name]
    query = f"SELECT {metric['expression']} FROM {metric['base_table']} WHERE FALSE"
    assert con.execute(query).fetchall()[0][0] in {None, 0}


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
