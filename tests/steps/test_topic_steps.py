"""Topics of a warehouse that grows, and whose taxonomy changes, are those of one built at once."""

import random
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from incremental import Runs, contents
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import base, marts, phrases, topics
from assets.steps.core import build_core
from assets.steps.parse import parse_dumps
from assets.steps.stage import stage_dumps
from assets.steps.workspace import Workspace
from assets.transforms.topics import keyphrases
from assets.transforms.topics.patterns import topic_key
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


_COMES = "سیب سرخ"


def _in_turn(channel: int, phrase: str) -> list[dict[str, Any]]:
    """Posts of words that no other post has, of which every other says a phrase."""
    syllables = "دا ری سو تا مه کی نو لا".split()
    words = ["".join(three) for three in product(syllables, repeat=3)][channel * 40 :]
    return [
        {
            "do": "post",
            "channel_ref": f"id:{channel}",
            "message_id": n,
            "text": f"{words[n]}، {phrase if n % 2 else words[n + 40]}.",
        }
        for n in range(40)
    ]


def _with_the_phrase() -> list[dict[str, Any]]:
    """Texts of one content of which the index knows one, and texts of whose last line it knows nothing."""
    post = {"do": "post"}
    parted = [
        post | {"channel_ref": f"id:{channel}", "message_id": 100 + n, "text": f"{word} {says} رسید"}
        for n, word in enumerate(_OTHER_WORDS[:3])
        for channel, says in ((5, "سیبسرخ"), (6, _COMES), (7, "سیبسرخ"), (8, _COMES))
    ]
    tagged = [
        post | {"channel_ref": "id:9", "message_id": n, "text": f"خبر {word}\n#سیب_سرخ @bagh_e_ma"}
        for n, word in enumerate(_OTHER_WORDS[:2])
    ]
    alone = post | {"channel_ref": "id:7", "message_id": 90, "text": f"{_OTHER_WORDS[4]} {_COMES} رسید"}
    return [*parted, *tagged, alone]


@pytest.fixture(scope="module")
def coming(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, set[tuple[Any, ...]]]:
    """A warehouse to which a dump is to be added that brings a phrase up, and which posts will say the phrase."""
    folder = tmp_path_factory.mktemp("coming")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ADAPTERS, "research_json", ScriptedAdapter())
        settings = "keyphrases = 3\nmin_texts = 4"
        one, at_once = _home(folder / "one", settings), _home(folder / "two", settings)
        known = [*_in_turn(5, "باغ انار"), *_in_turn(6, "کوره فولاد")]
        first = write_script(folder / "a.jsonl", *known, *_with_the_phrase())
        more = write_script(folder / "b.jsonl", *_in_turn(10, _COMES))
        one.run(first)
        grown, new = Workspace(one.home, "more"), Workspace(at_once.home, "all")
        for workspace, dumps in ((grown, [more]), (new, [first, more])):
            stage_dumps(workspace, dumps)
            parse_dumps(workspace)
        build_core(new)
    assert not _speaking(grown)
    return grown, _speaking(new)


def _speaking(workspace: Workspace) -> set[tuple[Any, ...]]:
    """What a build writes of the phrase."""
    key = topic_key("keyphrase", pl.lit(_COMES))
    rows = pl.read_parquet(workspace.table_files("core.fact_post_topic")).filter(pl.col("topic_key") == key)
    return set(rows.select("post_key", "evidence", "weight").iter_rows())


def _found(workspace: Workspace) -> tuple[set[tuple[Any, ...]], int]:
    """What the grown warehouse says of the phrase, and how many texts of the release were read for it."""
    read: list[int] = []

    def texts(*arguments: Any) -> Path:
        chosen = phrases.texts_that_may_say(*arguments)
        read.append(len(pl.read_parquet(chosen)))
        return chosen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topics, "texts_that_may_say", texts)
        build_core(workspace)
    assert workspace.base is not None
    return _speaking(workspace), sum(read)


def test_a_phrase_that_comes_is_found_although_few_texts_are_read(
    coming: tuple[Workspace, set[tuple[Any, ...]]],
) -> None:
    workspace, said = coming
    assert len(said) == 20 + 6 + 2 + 1
    assert _found(workspace) == (said, 12 + 2 + 1)


def test_a_phrase_of_words_that_most_texts_hold_is_looked_for_in_all(
    coming: tuple[Workspace, set[tuple[Any, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, said = coming
    monkeypatch.setattr(phrases, "_MOST", 0)
    assert _found(workspace) == (said, 80 + 12 + 2 + 1)


@pytest.mark.parametrize(
    ("name", "narrower"),
    [
        ("KEPT_ADVERT", "never"),
        ("_parted_otherwise", lambda held: held.select("content_id").head(0)),
        ("hold_words", lambda nodes, _: np.zeros(len(nodes.contents), np.bool_)),
    ],
)
def test_texts_that_are_not_read_for_a_phrase_are_missed(
    coming: tuple[Workspace, set[tuple[Any, ...]]], monkeypatch: pytest.MonkeyPatch, name: str, narrower: Any
) -> None:
    # Guards the guard: one reason to read a text is forgotten.
    workspace, said = coming
    monkeypatch.setattr(phrases, name, narrower)
    assert _found(workspace)[0] < said


_SAID = ("باغ انار", "کوره فولاد", "باغ سرخ", "سیب", "کوره سیب سرخ", "برگ انار")


def _dump(dice: random.Random) -> list[dict[str, Any]]:
    """Posts that say a few phrases in the ways that texts do, some of them known, changed or broken."""
    rows = []
    favourites = dice.sample(_SAID, 2)
    for _ in range(dice.randint(10, 40)):
        number = dice.randrange(60)
        said = dice.choice([*favourites, *favourites, dice.choice(_SAID)])
        ways = [said, said, said, said.replace(" ", ""), said.replace("ی", "ي"), f"#{said.replace(' ', '_')}"]
        said = dice.choice(ways)
        own = _in_turn(0, "")[number // 2]["text"]
        text = dice.choice([f"{own} {said}.", f"{own}، {said} رسید", f"{own}\n{said} @bagh_e_ma"])
        row = {"do": "post", "channel_ref": f"id:{dice.randint(5, 8)}", "message_id": number, "text": text}
        row["captured_at"] = f"2024-05-{dice.randint(1, 28):02}T00:00:00"
        row["posted_at"] = f"2024-0{dice.randint(1, 3)}-01T08:00:00"
        if dice.random() < 0.1:
            row["edited_at"] = "2023-01-01T00:00:00"  # breaks the contract
        rows.append(row)
    return rows


@pytest.mark.acceptance
@pytest.mark.parametrize("seed", range(4))
def test_phrases_of_any_history_are_those_of_one_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Phrases come and go with every dump, and texts are always chosen.
    monkeypatch.setattr(keyphrases, "_MIN_SCORE", 0.2)
    monkeypatch.setattr(phrases, "_MOST", 2)
    dice = random.Random(seed)
    settings = "keyphrases = 3\nmin_texts = 2"
    one, at_once = _home(tmp_path / "one", settings), _home(tmp_path / "two", settings)
    dumps = [write_script(tmp_path / f"{n}.jsonl", *_dump(dice)) for n in range(6)]
    for some in (dumps[:2], dumps[2:3], dumps[3:5], dumps[5:]):
        one.run(*some)
    at_once.run(*dumps)
    assert one.continued == 3
    assert differences(*contents(one.database, at_once.database)) == []


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
