"""Which copy's value a post takes over, rule by rule; on both engines."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_engines import counted, run

from assets.transforms.relational.survivorship import SURVIVORSHIP, _merged, survive, winners
from schemas import STAGING

_RULED = {
    c: t
    for c, t in STAGING["stg.observation"].polars_schema.items()
    if any(c in r.columns for r in SURVIVORSHIP)
}
_SCHEMA: dict[str, Any] = {
    "post_key": pl.Int64,
    "channel_key": pl.Int64,
    "message_id": pl.Int64,
    "dump_key": pl.Int64,
    "record_index": pl.Int64,
    "copy_count": pl.Int64,
    "copy_rank": pl.Int64,
    "recency": pl.Int64,
    "age": pl.Int64,
    "edited_at": pl.Datetime("us"),
    "is_forward": pl.Boolean,
    "forward_from_channel_key": pl.Int64,
    **_RULED,
}
_BY = {rule.rank: rule.columns for rule in SURVIVORSHIP}
_NO_TIME = {"posted_precision": "unknown", "date_method": "none", "is_zone_assumed": False}


def _copy(rank: int, recency: int, **more: Any) -> dict[str, Any]:
    row = {"post_key": 1, "channel_key": 5, "dump_key": rank, "record_index": rank * 10, "copy_rank": rank}
    return row | {"recency": recency, "age": -recency, "is_forward": False} | _NO_TIME | more


def _survived(*copies: dict[str, Any]) -> dict[str, Any]:
    [row] = run(survive, (counted(copies), _SCHEMA))
    return row


def _at(year: int) -> datetime:
    return datetime(year, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere


def _value(column: str, number: int) -> Any:
    return f"v{number}" if _SCHEMA[column] == pl.String else number


def test_each_rule_is_known_here() -> None:
    """A new rule, or one on another order, needs tests of its own."""
    assert {rule.rank: rule.is_taken_whole for rule in SURVIVORSHIP} == {
        "copy_rank": False,
        "time_rank": True,
        "recency_rank": False,
    }
    columns = [c for rule in SURVIVORSHIP for c in rule.columns]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize("column", _BY["copy_rank"])
def test_the_best_copy_that_states_it_wins(column: str) -> None:
    second, third = _value(column, 2), _value(column, 3)
    found = _survived(_copy(3, 1, **{column: third}), _copy(1, 3), _copy(2, 2, **{column: second}))
    assert found[column] == second
    assert _survived(_copy(1, 1), _copy(2, 2))[column] is None


@pytest.mark.parametrize("column", _BY["recency_rank"])
def test_the_newest_capture_that_states_it_wins(column: str) -> None:
    found = _survived(_copy(1, 9, **{column: 100}), _copy(2, 3, **{column: 40}), _copy(3, 1))
    assert found[column] == 40  # a smaller, newer count: reactions and views may be taken back
    assert _survived(_copy(1, 1), _copy(2, 2))[column] is None


_EXACT = {"posted_at": _at(2020), "posted_precision": "second", "date_method": "source"}
_ASSUMED = {
    "posted_at": _at(2021),
    "posted_precision": "minute",
    "date_method": "source",
    "is_zone_assumed": True,
}
_DAY = {
    "posted_precision": "day",
    "posted_earliest_date": date(2022, 1, 1),
    "posted_latest_date": date(2022, 1, 1),
    "date_method": "header",
}
_BEFORE = {
    "posted_precision": "range",
    "posted_latest_date": date(2023, 1, 1),
    "date_method": "order_bracket",
}


@pytest.mark.parametrize(
    ("better", "worse"),
    [(_EXACT, _ASSUMED), (_EXACT, _DAY), (_ASSUMED, _DAY), (_ASSUMED, _BEFORE), (_DAY, {}), (_BEFORE, {})],
    ids=["zone", "instant", "assumed", "assumed over range", "day", "range"],
)
def test_the_copy_that_knows_the_time_best_gives_all_of_it(
    better: dict[str, Any], worse: dict[str, Any]
) -> None:
    found = _survived(_copy(1, 1, **worse), _copy(2, 9, **better))
    expected = dict.fromkeys(_BY["time_rank"]) | _NO_TIME | better
    assert {c: found[c] for c in _BY["time_rank"]} == expected


@pytest.mark.parametrize("known", [_EXACT, _ASSUMED, _DAY, {}])
def test_of_equal_knowledge_the_newest_capture_wins(known: dict[str, Any]) -> None:
    other = known | {"date_method": "analyst"}
    found = _survived(_copy(1, 9, **known), _copy(2, 1, **other))
    assert found["date_method"] == "analyst"


def test_places_counts_and_flags() -> None:
    found = _survived(
        _copy(1, 5, edited_at=_at(2020), message_id=7),
        _copy(2, 1, edited_at=_at(2022), message_id=7, is_forward=True),
        _copy(3, 9, message_id=7),
    )
    assert (found["winner_dump_key"], found["winner_record_index"]) == (1, 10)
    assert (found["first_dump_key"], found["last_dump_key"]) == (3, 2)
    assert (found["observation_count"], found["edited_at"], found["is_forward"]) == (3, _at(2022), True)
    assert (found["channel_key"], found["message_id"]) == (5, 7)


def test_posts_do_not_mix() -> None:
    rows = [_copy(1, 1, title="a"), _copy(2, 2, post_key=2, copy_rank=1, view_count=3)]
    found = run(survive, (counted(rows), _SCHEMA))
    assert [(r["post_key"], r["title"], r["view_count"]) for r in found] == [(1, "a", None), (2, None, 3)]


_MAYBE = st.sampled_from([None, 1, 2])
_TIMES = st.sampled_from([_EXACT, _ASSUMED, _DAY, _BEFORE, {}])


@settings(max_examples=5)
@given(
    st.lists(st.tuples(st.integers(1, 3), _MAYBE, _MAYBE, _TIMES, st.booleans()), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_posts_do_not_depend_on_the_order_of_rows(copies: list[Any], random: Any) -> None:
    rows = [
        _copy(rank, recency, view_count=views, series_part=part, is_forward=forward, **time)
        for rank, (recency, views, part, time, forward) in enumerate(copies, start=1)
    ]
    assert _survived(*random.sample(rows, len(rows))) == _survived(*rows)


@pytest.mark.parametrize("time", [_EXACT, _ASSUMED, _DAY, _BEFORE, {}])
def test_a_post_of_one_copy_is_what_merging_its_copies_gives(time: dict[str, Any]) -> None:
    stated = {c: _value(c, 3) for c, t in _RULED.items() if t in (pl.String, pl.Int64) and c not in _NO_TIME}
    rows = counted([_copy(1, 5, **stated | time, message_id=7, edited_at=_at(2020), is_forward=True)])
    assert run(survive, (rows, _SCHEMA)) == run(_merged, (rows, _SCHEMA))


def test_winners_are_the_copies_that_the_values_come_from() -> None:
    copies = [
        _copy(1, 3, title="a", **_ASSUMED),
        _copy(2, 1, title="b", media_kind="photo", view_count=9, **_EXACT),
        _copy(3, 2, view_count=5, forward_count=1),
    ]
    post = _survived(*copies)
    found = {row["column"]: row["dump_key"] for row in run(winners, (copies, _SCHEMA))}
    assert (found["title"], found["media_kind"], found["posted_at"], found["text"]) == (1, 2, 2, 1)
    assert (found["view_count"], found["forward_count"]) == (2, 3)
    assert "author_signature" not in found  # no copy states it
    for column, dump in found.items():
        assert column == "text" or post[column] == copies[dump - 1].get(column)
