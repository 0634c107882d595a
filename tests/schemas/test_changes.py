"""A contract does not change without a word: what changed is written down, and why is asked."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orchestration import docs
from schemas import PUBLISHED, changes
from schemas.contract import Column, Contract

POST = PUBLISHED["core.fact_post"]
VIEWS = next(c for c in POST.columns if c.name == "view_count")


def with_column(column: Column) -> Contract:
    others = {c.name: c for c in POST.columns} | {column.name: column}
    return replace(POST, columns=tuple(others.values()))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (with_column(replace(VIEWS, name="likes")), "added `core.fact_post.likes`: BIGINT, NULL possible."),
        (with_column(replace(VIEWS, nullable=False)), "changed `core.fact_post.view_count`: BIGINT, never NULL."),
        (with_column(replace(VIEWS, dtype=pl.String())), "changed `core.fact_post.view_count`: VARCHAR,"),
        (with_column(replace(VIEWS, description="Likes.")), "BIGINT, NULL possible. Likes."),
        (with_column(replace(VIEWS, references="core.dim_dump.dump_key")), "refers to core.dim_dump.dump_key"),
        (replace(POST, comment="One row per guess."), "changed `core.fact_post`: One row per guess. Key: post_key."),
        (replace(POST, primary_key=("message_id",)), "Key: message_id."),
        (replace(POST, rules=POST.rules | {"text:is_short": "at most 9"}), "added `core.fact_post:text:is_short`"),
    ],
)  # fmt: skip
def test_what_changed_is_said(changed: Contract, words: str) -> None:
    [line] = changes.difference(changes.promises([POST]), changes.promises([changed]))
    assert words in line


def test_a_removed_column_is_named() -> None:
    fewer = replace(POST, columns=tuple(c for c in POST.columns if c is not VIEWS))
    lines = changes.difference(changes.promises([POST]), changes.promises([fewer]))
    assert lines == ["removed `core.fact_post.view_count`"]


def test_a_new_or_removed_table_is_one_line() -> None:
    both, one = changes.promises(PUBLISHED.values()), changes.promises([POST])
    added = changes.difference(one, both)
    assert len(added) == len(PUBLISHED) - 1
    assert changes.difference(both, one) == [f"removed `{n}`" for n in sorted(PUBLISHED) if n != POST.name]


def test_the_record_says_what_the_contract_says() -> None:
    assert changes.recorded() == docs.published_contract(), "the contract changed: run `make docs`"
    assert changes.unexplained(changes.HISTORY.read_text(encoding="utf-8")) == []


def test_a_change_without_entry_or_reason_is_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = docs.published_contract()
    record, history = tmp_path / "contract.json", tmp_path / "CONTRACT.md"
    monkeypatch.setattr(changes, "RECORD", record)
    monkeypatch.setattr(changes, "HISTORY", history)
    monkeypatch.setattr(docs, "_ROOT", tmp_path)
    monkeypatch.setattr(docs, "documents", lambda: docs.contract_record(now))
    record.write_text(changes.written(now | {"core.fact_post.view_count": "VARCHAR"}), encoding="utf-8")
    history.write_text(changes.with_change("", ["x"]).replace("Why: ?", "Why: y"), encoding="utf-8")

    monkeypatch.setattr("sys.argv", ["docs", "--check"])
    assert docs.main() == 1
    assert "contract.json is out of date; run `make docs`" in capsys.readouterr().err

    monkeypatch.setattr("sys.argv", ["docs"])
    assert docs.main() == 0
    monkeypatch.setattr("sys.argv", ["docs", "--check"])
    assert docs.main() == 1
    assert "say in change 2 why the contract changed" in capsys.readouterr().err

    told = history.read_text(encoding="utf-8")
    assert [c.number for c in changes.read(told)] == [2, 1]
    assert changes.read(told)[0].lines[0].startswith("changed `core.fact_post.view_count`: BIGINT")
    history.write_text(told.replace("Why: ?", "Why: views are numbers"), encoding="utf-8")
    assert docs.main() == 0
