"""What the search for near-duplicates finds of a ground truth, and that its measures see it fail."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from assets.steps.near_index import NearIndex
from assets.steps.near_segments import read_texts
from assets.transforms.text_keys import text_keys
from benchmarks.accuracy import evaluate
from benchmarks.copying import COPIES
from benchmarks.truth import Truth, invent, truth_table
from warehouse.settings import Duplicates

COUNT = 8_000


@pytest.fixture(scope="module")
def truth() -> Truth:
    return invent(COUNT, seed=11)


def _measured(truth: Truth, folder: Path, **options: float) -> dict[str, float]:
    """Recall and precision of all copies, and how many traps were merged."""
    table = truth_table(truth).with_row_index("post_key").with_columns(pl.col("post_key").cast(pl.Int64))
    texts = pl.Series("text", [post.text for post in truth.posts])
    posts = table.with_columns(texts, text_keys(texts)["content_id"])
    posts = posts.with_columns(node=pl.col("post_key").min().over("content_id"))
    wanted = posts.filter(pl.col("post_key") == pl.col("node"))
    settings = Duplicates.model_validate(options)
    batch = wanted.select("post_key", "text", channel_key="channel_id")
    told = NearIndex(settings).update(np.empty(0, np.int64), read_texts([batch], settings), folder / "index")
    grouped = posts.join(told, on="node").select("channel_id", "message_id", "group")
    kind = pl.col("kind")
    merged = pl.when(kind.is_in(list(COPIES))).then(pl.lit("copies")).otherwise(kind)
    rows = evaluate(grouped, table.drop("post_key").with_columns(kind=merged)).rows_by_key("kind", named=True)
    return {
        "recall": rows["copies"][0]["item_recall"],
        "precision": rows["all"][0]["item_precision"],
        "merged": rows["template"][0]["merged_wrongly"] + rows["near_miss"][0]["merged_wrongly"],
    }


def test_copies_are_found_and_traps_are_not_merged(truth: Truth, tmp_path: Path) -> None:
    found = _measured(truth, tmp_path)
    assert found["recall"] >= 0.98
    assert found["precision"] >= 0.995
    assert found["merged"] == 0


@pytest.mark.parametrize(
    ("options", "measure", "limit"),
    [({"similarity": 1.0, "own_similarity": 1.0}, "recall", 0.9), ({"rows": 16, "bands": 1}, "recall", 0.9)],
)
def test_a_search_that_is_too_strict_or_looks_too_little_is_seen(
    truth: Truth, tmp_path: Path, options: dict[str, float], measure: str, limit: float
) -> None:
    assert _measured(truth, tmp_path, **options)[measure] < limit


def test_a_search_that_forgets_numbers_is_seen(
    truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(nodes: object, *_: object) -> object:
        return np.zeros(len(nodes.contents), np.int64)  # type: ignore[attr-defined]

    monkeypatch.setattr("assets.transforms.near.sameness._number_counts", nothing)
    monkeypatch.setattr("assets.transforms.near.sameness.follow_patterns", nothing)
    found = _measured(truth, tmp_path, max_variants=COUNT, own_similarity=0.3, similarity=0.4)
    assert found["merged"] > 0
    assert found["precision"] < 0.995
