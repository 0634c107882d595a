"""Texts that may say a phrase, told by their words alone: none is lost, however it is typed."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.transforms.near.nodes import joined, nodes_of
from assets.transforms.near.words import words_of
from assets.transforms.text import token_key
from assets.transforms.topics import word_sets
from assets.transforms.topics.matching import Matcher
from assets.transforms.topics.patterns import compile_patterns
from assets.transforms.topics.pieces import KEPT_ADVERT
from warehouse.taxonomy import Taxonomy

_SPOKEN = (
    "کتاب كتاب کتـاب کتاب‌ها کِتاب خانهٔ آ ا\u0653 دو 3 ۳ ΛΌΓΟΣ λόγος Straße ß İ i̇ é e\u0301 ¬ a¬b "
    "\ud55c \u1112\u1161\u11ab"
).split()
_SIGNS = [*"   \n\n_-#«*", "", "  ", " #", "، ", ". ", "\u00a0", "\u200c", "\U000e0041"]
_ADDRESSES = [
    "@kanal_no", " @kanal_no ", "\n@kanal_no", "https://a.b/#x ", "t.me/kanal", "WWW.a.b", "://", ".me/",
]  # fmt: skip
_PARTS = st.one_of(*map(st.sampled_from, (_SPOKEN, _SPOKEN, _SIGNS, _SIGNS, _ADDRESSES)))
_TEXTS = st.lists(st.lists(_PARTS, max_size=14).map("".join), min_size=1, max_size=6)
_PHRASES = st.lists(
    st.lists(st.sampled_from([*_SPOKEN, "kanal", "x"]), min_size=1, max_size=3).map(" ".join), min_size=1
)


def _phrases(written: list[str]) -> pl.Series:
    folded = pl.DataFrame({"t": written}).select(token_key(pl.col("t"))).to_series()
    return folded.filter(folded != "").unique(maintain_order=True)


def _held(texts: list[str], phrases: pl.Series) -> set[str]:
    parts = [
        nodes_of(words, pl.zeros(len(words.contents), pl.Int64, eager=True))
        for words in words_of(pl.Series(texts))
    ]
    return set(pl.Series(texts).filter(pl.Series(word_sets.hold_words(joined(parts), phrases))))


def _lost(texts: list[str], written: list[str], kept_advert: str = KEPT_ADVERT) -> set[str]:
    """Texts that say a phrase and would not be read."""
    phrases = _phrases(written)
    rows = pl.DataFrame(
        {"topic_name": phrases, "topic_key": range(len(phrases))}, schema_overrides={"topic_key": pl.Int64}
    )
    said = Matcher(compile_patterns(Taxonomy(), rows)).assigned(pl.Series(texts))["text"]
    kept = pl.Series(texts).str.contains(kept_advert)
    saying = set(pl.Series(texts).gather(said.unique())) - set(pl.Series(texts).filter(kept))
    return saying - _held(texts, phrases)


@given(_TEXTS, _PHRASES)
@settings(max_examples=60)
def test_no_text_that_says_a_phrase_is_lost(texts: list[str], written: list[str]) -> None:
    assert _lost(texts, written) == set()


_HARD = ["دو كتاب", "دو", "خبر\n#کتاب @kanal_no", "خبر\nt.me/kanal کتاب #نو"]
_SAID = ["دو کتاب", "دو", "کتاب", "کتاب نو"]


def test_hard_texts_are_found() -> None:
    assert _lost(_HARD, _SAID) == set()


def test_what_is_made_too_narrow_loses_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    # Guards the guard: adverts that are kept for their hashtags forgotten, and numbers told from words.
    assert _lost(_HARD, _SAID, "never") == {"خبر\n#کتاب @kanal_no", "خبر\nt.me/kanal کتاب #نو"}
    monkeypatch.setattr(word_sets, "NUMBER", 0)
    assert _lost(_HARD, _SAID) == {"دو كتاب", "دو"}


def test_only_texts_with_all_words_of_one_phrase_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["باغ انار سرخ", "انار، باغ", "باغ نان", "کوره", ""]
    monkeypatch.setattr(word_sets, "_TEXTS_AT_ONCE", 2)
    assert _held(texts, pl.Series(["باغ انار", "کوره فولاد"])) == {"باغ انار سرخ", "انار، باغ"}
    assert _held(texts, pl.Series(["کوره", "فولاد"])) == {"کوره"}
    assert _held(texts, pl.Series([], dtype=pl.String)) == set()
