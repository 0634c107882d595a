"""Which words speak of a topic, and what is said of them."""

import polars as pl
import pytest

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


@pytest.mark.parametrize("text", ["نان " * 300_000, "İ نان", "Σ¬ نان"])
def test_long_texts_and_those_that_fold_in_context(text: str) -> None:
    [(_, name, _, _)] = _found([text], {"id": "t", "words": ["نان"]})
    assert name == "t"


def test_no_patterns_and_no_texts() -> None:
    assert _found(["نان"]) == []
    assert _found([], {"id": "t", "words": ["نان"]}) == []
