"""The documented questions: they run on a release, and the page shows what they give."""

from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse

from benchmarks.question_world import build_question_world
from schemas.metrics import load_metrics
from warehouse.questions import document, load_questions

PAGE = ROOT / "warehouse" / "QUESTIONS.md"
QUESTIONS = load_questions()


def test_there_are_ten_questions() -> None:
    assert len(QUESTIONS) == 10


def test_questions_and_metrics_run_on_the_sample_release(released: Warehouse) -> None:
    answers = {q.name: released.query(q.sql) for q in QUESTIONS}
    # Nobody knows when these posts were published: they are undated everywhere, and silence has no days.
    assert [(row[0] != "", row[1]) for row in answers["01_posts_per_jalali_month"]] == [(True, 0)] * 2
    assert sum(row[1] for row in answers["08_undated_posts"]) == 9
    assert not answers["09_longest_silence"]
    for metric in load_metrics().iter_rows(named=True):
        query = f"SELECT {metric['expression']} FROM {metric['base_table']}"
        assert len(released.query(query)) == 1, metric["metric_name"]


def test_the_page_shows_the_questions_and_their_answers() -> None:
    """Write it anew with `python -m benchmarks.questions --document`."""
    with duckdb.connect(config={"threads": 2}) as con:
        build_question_world(con, 20_000, 300)
        page = document(QUESTIONS, con)
    assert PAGE.read_text(encoding="utf-8") == page, "the page is out of date"
    answers = page.split("\n## ")[1:]
    assert all(a.count("\n| ") > 2 for a in answers), "a question without an answer"


@pytest.mark.parametrize(
    "text", ["", "-- No question\n-- note\nSELECT 1", "-- Why?\nSELECT 1", "-- Why?\n-- So."]
)
def test_a_gap_in_a_question_names_the_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "01_gap.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"01_gap\.sql"):
        load_questions(tmp_path)
