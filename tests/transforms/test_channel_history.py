"""Periods of channels: what dumps say, in whatever order they come."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms.channel_history import FOREVER, channel_versions
from schemas import PUBLISHED, STAGING
from schemas.vocabulary import TELEGRAM_LAUNCH

_STATED = STAGING["stg.channel"].polars_schema | {"captured_at": pl.Datetime("us")}
_REFS = pl.DataFrame({"channel_ref": ["id:5", "name:x"], "channel_key": [50, 50]})


def _day(day: int) -> datetime:
    return datetime(2024, 5, day)  # noqa: DTZ001 - naive UTC


def _said(dump: int, day: int | None, name: str | None, **more: Any) -> dict[str, Any]:
    taken = None if day is None else _day(day)
    return {
        "dump_key": dump, "channel_ref": "id:5", "channel_name": name, "is_inferred": False, "captured_at": taken,
    } | more  # fmt: skip


def _channels(name: str, handle: str | None = None) -> pl.DataFrame:
    rows = [(0, None, None, "unknown"), (-1, None, None, "not applicable"), (50, 5, handle, name)]
    columns = ["channel_key", "telegram_id", "handle", "channel_name"]
    frame = pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={"handle": pl.String})
    return frame.with_columns(channel_type=pl.lit(None, pl.String))


def _versions(said: list[dict[str, Any]], name: str, handle: str | None = None) -> list[tuple[Any, ...]]:
    found = channel_versions(pl.DataFrame(said, schema=_STATED), _REFS, _channels(name, handle))
    contract = PUBLISHED["core.dim_channel_version"]
    contract.model.validate(found.cast(contract.polars_schema), lazy=True)
    assert found.filter(pl.col("channel_key") <= 0).height == 2
    own = found.filter(pl.col("channel_key") == 50)
    return own.select("channel_name", "handle", "valid_from", "valid_to", "is_current").rows()


def test_a_new_title_begins_a_period() -> None:
    said = [_said(1, 1, "old"), _said(2, 3, "old"), _said(3, 5, "new"), _said(4, 7, "new")]
    assert _versions(said, "new") == [
        ("old", None, TELEGRAM_LAUNCH, _day(5), False),
        ("new", None, _day(5), FOREVER, True),
    ]


def test_a_title_that_comes_back_is_a_period_of_its_own() -> None:
    said = [_said(1, 1, "a"), _said(2, 2, "b"), _said(3, 3, "a")]
    assert [row[0] for row in _versions(said, "a")] == ["a", "b", "a"]


def test_what_a_dump_does_not_state_is_as_its_neighbours_say() -> None:
    said = [
        _said(1, 1, "old"),
        _said(2, 2, None, handle="baker"),
        _said(3, 3, "old"),
        _said(4, 4, "new", handle="baker2"),
    ]
    assert [row[:2] for row in _versions(said, "new", "baker2")] == [("old", "baker"), ("new", "baker2")]


@pytest.mark.parametrize(
    "said",
    [
        [],
        [_said(1, None, "old")],  # nobody knows when
        [_said(1, 1, "guessed", is_inferred=True), _said(2, 2, "now")],
        [_said(1, 1, None, handle="baker")],
    ],
)
def test_one_period(said: list[dict[str, Any]]) -> None:
    assert _versions(said, "now") == [("now", None, TELEGRAM_LAUNCH, FOREVER, True)]


def test_a_title_that_nobody_knows_of_an_old_handle_is_that_of_now() -> None:
    said = [_said(1, 1, None, handle="one"), _said(2, 2, None, handle="two")]
    assert [row[:2] for row in _versions(said, "now", "two")] == [("now", "one"), ("now", "two")]


@given(order=st.permutations(range(6)))
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    said = [
        _said(1, 1, "a"), _said(2, 3, "b"), _said(3, 3, "c"), _said(4, 5, "c", handle="x"), _said(5, None, "d"),
        _said(6, 7, "e", channel_ref="name:x"),
    ]  # fmt: skip
    assert _versions([said[i] for i in order], "e") == _versions(said, "e")
