"""Versions, repost groups, albums, hashtags, reactions, languages; on both engines."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_engines import counted, run

from assets.transforms.relational.facts import (
    albums,
    equal_contents,
    hashtags,
    newest_reactions,
    primary_languages,
    versions,
)

_COPY = {
    "post_key": pl.Int64,
    "dump_key": pl.Int64,
    "record_index": pl.Int64,
    "content_id": pl.String,
    "copy_kind": pl.String,
    "copy_rank": pl.Int64,
    "age": pl.Int64,
    "captured_at": pl.Datetime("us"),
}
_NEVER = 2**62


def _rows(schema: dict[str, Any], *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(schema, row, strict=True)) for row in rows]


def _year(year: int | None) -> datetime | None:
    return datetime(year, 1, 1) if year else None  # noqa: DTZ001 - naive UTC, as everywhere


def _copy(
    post: int, dump: int, content: str | None, kind: str, rank: int, year: int | None
) -> tuple[Any, ...]:
    return (post, dump, dump * 10, content, kind, rank, year or _NEVER, _year(year))


def _versions(*copies: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    given = counted(_rows(_COPY, *copies))
    return [tuple(r.values()) for r in run(versions, (given, _COPY | {"copy_count": pl.Int64}))]


def test_versions_are_numbered_by_age_and_shown_in_their_best_copy() -> None:
    assert _versions(
        _copy(1, 3, "new", "original", 1, 2024),
        _copy(1, 2, "old", "edited_version", 2, 2021),
        _copy(1, 1, "old", "edited_version", 3, 2020),
        _copy(1, 4, "new", "exact_copy", 4, 2023),
        _copy(2, 5, "other", "original", 1, None),
    ) == [
        (1, 1, "old", _year(2020), 2, 20),
        (1, 2, "new", _year(2023), 3, 30),
        (2, 1, "other", None, 5, 50),
    ]


def test_the_best_copys_text_is_the_newest_version_even_if_seen_earlier() -> None:
    found = _versions(_copy(1, 1, "a", "original", 1, 2020), _copy(1, 2, "b", "edited_version", 2, 2024))
    assert [(r[1], r[2]) for r in found] == [(1, "b"), (2, "a")]


def test_a_titleless_copy_is_no_version_and_a_lost_text_is_one() -> None:
    found = _versions(
        _copy(1, 1, "a", "original", 1, 2020),
        _copy(1, 2, "body", "titleless_copy", 2, 2020),
        _copy(1, 3, None, "edited_version", 3, None),
    )
    assert [(r[1], r[2]) for r in found] == [(1, None), (2, "a")]


_POST = {"post_key": pl.Int64, "content_id": pl.String}


def test_equal_contents() -> None:
    rows = _rows(_POST, (7, "a"), (3, "a"), (5, None), (4, None), (9, "b"))
    found = run(equal_contents, (rows, _POST))
    assert {r["post_key"]: r["text_key"] for r in found} == {7: 3, 3: 3, 9: 9}


_ALBUM = {"post_key": pl.Int64, "channel_key": pl.Int64, "message_id": pl.Int64, "album_ref": pl.String}


def test_albums() -> None:
    rows = _rows(_ALBUM, (9, 1, 11, "x"), (2, 1, 12, "x"), (3, 2, 11, "x"), (5, 1, 1, "y"))
    found = run(albums, (rows, _ALBUM))
    assert {r["post_key"]: r["album_key"] for r in found} == {9: 9, 2: 9, 3: 3, 5: 5}


def test_the_head_of_an_album_without_message_ids_is_its_smallest_key() -> None:
    rows = _rows(_ALBUM, (9, 1, None, "x"), (2, 1, None, "x"))
    assert {r["album_key"] for r in run(albums, (rows, _ALBUM))} == {2}


def test_engines_agree_on_an_album_with_and_without_message_ids() -> None:
    rows = _rows(_ALBUM, (9, 1, None, "x"), (2, 1, 5, "x"))
    assert len({r["album_key"] for r in run(albums, (rows, _ALBUM))}) == 1


_ENTITY = {"post_key": pl.Int64, "entity_kind": pl.String, "entity_value": pl.String}


def test_ways_to_write_a_hashtag_are_counted() -> None:
    rows = _rows(_ENTITY, (1, "hashtag", "ب"), (2, "hashtag", "ب"), (1, "hashtag", "a"), (3, "mention", "ب"))
    found = run(hashtags, (rows, _ENTITY))
    assert {r["entity_value"]: r["uses"] for r in found} == {"ب": 2, "a": 1}


_REACTION = {
    "dump_key": pl.Int64,
    "record_index": pl.Int64,
    "reaction": pl.String,
    "reaction_count": pl.Int64,
}
_PLACE = {"dump_key": pl.Int64, "record_index": pl.Int64, "post_key": pl.Int64, "recency": pl.Int64}


def test_reactions_are_of_the_newest_capture_that_states_any() -> None:
    reactions = _rows(_REACTION, (1, 0, "👍", 9), (2, 0, "👍", 5), (2, 0, "🔥", 1), (9, 9, "👎", 1))
    copies = _rows(_PLACE, (1, 0, 7, 30), (2, 0, 7, 20), (3, 0, 7, 10), (1, 1, 8, 10))
    found = run(newest_reactions, (reactions, _REACTION), (copies, _PLACE))
    assert [tuple(r.values()) for r in found] == [(7, "👍", 5), (7, "🔥", 1)]


def test_reactions_of_two_copies_of_one_capture_are_not_added() -> None:
    reactions = _rows(_REACTION, (1, 0, "👍", 9), (1, 5, "👍", 8))
    copies = _rows(_PLACE, (1, 5, 7, 10), (1, 0, 7, 10))
    found = run(newest_reactions, (reactions, _REACTION), (copies, _PLACE))
    assert [r["reaction_count"] for r in found] == [9]


_LANGUAGE = {"channel_key": pl.Int64, "language": pl.String}


@pytest.mark.parametrize(
    ("languages", "primary"),
    [(["fa", "fa", "ar"], "fa"), (["und", "und", "ckb"], "ckb"), (["und"], "und"), (["fa", "ar"], "ar")],
)
def test_primary_language(languages: list[str], primary: str) -> None:
    rows = _rows(_LANGUAGE, *[(1, code) for code in languages], (2, "ru"))
    found = run(primary_languages, (rows, _LANGUAGE))
    assert [tuple(r.values()) for r in found] == [(1, primary), (2, "ru")]


_COPIES = st.lists(
    st.builds(
        _copy,
        st.integers(1, 2),
        st.integers(1, 9),
        st.sampled_from([None, "a", "b"]),
        st.sampled_from(["exact_copy", "edited_version", "titleless_copy"]),
        st.just(0),
        st.sampled_from([None, 2020, 2021]),
    ),
    max_size=8,
    unique_by=lambda c: c[1],
)


@settings(max_examples=6)
@given(_COPIES, st.randoms(use_true_random=False))
def test_versions_do_not_depend_on_the_order_of_rows(copies: list[Any], random: Any) -> None:
    ranked = []
    for post in (1, 2):
        of_post = [c for c in copies if c[0] == post]
        kinds = ["original", *(c[4] for c in of_post[1:])]
        ranked += [
            (*c[:4], k, n, *c[6:]) for n, (c, k) in enumerate(zip(of_post, kinds, strict=False), start=1)
        ]
    found = _versions(*ranked)
    assert _versions(*random.sample(ranked, len(ranked))) == found
    whole = [c for c in ranked if c[4] != "titleless_copy"]
    assert len(found) == len({(c[0], c[3]) for c in whole})
    assert {r[0]: max(v[1] for v in found if v[0] == r[0]) for r in found} == {
        p: len({c[3] for c in whole if c[0] == p}) for p in {c[0] for c in whole}
    }
