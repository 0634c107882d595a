"""The fast way to the keys of texts, held against the rules themselves."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms import folding
from assets.transforms.folding import SPACE, fold, strings, with_keys
from assets.transforms.text import match_key, unsigned_length, without_signature
from assets.transforms.text_keys import text_keys as fast_keys
from assets.transforms.text_keys import text_keys_by_expression

_PIECES = st.one_of(
    st.sampled_from(
        [
            *"ابپتكيىئؤةأإیکەۆ", "سلام بر", "\u200c", "\u0651", "\u0654", "\u0640", "\u00ac", "ﷺ", "№", "½", "Σ", "é",
            "\U0001d72e",
            "e\u0301", "\n", "\n\n", " ", "👩‍👩‍👧", "❤️", "12", "۱۲", "\x7f", "\U00020000", "한", "ᄒ\u1161", "\r\n",
            "یک جمله که از بیست حرف بیشتر دارد", "\n@channel_x", "\n🆔 https://t.me/channel_x",
            "\n@a_channel @b_channel",
        ]
    ),
    st.text(max_size=3),
)  # fmt: skip
_TEXTS = st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=1, max_size=20)


@given(_TEXTS)
def test_fast_keys_are_those_of_the_rules(texts: list[str]) -> None:
    series = pl.Series("t", texts, pl.String)
    assert fast_keys(series).equals(text_keys_by_expression(series))


@given(_TEXTS)
def test_folded_texts_are_match_keys(texts: list[str]) -> None:
    series = pl.Series("t", texts, pl.String)
    found = [strings(c.folded[c.folded > SPACE]) for c in map(with_keys, fold(series))]
    assert pl.concat(found).to_list() == series.to_frame().select(match_key(pl.col("t")))["t"].to_list()


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    series = pl.Series("t", ["الف ب " * n + "\n@kanal_" + "پ" for n in range(60)] + ["", "é"])
    expected = fast_keys(series)
    monkeypatch.setattr(folding, "_CHUNK", 100)
    assert fast_keys(series).equals(expected)


def test_no_texts() -> None:
    assert fast_keys(pl.Series("t", [], pl.String)).is_empty()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("متن خبر که به اندازه کافی بلند است\n\n🆔 @Kanal", "متن خبر که به اندازه کافی بلند است"),
        (
            "متن خبر که به اندازه کافی بلند است\n@Kanal\nhttps://t.me/kanal",
            "متن خبر که به اندازه کافی بلند است",
        ),
        ("متن خبر که به اندازه کافی بلند است\n@kanal\n@other", None),
        ("متن خبر که به اندازه کافی بلند است\nعضو شوید @kanal", None),
        ("کوتاه\n@kanal", None),
        ("@kanal", None),
    ],
)
def test_a_signature_is_cut_off(text: str, rest: str | None) -> None:
    found = pl.select(without_signature(pl.lit(text))).item()
    assert found == (text if rest is None else rest)
    assert fast_keys(pl.Series([text]))["content_id"].equals(
        fast_keys(pl.Series([rest or text]))["content_id"]
    )


def test_a_signature_is_no_longer_than_the_text() -> None:
    texts = pl.Series(["", "@abc", "\n@abc", "x\n@abc \n"])
    assert unsigned_length(texts).to_list() == [0, 4, 0, 1]
