"""Phrases that emerge from texts."""

import math
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from assets.transforms.topics import pieces
from assets.transforms.topics.keyphrases import keyphrases
from assets.transforms.topics.occurrences import _in_enough
from assets.transforms.topics.stop_words import stop_words

_FILLER = "کوه دشت رود دره جنگل ساحل کویر تالاب چشمه صخره".split()


def _texts(*groups: tuple[int, int, Callable[[int], str]]) -> pl.DataFrame:
    """Sixty texts for each channel, month and what its texts say."""
    rows = [
        {
            "text": f"{_FILLER[n % 10]}. {says(n)}. {_FILLER[n * 7 % 10]}",
            "channel_key": channel,
            "month_key": month,
        }
        for channel, month, says in groups
        for n in range(60)
    ]
    return pl.DataFrame(rows)


def _labels(texts: pl.DataFrame, limit: int = 50, min_texts: int = 4) -> set[str]:
    return set(keyphrases(texts, limit, min_texts)["topic_label"])


def _often(*phrases: str) -> Callable[[int], str]:
    return lambda n: phrases[n % len(phrases)]


def test_what_a_channel_says_more_than_others_stands_out() -> None:
    texts = _texts((1, 0, _often("باغ انار", "نان")), (2, 0, _often("کوره فولاد", "نان")))
    assert {"باغ انار", "کوره فولاد"} <= _labels(texts)
    assert "نان" not in _labels(texts)


def test_what_a_month_says_more_than_others_stands_out() -> None:
    texts = _texts((1, 202401, _often("سیل رودخانه", "نان")), (1, 202402, _often("برف", "نان")))
    assert {"سیل رودخانه", "برف"} <= _labels(texts)


def test_no_order_of_texts_matters() -> None:
    texts = _texts((1, 202401, _often("باغ انار", "نان")), (2, 202402, _often("کوره فولاد", "نان")))
    found = keyphrases(texts, 50, 4)
    for seed in range(3):
        assert keyphrases(texts.sample(fraction=1, shuffle=True, seed=seed), 50, 4).equals(found)


def test_texts_may_be_read_in_any_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts((1, 202401, _often("باغ انار", "نان")), (2, 202402, _often("کوره فولاد", "نان")))
    found = keyphrases(texts, 50, 4)
    monkeypatch.setattr(pieces, "_AT_ONCE", 100)
    assert keyphrases(texts, 50, 4).equals(found)


@pytest.mark.parametrize(
    ("says", "absent"),
    [
        (lambda n: ["از این", "نان"][n % 2], {"از این", "از", "این"}),  # stop words
        (lambda n: ["سال 1403", "نان"][n % 2], {"سال 1403", "1403"}),  # numbers
        (lambda n: ["ب پ", "نان"][n % 2], {"ب پ", "ب"}),  # letters
        (lambda n: ["باغ، انار", "نان"][n % 2], {"باغ انار"}),  # two phrases
        (lambda n: "باغ انار" if n < 3 else "نان", {"باغ انار", "باغ"}),  # too few texts
        (_often("باغ انار"), {"باغ انار", "باغ"}),  # the manner of the channel
    ],
)
def test_what_is_no_phrase(says: Callable[[int], str], absent: set[str]) -> None:
    assert not absent & _labels(_texts((1, 0, says), (2, 0, _often("کوره", "نان"))))


def test_a_phrase_stands_for_its_parts_and_for_those_that_overlap() -> None:
    long = _texts((1, 0, _often("باغ انار سرخ شیرین", "نان")), (2, 0, _often("کوره", "نان")))
    assert len({label for label in _labels(long) if "انار" in label}) == 1


def test_the_label_is_the_most_common_writing() -> None:
    texts = _texts(
        (1, 0, _often("كتاب نو", "کتاب نو", "کتاب نو", "نان", "نان", "نان")),
        (2, 0, _often("کوره", "نان")),
    )
    found = dict(keyphrases(texts, 50, 4).iter_rows())
    assert found["کتاب نو"] == "کتاب نو"


def test_groups_take_turns() -> None:
    loud = _often(*(f"فولاد {word}" for word in ("مذاب", "سرد")))
    texts = _texts((1, 0, _often("باغ انار", "نان", "نان")), (2, 0, loud), (3, 0, _often("نان")))
    found = keyphrases(texts, 2, 4)["topic_label"]
    assert len(found) == 2
    assert any("فولاد" in label for label in found)
    assert "باغ انار" in set(found)


def test_nothing_emerges_from_nothing() -> None:
    empty = pl.DataFrame(schema={"text": pl.String, "channel_key": pl.Int64, "month_key": pl.Int64})
    assert keyphrases(empty, 10, 2).is_empty()
    for text in (".", "", " "):
        nothing = empty.vstack(pl.DataFrame({"text": [text], "channel_key": [1], "month_key": [0]}))
        assert keyphrases(nothing, 10, 2).is_empty()


def test_stop_words_are_folded_words() -> None:
    words = stop_words()
    assert words.is_unique().all()
    assert {"و", "the", "فی", "и", "میشود"} <= set(words)
    assert not any(" " in word or not word for word in words)
    assert math.isclose(len(words), 1000, rel_tol=0.6)


def test_pairs_of_many_texts_and_phrases_are_counted() -> None:
    # As a number a pair of the last phrase and the last text takes more than 32 bits.
    hashes = np.arange(1, 3001, dtype=np.uint64) * np.uint64(0x5851F42D4C957)
    texts = np.array([0, 1, 2_000_000])
    often, phrases, found = _in_enough(np.tile(texts, 3000), np.repeat(hashes, 3), 3)
    assert often.tolist() == hashes.tolist()
    assert np.bincount(phrases).tolist() == [3] * 3000
    assert found.tolist() == texts.tolist() * 3000
