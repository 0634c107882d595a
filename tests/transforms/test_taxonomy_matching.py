"""Which words speak of a topic, and what is said of them."""

import random
import re
from itertools import pairwise

import polars as pl
import pytest

from assets.transforms.topics import pieces
from assets.transforms.topics.matching import Matcher
from assets.transforms.topics.patterns import PHRASES, compile_patterns, topic_key
from warehouse.taxonomy import Taxonomy


def _found(
    texts: list[str | None], *topics: dict[str, object], phrases: tuple[str, ...] = ()
) -> list[tuple[object, ...]]:
    """Text, topic, evidence and weight."""
    taxonomy = Taxonomy.model_validate({"topic": topics})
    learned = pl.DataFrame({"topic_name": phrases}, schema={"topic_name": pl.String})
    learned = learned.with_columns(topic_key=topic_key("keyphrase", pl.col("topic_name"))).select(*PHRASES)
    names = pl.DataFrame({"name": [t.id for t in taxonomy.topic]}, schema={"name": pl.String})
    names = names.select("name", topic_key=topic_key("taxonomy", pl.col("name")))
    names = pl.concat([names, learned.select(name="topic_name", topic_key="topic_key")])
    found = Matcher(compile_patterns(taxonomy, learned)).assigned(pl.Series(texts, dtype=pl.String))
    return (
        found.join(names, on="topic_key")
        .select("text", "name", "evidence", "weight")
        .sort("text", "name")
        .rows()
    )


def _evidence(text: str, **topic: object) -> str | None:
    found = _found([text], {"id": "t", **topic})
    return str(found[0][2]) if found else None


@pytest.mark.parametrize(
    ("pattern", "text", "evidence"),
    [
        ("رشته‌های", "در رشته‌های دانشگاهی", "رشته‌های"),
        ("رشته‌های", "در رشتههای دانشگاهی", "رشتههای"),
        ("رشته‌های", "در رشته های دانشگاهی", "رشته های"),
        ("رشته های", "در رشته‌های دانشگاهی", "رشته‌های"),
        ("كتاب", "کتابهای تازه", "کتابهای"),
        ("کتاب", "كتابِ تازه", "كتاب"),
        ("کتاب", "کتابخانه", None),
        ("کتاب", "هم‌کتاب", None),
        ("ارز", "ارزهای دیگر", "ارزهای"),
        ("ارز", "ارزش کار", None),
        ("ارز", "ارزان شد", None),
        ("کارگر", "کارگران معدن", "کارگران"),
        ("به نام", "بهنام آمد", None),
        ("نرخ ارز", "نرخ\nارز", None),
        ("نرخ ارز", "نرخ، ارز", None),
        ("نرخ ارز", "نرخ «ارز»", "نرخ «ارز"),
        ("نرخ ارز", "#نرخ_ارز", "نرخ_ارز"),
        ("Central Bank", "the CENTRAL  bank.", "CENTRAL bank"),
        ("bank", "banks", None),
        ("اصل ۴۴", "اصل 44 قانون", "اصل 44"),
        ("بانک", "https://example.org/بانک و @bank", None),
        ("نرخ ارز", "نرخ  ارز", "نرخ ارز"),
        ("نرخ ارز", "نرخ    ارز", None),
        ("نرخ ارز", "نرخ - ارز", "نرخ - ارز"),
        ("نرخ ارز", "نرخ | ارز", None),
        ("نرخ ارز", "نرخ \u200f ارز", "نرخ \u200f ارز"),
        ("نرخ ارز", "نرخ t.me/x ارز", "نرخ ارز"),
        ("خانه", "خانهٔ ما", "خانه"),
        ("نرخ ارز", "نرخ. ارز و خانهٔ ما", None),
        ("خبر", "باران آمد\nکانال خبر @khabar_ir", None),
        ("خبر", "باران آمد\n#خبر @khabar_ir", "خبر"),
    ],
)
def test_words(pattern: str, text: str, evidence: str | None) -> None:
    assert _evidence(text, words=[pattern]) == evidence


@pytest.mark.parametrize(
    ("topic", "text", "evidence"),
    [
        ({"exact": ["بورس"]}, "بورس", "بورس"),
        ({"exact": ["بورس"]}, "بورسی", None),
        ({"prefixes": ["econom"]}, "Economics and the economy", "Economics, economy"),
        ({"prefixes": ["econom"]}, "macroeconomy eco", None),
        ({"prefixes": ["налог"]}, "Налоговая", "Налоговая"),
        ({"hashtags": ["نان تازه"]}, "#نان_تازه #نان‌تازه #نانتازه", "نان_تازه, نان‌تازه, نانتازه"),
        ({"hashtags": ["نان"]}, "نان #نان_تازه", None),
        ({"words": ["مسکن"], "exclude": ["قرص مسکن"]}, "قرص مسکن", None),
        ({"words": ["مسکن"], "exclude": ["قرص مسکن"]}, "قرص مسکن و بازار مسکن", "مسکن"),
        ({"words": ["بانک", "بانک مرکزی"]}, "بانک مرکزی", "بانک مرکزی"),
    ],
)
def test_other_kinds_of_patterns(topic: dict[str, object], text: str, evidence: str | None) -> None:
    assert _evidence(text, **topic) == evidence


def test_a_topic_counts_for_those_above_it_and_says_so() -> None:
    topics = (
        {"id": "economy", "words": ["اقتصاد"]},
        {"id": "money", "parent": "economy", "words": ["پول"]},
        {"id": "gold", "parent": "money", "words": ["طلا"], "exclude": ["طلا فروش"]},
    )
    assert _found(["اقتصاد و طلا", None, "طلا طلا", "طلا فروش", "پول"], *topics) == [
        (0, "economy", "اقتصاد; gold: طلا", 0.75),
        (0, "gold", "طلا", 0.5),
        (0, "money", "gold: طلا", 0.5),
        (2, "economy", "gold: طلا", 0.75),
        (2, "gold", "طلا", 0.75),
        (2, "money", "gold: طلا", 0.75),
        (4, "economy", "money: پول", 0.5),
        (4, "money", "پول", 0.5),
    ]


def test_phrases_are_found_as_they_stand() -> None:
    texts = ["باغ انار", "باغ انارها", "باغ، انار", "نان"]
    assert _found(texts, {"id": "t", "words": ["نان"]}, phrases=("باغ انار",)) == [
        (0, "باغ انار", "باغ انار", 0.5),
        (3, "t", "نان", 0.5),
    ]


def test_evidence_is_short_and_weight_never_above_one() -> None:
    text = " ".join(f"{'نان' * (i % 9 + 1)}" for i in range(90))
    [(_, _, evidence, weight)] = _found([text], {"id": "t", "words": ["نان" * i for i in range(1, 10)]})
    assert str(evidence).count(",") == 4
    assert weight == 1.0


_LETTERS, _BETWEEN = (
    "اب",
    (" ", "  ", "   ", "    ", "_", "\n", " \u200f ", "، ", " «", " - ", "-", " #", " 😀", ""),
)


def _in_order(text: str, phrase: list[str]) -> int:
    """Places of a phrase, looked for word by word."""
    words = [(m.start(), m.end()) for m in re.finditer("[اب]+", text)]
    count = 0
    for first in range(len(words) - len(phrase) + 1):
        some = words[first : first + len(phrase)]
        gaps = [text[end:begin] for (_, end), (begin, _) in pairwise(some)]
        count += [text[b:e] for b, e in some] == phrase and all(
            len(gap) <= 3 and not re.search(r"[^\s«_\u200f-]|\n", gap) for gap in gaps
        )
    return count


@pytest.mark.parametrize("seed", range(20))
def test_phrases_are_those_of_a_search_word_by_word(seed: int) -> None:
    dice = random.Random(seed)
    texts = [
        "".join(
            dice.choice(_LETTERS) * dice.randint(1, 2) + dice.choice(_BETWEEN)
            for _ in range(dice.randint(0, 30))
        )
        for _ in range(40)
    ]
    phrases = [[dice.choice(("ا", "ب", "اا", "بب")) for _ in range(dice.randint(1, 3))] for _ in range(5)]
    for words in phrases:
        found = _found(list(texts), {"id": "t", "exact": ["نان"]}, phrases=(" ".join(words),))
        expected = {n: 1 - 0.5**count for n, text in enumerate(texts) if (count := _in_order(text, words))}
        assert {row[0]: row[3] for row in found} == expected


@pytest.mark.parametrize("text", ["نان " * 300_000, "İ نان", "Σ¬ نان"])
def test_long_texts_and_those_that_fold_in_context(text: str) -> None:
    [(_, name, _, _)] = _found([text], {"id": "t", "words": ["نان"]})
    assert name == "t"


def test_texts_may_be_read_in_any_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["باغ انار", "نان", "باغ", "انار و نان"] * 5
    topic = {"id": "t", "words": ["نان"], "prefixes": ["انا"]}
    found = _found(list(texts), topic, phrases=("باغ انار",))
    monkeypatch.setattr(pieces, "_AT_ONCE", 20)
    assert _found(list(texts), topic, phrases=("باغ انار",)) == found


def test_no_patterns_and_no_texts() -> None:
    assert _found(["نان"]) == []
    for texts in ([], [""], [None], ["", None], [" "], ["."]):
        assert _found(texts, {"id": "t", "words": ["نان"], "prefixes": ["نا"]}, phrases=("باغ انار",)) == []
