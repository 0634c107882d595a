"""Hashtags, mentions, links and their like in text."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms.entities import finish_entities, text_entities


def _found(text: str, kind: str) -> list[str]:
    frame = pl.DataFrame(
        {"record_index": [7], "text": [text], "has_source_entities": [None]},
        schema_overrides={"has_source_entities": pl.Boolean},
    )
    return text_entities(frame).filter(pl.col("entity_kind") == kind)["entity_value"].to_list()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#الف", ["الف"]),
        ("متن #الف #ب\n#ج،#د", ["الف", "ب", "ج", "د"]),
        ("#حکمرانی_مشارکتی!", ["حکمرانی_مشارکتی"]),
        ("#می\u200cروم", ["می\u200cروم"]),
        ("#مُحمد", ["م"]),
        ("#a#b", []),
        ("##a", ["a"]),
        ("###a", ["a"]),
        ("#a##b", ["b"]),
        ("#a# #b", ["b"]),
        ("#" + "a" * 300, ["a" * 256]),
        ("#" + "1" * 256 + "a", []),
        ("x#c", []),
        ("۱#c", []),
        ("_#c", []),
        ("می\u200c#c", []),
        ("#123", []),
        ("#۱۲۳", []),
        ("#2024_الف", ["2024_الف"]),
        ("#", []),
        ("# الف", []),
        ("(#الف)", ["الف"]),
        ("🔰#الف🔰", ["الف"]),
        ("#l·l", ["l·l"]),
        ("#الف #الف", ["الف", "الف"]),
        ("https://example.org/page/#section #tag", ["tag"]),
    ],
)
def test_hashtags_follow_telegrams_rule(text: str, tags: list[str]) -> None:
    assert _found(text, "hashtag") == tags


_TAG = r"\d_\u200c\u00b7\u0d80-\u0dff" + "".join(c for c in "abشي" if c.isalpha())


@given(st.text("#ab1_شي \u200c\u064f-", max_size=12))
def test_hashtags_are_those_of_telegrams_expression(text: str) -> None:
    # TDLib's expression with look-around; of letters only those that the text may have.
    expression = rf"(?:(?<=[^{_TAG}])|^)#([{_TAG}]{{1,256}})(?![{_TAG}]*#)"
    expected = [tag for tag in re.findall(expression, text) if any(c.isalpha() for c in tag)]
    assert _found(text, "hashtag") == expected


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@arman_gram", ["arman_gram"]),
        ("با @arman و @saray.", ["arman", "saray"]),
        ("(@arman)", ["arman"]),
        ("name@example.org", []),
        ("first.@example", []),
        ("https://example.org/@arman", []),
        ("https://example.org/?u=@arman", []),
        ("@ab", []),
        ("@1abc", []),
        ("@@arman", []),
        ("@آرمان", []),
    ],
)
def test_mentions(text: str, mentions: list[str]) -> None:
    assert _found(text, "mention") == mentions


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://example.org/a?b=1#c", ["https://example.org/a?b=1#c"]),
        ("ببینید: https://example.org/a.", ["https://example.org/a"]),
        ("https://example.org/a، و", ["https://example.org/a"]),
        ("«https://example.org/a»؟", ["https://example.org/a"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("https://example.org/wiki/A_(b)", ["https://example.org/wiki/A_(b)"]),
        ("(https://example.org/wiki/A_(b)).", ["https://example.org/wiki/A_(b)"]),
        ("https://example.org/(a", ["https://example.org/(a"]),
        ("www.example.org", ["www.example.org"]),
        ("HTTP://EXAMPLE.ORG", ["HTTP://EXAMPLE.ORG"]),
        ("به example.ir سر بزنید", ["example.ir"]),
        ("example.ir/path/x", ["example.ir/path/x"]),
        ("t.me/arman/12", ["t.me/arman/12"]),
        ("example.irx", []),
        ("نسخهٔ 2.0.1", []),
        ("3.500", []),
        ("name@example.org", []),
        ("ali.me@example.org", []),
        ("https://example.org\nhttps://example.com", ["https://example.org", "https://example.com"]),
        ("https://example.org/راه", ["https://example.org/راه"]),
    ],
)
def test_urls(text: str, urls: list[str]) -> None:
    assert _found(text, "url") == urls


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("به name.x+y@mail.example.org بنویسید.", "email", ["name.x+y@mail.example.org"]),
        ("name@example", "email", []),
        ("https://user:secret@example.org/", "email", []),
        ("ali.me@example.org", "email", ["ali.me@example.org"]),
        ("+98 912 123 45 67", "phone", ["+98 912 123 45 67"]),
        ("+98 (912) 123-4567", "phone", ["+98 (912) 123-4567"]),
        ("+989121234567", "phone", ["+989121234567"]),
        ("+۹۸۹۱۲۱۲۳۴۵۶۷", "phone", ["+۹۸۹۱۲۱۲۳۴۵۶۷"]),
        ("09121234567", "phone", []),
        ("+12", "phone", []),
        ("$USD و $BTC", "cashtag", ["USD", "BTC"]),
        ("$usd a$USD $100", "cashtag", []),
        ("/start و /help@some_bot", "bot_command", ["start", "help@some_bot"]),
        ("شعر/نثر 1/2 https://example.org/x", "bot_command", []),
        ("پوشهٔ /usr/bin", "bot_command", []),
    ],
)
def test_other_kinds(text: str, kind: str, values: list[str]) -> None:
    assert _found(text, kind) == values


def test_texts_with_source_entities_and_empty_texts_are_passed_over() -> None:
    frame = pl.DataFrame(
        {
            "record_index": [0, 1, 2, 3],
            "text": ["#a", "#b", "", None],
            "has_source_entities": [True, False, None, False],
        }
    )
    assert text_entities(frame).rows() == [(1, "hashtag", "b")]


def test_no_text_gives_the_same_columns() -> None:
    schema = {"record_index": pl.Int64, "text": pl.String, "has_source_entities": pl.Boolean}
    found = text_entities(pl.DataFrame(schema=schema))
    assert (found.height, found.columns) == (0, ["record_index", "entity_kind", "entity_value"])


def _finished(*rows: tuple[int, str, str]) -> list[tuple[object, ...]]:
    schema = {"record_index": pl.Int64, "entity_kind": pl.String, "entity_value": pl.String}
    return finish_entities(pl.DataFrame(rows, schema=schema, orient="row")).rows()


def test_repeated_entities_of_a_post_are_one() -> None:
    rows = _finished(
        (1, "hashtag", "الف"), (1, "hashtag", "الف"), (2, "hashtag", "الف"), (1, "mention", "الف")
    )
    assert [r[:3] for r in rows] == [(1, "hashtag", "الف"), (2, "hashtag", "الف"), (1, "mention", "الف")]


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("hashtag", "حکمرانی_مشارکتی", "حکمرانیمشارکتی"),
        ("hashtag", "كتاب", "کتاب"),
        ("mention", "Arman_Gram", "arman_gram"),
        ("url", "https://Example.ORG/A", "https://example.org/a"),
    ],
)
def test_match_key_of_an_entity(kind: str, value: str, key: str) -> None:
    assert _finished((1, kind, value))[0][3] == key


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.Example.org:8080/a", "example.org"),
        ("example.ir/path", "example.ir"),
        ("www.example.org", "example.org"),
        ("https://user:secret@example.org/", "example.org"),
        ("https://example.org?mail=a@example.com", "example.org"),
        ("https://example.org#a@example.com", "example.org"),
        ("https://example.org/a@example.com", "example.org"),
        ("https://مثال.ایران/x", "مثال.ایران"),
        ("tg://resolve?domain=arman", "resolve"),
    ],
)
def test_domain_of_a_link(url: str, domain: str) -> None:
    assert _finished((1, "url", url))[0][4] == domain


@pytest.mark.parametrize("kind", ["hashtag", "mention", "email"])
def test_only_links_have_a_domain(kind: str) -> None:
    assert _finished((1, kind, "a@example.org"))[0][4] is None
