"""Languages of short posts, held against labelled ones; what must not change a language does not."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.transforms import language
from assets.transforms.language import languages
from assets.transforms.language_words import LETTERS, PREFIXES, RIVALS, SCRIPTS, SUFFIXES, WORDS

_LABELLED = Path(__file__).parents[1] / "fixtures" / "language"
_CODES = sorted(path.stem for path in (_LABELLED / "held_out").glob("*.txt"))
_LEAST = {"azb": 0.75, "az": 0.8, "tr": 0.8, "uk": 0.8, "ps": 0.9, "und": 1.0}
"""Least share of right ones; 0.96 of the others."""


def _posts(part: str, code: str) -> list[str]:
    return (_LABELLED / part / f"{code}.txt").read_text(encoding="utf-8").splitlines()


_ALL = pl.Series(
    [post for part in ("development", "held_out") for code in _CODES for post in _posts(part, code)]
)


def _of(text: str) -> str:
    return str(languages(pl.Series([text])).item())


@pytest.mark.parametrize("part", ["development", "held_out"])
@pytest.mark.parametrize("code", _CODES)
def test_labelled_posts_are_of_their_language(code: str, part: str) -> None:
    posts = _posts(part, code)
    found = Counter(languages(pl.Series(posts)).to_list())
    assert found[code] / len(posts) >= _LEAST.get(code, 0.96), found
    wrong = len(posts) - found[code] - (found["und"] if code != "und" else 0)
    assert wrong / len(posts) <= 0.02, found


def test_all_languages_that_are_told_have_labelled_posts() -> None:
    told = {name for names in SCRIPTS.values() for name in names} - RIVALS
    assert told | {"und"} == set(_CODES)
    for code in ("fa", "ar", "en", "ru", "ckb", "azb"):
        assert len(_posts("development", code)) + len(_posts("held_out", code)) >= 100


@pytest.mark.parametrize(
    "ornament",
    [
        " 🔥🇮🇷👩‍👩‍👧1️⃣ℹ️",
        " https://example.org/path-of/the-page.html?that=is&und=nicht",
        " @the_name_of_it",
        "\nt.me/and_the_channel/12",
        " name.of.the@example.org",
        " ⸻ *** 12:30 №",
    ],
)
def test_ornaments_and_addresses_change_no_language(ornament: str) -> None:
    expected = languages(_ALL).to_list()
    assert languages(_ALL + ornament).to_list() == expected
    assert languages(ornament.strip() + "\n" + _ALL).to_list() == expected


def test_a_hashtag_is_read_as_words() -> None:
    assert _of("#گزارش_تازه_از_بازار_ایران") == "fa"


@pytest.mark.parametrize(
    "typed",
    [
        lambda texts: texts.str.replace_all("\u200c", ""),
        lambda texts: texts.str.replace_all("\u200c", "\u00ac"),
        lambda texts: texts.str.replace_many(["ی", "ک"], ["ي", "ك"]),
        lambda texts: texts.str.replace_many(["ي", "ك"], ["ی", "ک"]),
        lambda texts: texts.str.replace_all("([بتسمن])", "${1}\u064e"),
        lambda texts: texts.str.replace_all("([بتسمن])([بتسمنا])", "${1}ـ${2}"),
        lambda texts: pl.select(
            pl.when(texts.str.contains("[ıiİ]")).then(texts).otherwise(texts.str.to_uppercase())
        ).to_series(),
    ],
    ids=[
        "no half-spaces",
        "false half-spaces",
        "Arabic forms",
        "Persian forms",
        "marks",
        "tatweel",
        "capitals",
    ],
)
def test_ways_of_typing_change_no_language(typed: Callable[[pl.Series], pl.Series]) -> None:
    changed = typed(_ALL)
    assert (changed != _ALL).sum() > 40
    assert languages(changed).to_list() == languages(_ALL).to_list()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("چه خبر از تو؟", "fa"),  # few letters, but unmistakable
        ("سلام", "und"),
        ("من ما هم", "und"),
        ("", "und"),
        ("🔰➕", "und"),
        ("Брокколи Капучино Амстердам", "und"),  # names only
        ("Toyota Corolla Mercedes Sprinter Volvo", "und"),
        ("این گزارش را در سایت Example News خوانده‌اید؟ از امروز رایگان است", "fa"),
        ("این گزارش تازه را امروز بخوانید The council published a long report today", "und"),
        ("Сегодня мы были на рынке и купили хлеб. We were at the market today and it was good", "und"),
        ("قال إن هذا اليوم من أفضل الأيام، او گفت که این روز از بهترین روزها بود", "und"),
    ],
)
def test_unsure_is_undetermined(text: str, code: str) -> None:
    assert _of(text) == code


def test_every_text_has_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pl.Series("t", [None, "", *_ALL[::9], "\x7f", *_ALL[::-11], "از این \x7f که را با\x7f" * 400])
    known = {text: _of(text or "") for text in texts.unique()}
    once = [known[text] for text in texts]
    assert languages(texts).to_list() == once
    monkeypatch.setattr(language, "_CHUNK", 100)
    assert languages(texts).to_list() == once
    assert languages(pl.Series("t", [], pl.String)).to_list() == []


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), max_size=8))
def test_neighbours_change_nothing(texts: list[str]) -> None:
    among = languages(pl.Series("t", [*texts, *_ALL[:3]], pl.String)).to_list()
    assert among == [_of(text) for text in [*texts, *_ALL[:3]]]


def test_a_long_text_is_read_to_its_end() -> None:
    persian, arabic = "این خبر از دیروز است و باید شنیده شود. ", "هذا الخبر من أمس ويجب أن نسمعه الآن. "
    assert _of(persian * 300) == "fa"
    assert _of(persian * 300 + arabic * 300) == "und"


def test_lists_name_known_languages_and_fit_their_tables() -> None:
    told = {name for names in SCRIPTS.values() for name in names}
    assert told >= set(WORDS) >= told - RIVALS
    assert told >= {*PREFIXES, *SUFFIXES, *LETTERS, *RIVALS}
    assert {len(part) for parts in (PREFIXES, SUFFIXES) for p in parts.values() for part in p.split()} == {
        2,
        3,
    }
    assert max(language.tables().keys.shape) < 2**15
    assert len(language.tables().mark_weights) < 2**8
