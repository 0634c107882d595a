"""Text, pictures and pages by themselves."""

import pytest

from dashboard import svg
from dashboard.paging import packed
from dashboard.text import coded, number, plain, share, size, slug, visible


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041", "\xad"]
)
def test_hidden_characters_are_named(hidden: str) -> None:
    name = f"U+{ord(hidden):04X}"
    assert plain(f"a{hidden}b") == f"a⟦{name}⟧b"
    assert visible(f"<{hidden}>") == f'&lt;<b class="sign">{name}</b>&gt;'


@pytest.mark.parametrize("kept", ["نیم\u200cفاصله", "👨\u200d👩", "a\n\tb", "ك ي"])
def test_spelling_is_left_alone(kept: str) -> None:
    assert plain(kept) == str(visible(kept)) == kept


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(1, 3, "33.3 %"), (0, 9, "0 %"), (9, 9, "100 %"), (1, 10**6, "< 0.1 %"), (10**6 - 1, 10**6, "> 99.9 %"),
     (1, 0, "–"), (None, 5, "–")],
)  # fmt: skip
def test_shares_are_nought_or_whole_only_when_they_are(part: int | None, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_what_is_not_known_is_no_number() -> None:
    assert [number(None), number(0), number(1234567), number(2.5), number(3.0)] == [
        "–",
        "0",
        "1,234,567",
        "2.5",
        "3",
    ]
    assert [size(None), size(999), size(1500), size(2 * 10**9)] == ["–", "999 bytes", "1.5 kB", "2.0 GB"]


def test_names_that_differ_have_addresses_that_differ() -> None:
    names = ["a:b", "a.b", "a b", "a_b", "a<b", "فا"]
    assert len({slug(n) for n in names}) == len(names)
    assert all(c.isalnum() or c in "-_." for n in names for c in slug(n))


def test_pages_fill_up_in_order_and_keep_their_items_when_more_come() -> None:
    items = [(n, 10) for n in range(7)]
    assert list(packed(items, count=3, weight=100)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(packed(items, count=9, weight=25)) == [[0, 1], [2, 3], [4, 5], [6]]
    assert list(packed([(1, 500), (2, 1)], count=9, weight=25)) == [[1], [2]]
    longer = list(packed([*items, (7, 10)], count=3, weight=100))
    assert longer[:2] == [[0, 1, 2], [3, 4, 5]]


def test_a_hole_in_the_line_where_nothing_ran() -> None:
    picture = svg.rate_over_rows("x", [("a", 1.0, 5), ("b", None, 0), ("c", 0.5, 5)])
    assert picture.count('class="line"') == 2


def test_days_outside_the_band_are_marked() -> None:
    points = [svg.Point("d1", 3, 1, 5), svg.Point("d2", 30, 1, 5, is_marked=True), svg.Point("d3", 2)]
    picture = svg.band_line("x", points)
    assert picture.count("<circle") == 1
    assert "d2: 30" in picture


def test_days_off_stand_behind_the_line() -> None:
    points = [svg.Point("d1", 3), svg.Point("d2", 4, is_rest=True), svg.Point("d3", 2, occasion="Nowruz <1>")]
    picture = svg.band_line("x", points)
    assert picture.count('class="rest"') == picture.count('class="feast"') == 1
    assert "Holidays: d3 Nowruz &lt;1&gt;." in picture
    assert picture.index("feast") < picture.index('class="line"')
    assert "Holidays" not in svg.band_line("x", points[:2])


def test_pictures_of_nothing_say_so() -> None:
    for picture in (svg.bars("x", []), svg.band_line("x", []), svg.hbars("x", []), svg.strip("x", "")):
        assert picture.startswith("<svg")


def test_words_in_pictures_are_text() -> None:
    hostile = "</title><script>\u202e"
    for picture in (svg.bars(hostile, [(hostile, 1.0)]), svg.hbars("x", [(hostile, 1, "c1")])):
        assert "<script" not in picture
        assert "\u202e" not in picture


def test_code_in_a_sentence_is_set_apart_and_nothing_else_is_markup() -> None:
    assert str(coded("`a<b>` & <i>`c`")) == "<code>a&lt;b&gt;</code> &amp; &lt;i&gt;<code>c</code>"
