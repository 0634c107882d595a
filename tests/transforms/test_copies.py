"""Which observations are one post, and what each copy is; on both engines."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_engines import run

from assets.transforms.relational.copies import identify_posts, rank_copies

_SEEN = {
    "dump_key": pl.Int64,
    "record_index": pl.Int64,
    "channel_key": pl.Int64,
    "message_id": pl.Int64,
    "content_id": pl.String,
    "body_content_id": pl.String,
}


def _seen(*rows: tuple[int, int, int, int | None, str | None, str | None]) -> list[dict[str, Any]]:
    return [dict(zip(_SEEN, row, strict=True)) for row in rows]


def _posts(rows: list[dict[str, Any]]) -> dict[tuple[int, int], tuple[Any, ...]]:
    """Observation → how, scope, id, content, whether without title."""
    found = run(identify_posts, (rows, _SEEN))
    return {(r.pop("dump_key"), r.pop("record_index")): tuple(r.values()) for r in found}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [(1, 0, 5, 7, "a", None), (2, 0, 5, 7, "b", None), (2, 1, 6, 7, "a", None)],
            [("message", 5, 7, None, False), ("message", 5, 7, None, False), ("message", 6, 7, None, False)],
            id="a message is its id in its channel, whatever its text",
        ),
        pytest.param(
            [(1, 0, 0, 7, "a", None), (2, 0, 0, 7, "a", None)],
            [("message", 1, 7, None, False), ("message", 2, 7, None, False)],
            id="an id of an unknown channel counts within its dump",
        ),
        pytest.param(
            [(1, 0, 5, None, "a", None), (2, 3, 5, None, "a", None), (2, 4, 6, None, "a", None)],
            [("content", 5, None, "a", False), ("content", 5, None, "a", False), ("content", 6, None, "a", False)],
            id="without id it is its content",
        ),
        pytest.param(
            [(1, 0, 5, None, None, None), (2, 0, 5, None, None, None)],
            [("record", 1, 0, None, False), ("record", 2, 0, None, False)],
            id="without id and content it stands alone",
        ),
        pytest.param(
            [(1, 0, 5, None, "full", "body"), (1, 1, 5, None, "body", None), (2, 0, 5, None, "body", None)],
            [("content", 5, None, "full", False), *[("content", 5, None, "full", True)] * 2],
            id="a copy without its title belongs to the copy that has it",
        ),
        pytest.param(
            [(1, 0, 5, None, "full", "body"), (1, 1, 6, None, "body", None)],
            [("content", 5, None, "full", False), ("content", 6, None, "body", False)],
            id="but not in another channel",
        ),
        pytest.param(
            [(1, 0, 5, None, "z", "body"), (1, 1, 5, None, "body", None), (2, 0, 5, None, "a", "body"),
             (3, 0, 5, None, "body", None)],
            [("content", 5, None, "z", False), ("content", 5, None, "z", True), ("content", 5, None, "a", False),
             ("content", 5, None, "a", True)],
            id="the copy right before it wins, else the smallest content",
        ),
        pytest.param(
            [(1, 0, 5, None, "z", "body"), (1, 1, 6, None, "q", None), (1, 2, 5, None, "body", None),
             (2, 0, 5, None, "a", "body")],
            [("content", 5, None, "z", False), ("content", 6, None, "q", False), ("content", 5, None, "z", True),
             ("content", 5, None, "a", False)],
            id="posts of other channels between them do not count",
        ),
        pytest.param(
            [(1, 0, 5, None, "z", "body"), (1, 1, 5, None, "q", None), (1, 2, 5, None, "body", None),
             (2, 0, 5, None, "a", "body")],
            [("content", 5, None, "z", False), ("content", 5, None, "q", False), ("content", 5, None, "a", True),
             ("content", 5, None, "a", False)],
            id="right before means right before",
        ),
        pytest.param(
            [(1, 0, 5, 7, "x", None), (2, 0, 5, None, "x", None), (1, 1, 5, 3, "x", None)],
            [("message", 5, 7, None, False), ("message", 5, 3, None, False), ("message", 5, 3, None, False)],
            id="a text that numbered posts carry belongs to the first of them",
        ),
        pytest.param(
            [(1, 0, 5, 7, "full", "body"), (2, 0, 5, None, "body", None)],
            [("message", 5, 7, None, False), ("message", 5, 7, None, True)],
            id="a numbered post may be the fuller copy",
        ),
        pytest.param(
            [(1, 0, 5, 7, "full", "body"), (2, 0, 5, None, "full", "body"), (2, 1, 5, None, "body", None)],
            [("message", 5, 7, None, False), ("message", 5, 7, None, False), ("message", 5, 7, None, True)],
            id="a title-less copy reaches the numbered post through its fuller copy",
        ),
        pytest.param(
            [(1, 0, 0, 7, "x", None), (2, 0, 0, None, "x", None)],
            [("message", 1, 7, None, False), ("content", 0, None, "x", False)],
            id="numbered posts of unknown channels have no twins",
        ),
    ],
)  # fmt: skip
def test_identify_posts(rows: list[Any], expected: list[Any]) -> None:
    found = _posts(_seen(*rows))
    assert [found[row[:2]] for row in rows] == expected


@pytest.mark.parametrize("length", [3, 9, 16])
def test_any_number_of_dropped_lines_is_followed(length: int) -> None:
    chain = [f"c{n:02}" for n in range(length)]
    rows = [(n, 0, 5, None, c, chain[n + 1] if n + 1 < length else None) for n, c in enumerate(chain)]
    found = _posts(_seen(*rows))
    assert {post[3] for post in found.values()} == {"c00"}
    assert [found[n, 0][4] for n in range(length)] == [False] + [True] * (length - 1)


_COPY = {
    "post_key": pl.Int64,
    "dump_key": pl.Int64,
    "record_index": pl.Int64,
    "content_id": pl.String,
    "is_titleless": pl.Boolean,
    "recency": pl.Int64,
    "char_count": pl.Int64,
}


def _copies(*rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(_COPY, row, strict=True)) for row in rows]


def _ranked(*rows: tuple[Any, ...]) -> dict[tuple[int, int], tuple[int, str]]:
    found = run(rank_copies, (_copies(*rows), _COPY))
    return {(r["dump_key"], r["record_index"]): (r["copy_rank"], r["copy_kind"]) for r in found}


@pytest.mark.parametrize(
    ("better", "worse", "kind"),
    [
        ((1, 9, 9, "a", False, 9, 1), (1, 1, 1, "b", True, 1, 9), "titleless_copy"),
        ((1, 9, 9, "a", False, 1, 1), (1, 1, 1, "b", False, 2, 9), "edited_version"),
        ((1, 9, 9, "a", False, 1, 9), (1, 1, 1, "a", False, 1, 8), "exact_copy"),
        ((1, 1, 9, "a", False, 1, 9), (1, 2, 1, "a", False, 1, 9), "exact_copy"),
        ((1, 1, 1, "a", False, 1, 9), (1, 1, 2, "b", False, 1, 9), "edited_version"),
        ((1, 1, 1, None, False, 1, 0), (1, 1, 2, None, False, 1, 0), "exact_copy"),
        ((1, 1, 1, None, False, 1, 0), (1, 1, 2, "a", False, 2, 3), "edited_version"),
        ((1, 1, 1, "a", False, 1, 3), (1, 1, 2, None, False, 2, 0), "edited_version"),
    ],
    ids=["whole first", "newest", "longest", "dump", "position", "no text", "text lost", "text gained"],
)
def test_rank_copies(better: tuple[Any, ...], worse: tuple[Any, ...], kind: str) -> None:
    other = (2, 5, 5, "z", False, 0, 99)
    found = _ranked(worse, other, better)
    assert found == {better[1:3]: (1, "original"), worse[1:3]: (2, kind), (5, 5): (1, "original")}


_ID = st.sampled_from([None, "a", "b", "c", "d"])


@settings(max_examples=6)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3), st.integers(0, 5), st.integers(0, 2), st.sampled_from([None, 1, 2]), _ID, _ID
        ),
        max_size=12,
        unique_by=lambda r: r[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_posts_do_not_depend_on_the_order_of_rows(rows: list[Any], random: Any) -> None:
    # A body is shorter than its text, so no text is the body of its own body: a < b < c < d.
    sane = [(*r[:5], r[5] if r[4] and r[5] and r[4] < r[5] else None) for r in rows]
    found = _posts(_seen(*sane))
    assert _posts(_seen(*random.sample(sane, len(sane)))) == found
    assert found.keys() == {r[:2] for r in sane}


@settings(max_examples=6)
@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(0, 5), _ID, st.booleans(), st.integers(1, 2),
                  st.integers(0, 2)),
        max_size=12,
        unique_by=lambda r: r[1:3],
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_ranks_do_not_depend_on_the_order_of_rows(rows: list[Any], random: Any) -> None:
    found = _ranked(*rows)
    assert _ranked(*random.sample(rows, len(rows))) == found
    for post in {r[0] for r in rows}:
        ranks = sorted(found[r[1:3]][0] for r in rows if r[0] == post)
        assert ranks == list(range(1, len(ranks) + 1))
        assert [kind for rank, kind in (found[r[1:3]] for r in rows if r[0] == post) if rank == 1] == [
            "original"
        ]
