"""Keys and forms of text, against a twin in plain Python and by examples."""

import hashlib
import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms.text import (
    MAX_TITLE_WORDS,
    MIN_BODY_KEY_LENGTH,
    content_id,
    dump_key,
    first_line,
    headless_body,
    match_key,
    surrogate_key,
    token_key,
    with_visible_controls,
    word_count,
)
from schemas.contract import MAX_KEY

_ARABIC = "\u0621-\u063a\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff"
_FOLDED = {
    "ی": "ي ى ې ۍ ے ئ",
    "ک": "ك ڪ",
    "ه": "ة ۀ ە ہ ھ",
    "ا": "أ إ ٱ",
    "و": "ؤ",
}
_FOLD = {ord(old): new for new, olds in _FOLDED.items() for old in olds.split()}
_FOLD |= {zero + i: str(i) for zero in (0x660, 0x6F0, 0x966, 0x9E6) for i in range(10)}
_DROPPED = {"Mn", "Me", "Cf"}


def twin_token_key(text: str) -> str:
    """The rules of ``token_key`` once more, with look-around and one character at a time."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069\u061c]", "", text)
    hidden = "[\u00ac\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\u2060]+"
    text = re.sub(f"(?<=[{_ARABIC}]){hidden}(?=[{_ARABIC}])", "", text)
    text = unicodedata.normalize("NFKC", text).lower().translate(_FOLD)
    kept = [c for c in text if c != "\u0640" and unicodedata.category(c) not in _DROPPED]
    words = [
        c if unicodedata.category(c)[0] in "LN" or unicodedata.category(c) == "Mc" else " " for c in kept
    ]
    return " ".join("".join(words).split())


def _one(expression: pl.Expr) -> object:
    return pl.select(expression).item()


def _key(text: str) -> object:
    return _one(match_key(pl.lit(text)))


_PIECES = st.sampled_from(
    [
        *"ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآأإٱءئؤةۀەہھكڪيىېۍے",
        *"ڕڵۆێڤەژٹڈںہےۂۓپښڼ",
        *"\u064b\u064c\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0670\u0640",
        *"\u00ac\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u061c\u202a\u202b\u202c\u202e\u2066\u2069",
        *"٠١٢٣۴۵۶۷०९০৯0123½①²Ⅷ",
        *"aAbBzZéÉİıßſKΣσςǅﬁﷺﻻﮐﺔ",
        *"«»؟،؛.,!?-_#@/:()[] \t\n\r\x00\x1f",
        "👩‍👩‍👧", "🔰", "➕", "❤️", "🇮🇷", "1️⃣", "\U0001f3fd",
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=30).map("".join)


@given(st.lists(_TEXTS, min_size=1, max_size=40))
def test_keys_equal_their_twin_in_python(texts: list[str]) -> None:
    column = pl.Series("t", texts, pl.String).to_frame()
    tokens = column.select(token_key(pl.col("t")))["t"].to_list()
    matches = column.select(match_key(pl.col("t")))["t"].to_list()
    assert tokens == [twin_token_key(t) for t in texts]
    assert matches == [twin_token_key(t).replace(" ", "") for t in texts]


@given(st.lists(_TEXTS, min_size=1, max_size=40))
def test_a_key_is_its_own_key(texts: list[str]) -> None:
    once = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    for key in (token_key, match_key):
        first = once.select(key(pl.col("t")))
        assert first.select(key(pl.col("t"))).equals(first)


@given(st.lists(_TEXTS, min_size=1, max_size=40))
def test_content_id_equals_hashlib(texts: list[str]) -> None:
    ids = pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(t=content_id(pl.col("t")))["t"].to_list()
    assert ids == [_content_id(t) for t in texts]


def _content_id(text: str) -> str | None:
    key = twin_token_key(text).replace(" ", "")
    identity = key or "\x00" + text
    return hashlib.sha256(identity.encode()).hexdigest()[:32] if text else None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("می\u200cروم", "میروم"),
        ("می\u200cروم", "می روم"),
        ("می\u00acروم", "میروم"),
        ("می\u200b\u200cروم", "میروم"),
        ("م\u200cم\u200cم\u200cم", "مممم"),
        ("كتاب علي", "کتاب علی"),
        ("مسؤول", "مسوول"),
        ("مسائل", "مسایل"),
        ("مدرسة", "مدرسه"),
        ("خانۀ ما", "خانه ما"),
        ("أحمد إلى", "احمد الی"),
        ("۱۲۳ ٤٥٦", "123456"),
        ("कक्षा ९", "कक्षा 9"),
        ("مُحَمَّد", "محمد"),
        ("کتـــاب", "کتاب"),
        ("کتابً ــه", "کتاب ه"),
        ("\u202bمتن\u202c", "متن"),
        ("Straße ＡＢＣ", "straße abc"),
        ("ﻻ ﷺ", "لا صلى الله عليه وسلم"),
        ("«سلام»، دنیا!", "سلام دنیا"),
        ("سلام 🔰 دنیا", "سلام دنیا"),
        ("line\r\nbreak", "line break"),
    ],
)
def test_match_keys_are_equal_however_a_text_was_typed(left: str, right: str) -> None:
    assert _key(left) == _key(right)
    assert _one(content_id(pl.lit(left))) == _one(content_id(pl.lit(right)))


@pytest.mark.parametrize(
    ("left", "right"),
    [("آب", "اب"), ("آز", "از"), ("آمر", "امر"), ("سوء", "سو"), ("جزء", "جز"), ("🔰", "➕"), ("a1", "a2")],
)
def test_match_keys_keep_words_apart(left: str, right: str) -> None:
    assert _one(content_id(pl.lit(left))) != _one(content_id(pl.lit(right)))


def test_a_token_key_keeps_words_and_a_match_key_does_not() -> None:
    assert _one(token_key(pl.lit("  پست ۱، از ۲ ! "))) == "پست 1 از 2"
    assert _key("  پست ۱، از ۲ ! ") == "پست1از2"


def test_a_text_of_emoji_is_identified_by_its_raw_form() -> None:
    expected = hashlib.sha256("\x00🔰".encode()).hexdigest()[:32]
    assert _one(content_id(pl.lit("🔰"))) == expected


@pytest.mark.parametrize("text", ["", None])
def test_no_text_has_no_content_id(text: str | None) -> None:
    assert _one(content_id(pl.lit(text, pl.String))) is None


_PART = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(_PART, _PART), min_size=1, max_size=30))
def test_surrogate_key_equals_hashlib_and_stays_below_the_limit(pairs: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(pairs, schema={"a": pl.String, "b": pl.String}, orient="row")
    keys = frame.select(k=surrogate_key(pl.lit("post"), pl.col("a"), pl.col("b")))["k"].to_list()
    digests = [hashlib.sha256(f"post\x1f{a}\x1f{b}".encode()).hexdigest() for a, b in pairs]
    assert keys == [int(d[:13], 16) for d in digests]
    assert all(0 <= k <= MAX_KEY for k in keys)


def test_surrogate_key_of_a_missing_part_is_null() -> None:
    assert _one(surrogate_key(pl.lit("post"), pl.lit(None, pl.String))) is None


def test_dump_key_is_a_surrogate_key() -> None:
    digest = hashlib.sha256(b"dump\x1fabc").hexdigest()
    assert dump_key("abc") == int(digest[:13], 16)


_BODY = "متنی که بیش از بیست نویسه دارد و بس"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"🔰عنوان\n{_BODY}", _BODY),
        (f"عنوان\n{_BODY}\nسطر سوم", f"{_BODY}\nسطر سوم"),
        (f"{' '.join(['واژه'] * MAX_TITLE_WORDS)}\n{_BODY}", _BODY),
        (f"{' '.join(['واژه'] * (MAX_TITLE_WORDS + 1))}\n{_BODY}", None),
        (f"🔰➕\n{_BODY}", None),
        (f"\n{_BODY}", None),
        (_BODY, None),
        (f"عنوان\n{'x' * (MIN_BODY_KEY_LENGTH - 1)}", None),
        (f"عنوان\n{'x' * MIN_BODY_KEY_LENGTH}", "x" * MIN_BODY_KEY_LENGTH),
        (f"عنوان\n{'🔰 ' * 30}", None),
        ("عنوان\n", None),
        ("", None),
    ],
)
def test_headless_body(text: str, body: str | None) -> None:
    assert _one(headless_body(pl.lit(text))) == body


@pytest.mark.parametrize(("text", "line"), [("a\nb", "a"), ("a", "a"), ("\nb", ""), ("", "")])
def test_first_line(text: str, line: str) -> None:
    assert _one(first_line(pl.lit(text))) == line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("🔰 ➕ …", 0),
        ("می\u200cروم خانه", 2),
        ("مُحَمَّد", 1),
        ("#حکمرانی_مشارکتی ۱۲", 2),
        ("don't", 2),
    ],
)
def test_word_count(text: str, words: int) -> None:
    assert _one(word_count(pl.lit(text))) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>&amp;", "＜script＞＆amp;"),
        ("=1+1", "'=1+1"),
        ("+98", "'+98"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("＠x", "'＠x"),
        ("a=1", "a=1"),
        ("متن\n=1", "متن\n=1"),
        ("می\u200cروم", "می\u200cروم"),
        ("a\u202eb\u2066c\u061cd", "a[U+202E]b[U+2066]c[U+061C]d"),
        ("a\u200bb\u200ec\ufeffd\u2060", "a[U+200B]b[U+200E]c[U+FEFF]d[U+2060]"),
        ("\x00\x07\x1b[31m", "[U+0000][U+0007][U+001B][31m"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("", ""),
    ],
)
def test_visible_controls(text: str, shown: str) -> None:
    assert _one(with_visible_controls(pl.lit(text))) == shown


_HOSTILE = st.text(
    st.sampled_from(
        "=+-@\t\r\n<>&'\"\x00\x0b\x1f\u061c\u200b\u200c\u200e\u202a\u202e\u2066\u2069\ufeffaب＝＋－＠"
    )
)


@given(_HOSTILE)
def test_nothing_hostile_survives_in_display(text: str) -> None:
    shown = str(_one(with_visible_controls(pl.lit(text))))
    assert not re.search(
        "[<>&\x00-\x08\x0b\x0c\x0e-\x1f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", shown
    )
    assert not shown.startswith(tuple("=+-@\t\r＝＋－＠"))
    assert [c for c in shown if c in "aب\u200c"] == [c for c in text if c in "aب\u200c"]
