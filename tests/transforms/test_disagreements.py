"""Dumps that contradict each other about a message; on both engines."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from two_engines import counted, run

from assets.transforms.relational.disagreements import TEXTS, TIMES, contradictions, disagreements

_SCHEMA = {
    "post_key": pl.Int64,
    "dump_key": pl.Int64,
    "copy_count": pl.Int64,
    "message_id": pl.Int64,
    "posted_at": pl.Datetime("us"),
    "is_zone_assumed": pl.Boolean,
    "edited_at": pl.Datetime("us"),
    "content_id": pl.String,
    "copy_kind": pl.String,
}
_MORNING, _NOON = datetime(2024, 5, 1, 8), datetime(2024, 5, 1, 12)  # noqa: DTZ001 - naive UTC


def _copy(dump: int, **more: Any) -> dict[str, Any]:
    return {
        "post_key": 7, "dump_key": dump, "message_id": 1, "posted_at": _MORNING, "is_zone_assumed": False,
        "edited_at": None, "content_id": "a", "copy_kind": "exact_copy",
    } | more  # fmt: skip


def _found(*copies: dict[str, Any]) -> list[tuple[int, str, int, int]]:
    rows = run(lambda frame: disagreements(contradictions(frame)), (counted(copies), _SCHEMA))
    return [(r["dump_key"], r["finding"], r["failed_count"], r["example_key"]) for r in rows]


def test_two_times_of_one_message_are_told_of_both_dumps() -> None:
    assert _found(_copy(1), _copy(2, posted_at=_NOON)) == [(1, TIMES, 1, 7), (2, TIMES, 1, 7)]


def test_two_texts_of_one_message_are_told_where_nobody_states_an_edit() -> None:
    copies = [_copy(1), _copy(2, content_id="b"), _copy(3, post_key=8, message_id=2)]
    assert _found(*copies) == [(1, TEXTS, 1, 7), (2, TEXTS, 1, 7)]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"posted_at": _NOON, "is_zone_assumed": True},  # the zone is a guess, the message the same
        {"posted_at": None},
        {"content_id": "b", "edited_at": _NOON},
        {"content_id": None},  # a poll or an album part without its caption here
        {"content_id": "b", "copy_kind": "titleless_copy"},
        {"content_id": "b", "message_id": None, "post_key": 9},
    ],
)
def test_what_is_no_contradiction(other: dict[str, Any]) -> None:
    assert _found(_copy(1), _copy(2, **other)) == []
