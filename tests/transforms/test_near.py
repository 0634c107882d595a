"""Which texts say nearly the same: each rule by an example for it and one against it."""

import random

import numpy as np
import polars as pl
import pytest

from assets.transforms.near.components import components, groups
from assets.transforms.near.minhash import band_keys
from assets.transforms.near.nodes import Nodes, joined, nodes_of
from assets.transforms.near.sameness import are_related, follow_patterns, say_the_same
from assets.transforms.near.stars import star_pairs
from assets.transforms.near.words import matter, words_of
from warehouse.settings import Duplicates

_LIMITS = Duplicates()
_NEWS = "the city council opened a new bridge over the river after three years of work and delays"


def _nodes(texts: list[str], channels: list[int] | None = None) -> Nodes:
    series = pl.Series(channels or list(range(len(texts))), dtype=pl.Int64)
    [words] = words_of(pl.Series(texts, dtype=pl.String))
    return nodes_of(words, series)


def _same(one: str, other: str, *, one_channel: bool = False, patterned: bool = False) -> bool:
    nodes = _nodes([one, other], [1, 1] if one_channel else [1, 2])
    zero, one_ = np.array([0]), np.array([1])
    found = [
        bool(say_the_same(nodes, *pair, np.full(2, patterned), _LIMITS)[0])
        for pair in ((zero, one_), (one_, zero))
    ]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    "copy",
    [
        _NEWS.replace("bridge", "crossing"),
        _NEWS + "\nJoin us 👉 @some_channel_33",
        _NEWS + " https://example.org/7/8/9",
        "🔥 " + _NEWS.upper() + " @elsewhere",
        "Good news\n" + _NEWS,
    ],
)
def test_copies_of_other_channels_say_the_same(copy: str) -> None:
    assert _same(_NEWS, copy)


@pytest.mark.parametrize(
    "other",
    [
        _NEWS.replace("three", "3") + " 5",
        " ".join(_NEWS.split()[:8]) + " is what people had hoped to hear of it",
        "",
    ],
)
def test_other_texts_do_not(other: str) -> None:
    assert not _same(_NEWS.replace("three", "4"), other)


def test_a_number_in_place_of_another_is_other_news() -> None:
    price = "price of gold today {} tomans according to the union of the city and its markets"
    assert not _same(price.format(100), price.format(200))
    assert _same(price.format(100), price.format(""))
    assert not _same(price.format(100), price.format(""), one_channel=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("الدرس الخامس عشر", "الدرس الخامس والعشرون"), ("درس پنجم", "درس سی‌ام"), ("урок третий", "урок пятый"),
     ("lesson five", "lesson six"), ("كل يوم الأحد", "كل يوم الإثنين")],
)  # fmt: skip
def test_numbers_and_days_in_words_are_numbers(one: str, other: str) -> None:
    rest = " on the book of the garden and its trees read by our teacher in the old mosque after the prayer"
    assert not _same(one + rest, other + rest)
    assert _same(one + rest, "again " + one + rest)


def test_in_one_channel_hardly_a_word_stands_in_place_of_another() -> None:
    ad = "{} made in Vietnam all sizes free delivery to your door"
    assert _same(ad.format("Nike"), ad.format("Puma"))
    assert not _same(ad.format("Nike"), ad.format("Puma"), one_channel=True)
    assert _same(ad.format("Nike"), ad.format("Nike again"), one_channel=True)


def test_in_one_channel_long_texts_may_differ_as_in_several() -> None:
    text = [f"w{n}".translate(str.maketrans("0123456789", "abcdefghij")) for n in range(40)]
    for length, is_same in ((_LIMITS.own_words + 3, True), (_LIMITS.own_words + 2, False)):
        other = [*(f"x{word}" for word in text[:3]), *text[3:length]]
        assert _same(" ".join(text[:length]), " ".join(other), one_channel=True) == is_same
        assert not _same(" ".join(text[:length]), " ".join(other), one_channel=True, patterned=True)


def test_in_a_pattern_only_the_same_words_say_the_same() -> None:
    ad = "{} made in Vietnam all sizes free delivery to your door call us in the morning"
    assert not _same(ad.format("Nike"), ad.format("Puma"), patterned=True)
    assert not _same(ad.format("Nike"), ad.format("Nike Zoom"), patterned=True)
    assert _same(ad.format("Nike"), ad.format("Nike") + " call us", patterned=True)
    lesson = "The garden and its trees\n" + _NEWS
    assert _same(lesson, _NEWS)
    assert not _same(lesson, _NEWS, patterned=True)


def test_short_texts_are_the_same_only_if_equal() -> None:
    assert not _same("good morning dear friends", "good morning dear people")
    assert not _same("https://example.org/a", "https://example.org/b")


def test_a_channel_with_many_related_texts_has_a_pattern() -> None:
    texts = [f"{brand} made in Vietnam" for brand in "abcdefgh"]
    part = np.zeros(8, np.int64)
    of_one = follow_patterns(_nodes(texts, [1] * 8), part, _LIMITS)
    assert of_one.all()
    mostly_of_one = follow_patterns(_nodes(texts, [1] * 7 + [2]), part, _LIMITS)
    assert mostly_of_one.tolist() == [True] * 7 + [False]
    passed_on = follow_patterns(_nodes(texts, [1] * 6 + [2, 3]), part, _LIMITS)
    assert not passed_on.any()
    versions = follow_patterns(_nodes(texts[:4], [1] * 4), part[:4], _LIMITS)
    assert not versions.any()


def test_adverts_and_addresses_are_not_the_matter() -> None:
    texts = pl.Series(["خبر مهم\nعضو شوید 👈 @kanal", "see @x_y and t.me/abc/5 here", "plain"])
    assert [t.strip() for t in matter(texts)] == ["خبر مهم", "see   and   here", "plain"]


def test_words_do_not_depend_on_what_stands_beside_them() -> None:
    texts = ["به کتاب‌های خوب №5", "", "Été à la plage", "به كتابهای خوب №5", "x" * 3000]
    together = _nodes(texts)
    alone = joined([_nodes([t]) for t in texts])
    assert (together.sets == alone.sets).all()
    assert (together.patterns == alone.patterns).all()
    assert together.contents[0] == together.contents[3]
    assert len(set(together.contents.tolist())) == 4


def test_similar_texts_meet_in_a_bucket() -> None:
    dice = random.Random(5)
    vocabulary = [f"w{n}" for n in range(500)]
    met = {0.95: 0, 0.1: 0}
    for _ in range(60):
        words = dice.choices(vocabulary, k=50)
        for share in met:
            kept = [w if dice.random() < share else dice.choice(vocabulary) for w in words]
            [some] = words_of(pl.Series([" ".join(words), " ".join(kept)]))
            keys = band_keys(some, 16, 4)
            met[share] += bool((keys[0] == keys[1]).any())
    assert met[0.95] >= 57
    assert met[0.1] <= 2


def test_keys_are_the_same_on_every_machine() -> None:
    [some] = words_of(pl.Series(["سلام بر دوستان عزیز", "one"]))
    keys = band_keys(some, 3, 2)
    assert keys.tolist() == [
        [15312048758755497736, 10172244802113194881, 13602910553440341309],
        [94284808705911920, 13645119391619385111, 16462736737167357726],
    ]


def test_bands_meet_for_more_pairs_with_hash_functions_of_two_bands() -> None:
    dice = random.Random(3)
    vocabulary = [f"w{n}" for n in range(5_000)]
    texts = []
    for _ in range(400):
        words = dice.sample(vocabulary, 13)
        texts += [
            " ".join(words),
            " ".join([*words[:4], "x", *words[5:9], "y", *words[10:]]),
        ]  # 8 of 16 pairs
    [some] = words_of(pl.Series(texts))
    met = {}
    for bands in (12, 24):
        keys = band_keys(some, bands, 4)
        met[bands] = (keys[::2] == keys[1::2]).any(axis=1).mean()
    assert 0.45 < met[12] < 0.63
    assert met[24] > met[12] + 0.12


def test_each_text_of_a_bucket_is_compared_with_one() -> None:
    bucket, node = np.array([0, 0, 0, 1, 1]), np.array([7, 3, 5, 9, 8])
    owner, member = star_pairs(bucket, node, node)
    assert sorted(zip(owner.tolist(), member.tolist(), strict=True)) == [(3, 5), (3, 7), (8, 9)]


def test_components_are_those_of_a_plain_search() -> None:
    dice = random.Random(2)
    for _ in range(30):
        count = dice.randint(1, 60)
        pairs = [(dice.randrange(count), dice.randrange(count)) for _ in range(dice.randint(0, 60))]
        lowest = list(range(count))
        for _ in range(count):
            for a, b in pairs:
                lowest[a] = lowest[b] = min(lowest[a], lowest[b])
        left, right = np.array(pairs, np.int64).reshape(-1, 2).T
        assert components(count, left, right).tolist() == lowest


def test_a_chain_is_cut_where_its_ends_are_unlike() -> None:
    chain = np.arange(9)
    found = groups(10, chain, chain + 1, lambda one, other: np.abs(one - other) <= 2)
    assert all(abs(member - found[member]) <= 4 for member in range(10))
    assert len(set(found.tolist())) > 1
    together = groups(10, chain, chain + 1, lambda one, other: np.ones(len(one), np.bool_))
    assert set(together.tolist()) == {0}


def test_related_does_not_ask_for_numbers() -> None:
    nodes = _nodes([f"price of gold today {n} tomans in all the markets" for n in (1, 2)])
    assert are_related(nodes, np.array([0]), np.array([1]), _LIMITS).all()
