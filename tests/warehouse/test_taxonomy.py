"""The taxonomy that analysts edit: what it may say, and what is said where it may not."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms.text import token_key
from warehouse.errors import UsageError
from warehouse.settings import Settings, load_settings
from warehouse.taxonomy import Taxonomy, load_taxonomy, pattern_words, sample_taxonomy


def _load(folder: Path, text: str) -> Taxonomy:
    (folder / "t.toml").write_text(text, encoding="utf-8")
    return load_taxonomy("t.toml", folder)


def _topics(*topics: str) -> str:
    return "".join(f"[[topic]]\n{topic}\n" for topic in topics)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[topic]\n", "no valid TOML"),
        (_topics('id = "a"\nword = ["نان"]'), "topic a.word: unknown key"),
        (_topics('fa = "نان"'), "topic number 1.id: Field required"),
        (_topics('id = "نان"'), "topic نان.id: String should match"),
        (_topics('id = "a"\nwords = ["نان", "🔰"]'), "topic a.words.1: '🔰' has no letter or digit"),
        (_topics('id = "a"\nexclude = ["ـ"]'), "topic a.exclude.0: 'ـ' has no letter or digit"),
        (_topics('id = "a"\nprefixes = ["نان تازه"]'), "must be the begin of one word"),
        (_topics('id = "a"\nwords = ["a b c d e f"]'), "has more than 5 words"),
        (_topics('id = "a"', 'id = "b"', 'id = "a"'), "topic a: this id is used 2 times"),
        (_topics('id = "a"\nparent = "b"'), "topic a: its parent b is no topic of this file"),
        (_topics('id = "a"\nparent = "a"'), "topic a: it is its own ancestor"),
        (
            _topics('id = "a"\nparent = "b"', 'id = "b"\nparent = "c"', 'id = "c"\nparent = "a"'),
            "topic c: it is its own ancestor",
        ),
        ("topics = []\n", "topics: unknown key"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        _load(tmp_path, text)
    assert message in str(caught.value)
    assert str(tmp_path / "t.toml") in caught.value.message
    assert "run again" in caught.value.remedy


def test_a_missing_file_says_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "anbar.toml").write_text('[topics]\ntaxonomy = "lost.toml"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"lost\.toml cannot be read.*\[topics\]"):
        load_settings(tmp_path / "anbar.toml")


def test_settings_know_what_the_taxonomy_says_and_not_where_it_lies(tmp_path: Path) -> None:
    config = tmp_path / "anbar.toml"
    hashes = []
    for name, text in (
        ("a.toml", _topics('id = "a"', 'id = "b"')),
        ("b.toml", "# moved and sorted\n" + _topics('id = "b"', 'id = "a"')),
        ("b.toml", _topics('id = "b"', 'id = "a"\nwords = ["نان"]')),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        config.write_text(f'[topics]\ntaxonomy = "{name}"\n', encoding="utf-8")
        hashes.append(load_settings(config).content_hash)
    assert hashes[0] == hashes[1] != hashes[2]
    config.write_text('[topics]\ntaxonomy = "none"\n', encoding="utf-8")
    assert load_settings(config).topics.rules.topic == ()
    config.write_text('[topics]\ntaxonomy = "sample"\n', encoding="utf-8")
    assert load_settings(config).content_hash == Settings().content_hash


def test_the_sample_is_as_large_as_promised() -> None:
    sample = sample_taxonomy()
    assert len(sample.topic) >= 25
    assert sum(len(t.words) + len(t.exact) for t in sample.topic) >= 200
    assert all(t.fa and t.en for t in sample.topic)
    assert list(sample.ancestors("inflation")) == ["economy"]


@given(st.text("نان‌ئـa1 \u200c\u064f\u00ad🔰.-_", max_size=8))
def test_a_pattern_is_empty_where_nothing_of_it_is_compared(text: str) -> None:
    key = pl.DataFrame({"t": [text]}).select(token_key(pl.col("t"))).item()
    assert (pattern_words(text) == []) == (key == "")
