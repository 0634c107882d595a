"""Topics of a warehouse that grows, and whose taxonomy changes, are those of one built at once."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from incremental import Runs, contents
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import base, marts
from assets.steps.workspace import Workspace
from warehouse.content import differences

_OTHER_WORDS = "کوه دشت رود دره جنگل ساحل کویر تالاب چشمه صخره".split()


@pytest.fixture(autouse=True)
def _adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
    monkeypatch.setattr(base, "MAX_CHURN_SHARE", 1000)
    monkeypatch.setattr(marts, "LARGE", 0)


def _posts(channel: int, first: int, count: int, *phrases: str) -> list[dict[str, Any]]:
    """Posts of different words, of which each says one of some phrases in turn."""
    rows = []
    for number in range(first, first + count):
        own = " ".join(f"{w}{number}" for w in ("یک", "دو"))
        text = f"{_OTHER_WORDS[number % 10]}، {own}، {phrases[number % len(phrases)]}."
        rows.append({"do": "post", "channel_ref": f"id:{channel}", "message_id": number, "text": text})
    return rows


def _home(folder: Path, settings: str) -> Runs:
    runs = Runs(folder)
    runs.home.config.write_text(f"[topics]\n{settings}\n", encoding="utf-8")
    return runs


def _ask(runs: Runs, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(runs.database, read_only=True) as con:
        return con.execute(query).fetchall()


_PHRASES = "SELECT topic_label FROM core.dim_topic WHERE topic_kind = 'keyphrase' ORDER BY 1"


def test_phrases_that_come_and_go_are_exchanged_in_the_whole_history(tmp_path: Path) -> None:
    settings = "keyphrases = 2\nmin_texts = 3\nsample_texts = 90"  # fewer than there are texts
    one, at_once = _home(tmp_path / "one", settings), _home(tmp_path / "two", settings)
    fruit = _posts(5, 0, 40, "سیب سرخ", "باغ انار", "برگ")
    steel = _posts(6, 0, 40, "کارخانه فولاد", "کوره", "برگ")
    first = write_script(tmp_path / "a.jsonl", *fruit, *steel)
    more = write_script(tmp_path / "b.jsonl", *_posts(6, 100, 30, "کوره", "ورق"))
    one.run(first)
    before = _ask(one, _PHRASES)
    one.run(more)
    at_once.run(first, more)
    after = _ask(one, _PHRASES)
    assert one.continued == 1
    assert set(before) - set(after), "no phrase went"
    assert set(after) - set(before), "no phrase came"
    assert differences(*contents(one.database, at_once.database)) == []
    assert (
        _ask(one, "SELECT count(*) FROM core.fact_post_topic ANTI JOIN core.dim_topic USING (topic_key)")
        == _ask(one, "SELECT count(*) FROM core.fact_post_topic WHERE assignment = 'model' AND evidence = ''")
        == [(0,)]
    )


def test_a_taxonomy_that_changes_assigns_the_history_anew_without_parsing(tmp_path: Path) -> None:
    runs = _home(tmp_path / "one", 'taxonomy = "own.toml"')
    taxonomy = runs.home.root / "own.toml"
    taxonomy.write_text('[[topic]]\nid = "fruit"\nwords = ["سیب"]\n', encoding="utf-8")
    dump = write_script(tmp_path / "a.jsonl", *_posts(5, 0, 10, "سیب", "فولاد"))
    runs.run(dump)
    spoken = "SELECT topic_name, count(*) FROM core.fact_post_topic JOIN core.dim_topic USING (topic_key) GROUP BY 1"
    assert _ask(runs, spoken) == [("fruit", 5)]
    version = "SELECT DISTINCT topic_version FROM core.dim_topic WHERE topic_kind = 'taxonomy'"
    before = _ask(runs, version)
    parses = {p: p.stat().st_mtime_ns for p in runs.home.root.rglob("observation-*.parquet")}
    assert parses
    assert isinstance(base.current_base(Workspace(runs.home, "x")), base.Base)
    taxonomy.write_text('[[topic]]\nid = "metal"\nwords = ["فولاد"]\n', encoding="utf-8")
    assert base.current_base(Workspace(runs.home, "x")) == "the code or the configuration changed"
    runs.run()
    assert _ask(runs, spoken) == [("metal", 5)]
    assert _ask(runs, version) != before
    assert {p: p.stat().st_mtime_ns for p in runs.home.root.rglob("observation-*.parquet")} == parses
    at_once = _home(tmp_path / "two", 'taxonomy = "own.toml"')
    (at_once.home.root / "own.toml").write_text(taxonomy.read_text(encoding="utf-8"), encoding="utf-8")
    at_once.run(dump)
    assert differences(*contents(runs.database, at_once.database)) == []
