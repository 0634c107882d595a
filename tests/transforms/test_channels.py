"""Which references mean one channel, whatever their order."""

from collections.abc import Sequence
from datetime import datetime
from itertools import permutations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.transforms.channels import KnownChannel, ResolvedChannels, reference_of, resolve_channels

_SCHEMA = {
    "dump_key": pl.Int64,
    "channel_ref": pl.String,
    "telegram_id": pl.Int64,
    "handle": pl.String,
    "channel_name": pl.String,
    "channel_type": pl.String,
    "is_inferred": pl.Boolean,
    "captured_at": pl.Datetime("us"),
}


def _said(dump: int, ref: str, **more: Any) -> dict[str, Any]:
    return {"dump_key": dump, "channel_ref": ref, "is_inferred": False, **more}


def _resolve(
    rows: Sequence[dict[str, Any]], mentioned: Sequence[str] = (), known: Sequence[KnownChannel] = ()
) -> ResolvedChannels:
    return resolve_channels(pl.DataFrame(list(rows), schema=_SCHEMA), mentioned, known)


def _groups(resolved: ResolvedChannels) -> set[frozenset[str]]:
    found = resolved.refs.group_by("channel_key").agg("channel_ref")
    return {frozenset(refs) for refs in found["channel_ref"].to_list()}


def _rows(resolved: ResolvedChannels) -> list[dict[str, Any]]:
    return resolved.channels.filter(pl.col("channel_key") > 0).rows(named=True)


def _year(year: int) -> datetime:
    return datetime(year, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere


@pytest.mark.parametrize(
    ("known", "reference"),
    [
        ((5, "Arman", "آرمان"), "id:5"),
        ((None, "Arman", "آرمان"), "handle:arman"),
        ((None, None, "آرمان‌گرام ۱"), "name:آرمانگرام1"),
        ((None, "", "🔰"), None),
        ((None, None, ""), None),
        ((None, None, None), None),
    ],
)
def test_reference_of(known: tuple[int | None, str | None, str | None], reference: str | None) -> None:
    assert reference_of(*known) == reference


def test_id_and_handle_join_and_a_name_does_not() -> None:
    rows = [
        _said(1, "id:5", telegram_id=5, handle="arman", channel_name="آرمان"),
        _said(2, "handle:arman", handle="arman", channel_name="آرمان"),
        _said(3, "name:آرمان", channel_name="آرمان"),
        _said(4, "id:6", telegram_id=6, channel_name="آرمان"),
    ]
    assert _groups(_resolve(rows)) == {
        frozenset({"id:5", "handle:arman"}),
        frozenset({"name:آرمان"}),
        frozenset({"id:6"}),
    }


def test_a_chain_of_shared_ids_and_handles_is_one_channel() -> None:
    rows = [
        _said(1, "id:5", telegram_id=5, handle="a_b"),
        _said(2, "handle:c_d", telegram_id=5, handle="c_d"),
    ]
    resolved = _resolve(rows, mentioned=["handle:a_b", "id:9"])
    assert _groups(resolved) == {frozenset({"id:5", "handle:a_b", "handle:c_d"}), frozenset({"id:9"})}


def test_configuration_joins_aliases() -> None:
    known = [KnownChannel(("name:آرمان", "handle:old_name", "id:5"), 5, "arman", "آرمان‌گرام")]
    resolved = _resolve(
        [_said(1, "name:آرمان", channel_name="آرمان", is_inferred=True)], ["handle:arman"], known
    )
    [row] = _rows(resolved)
    assert _groups(resolved) == {frozenset({"name:آرمان", "handle:old_name", "id:5", "handle:arman"})}
    assert (row["telegram_id"], row["channel_name"], row["is_inferred"]) == (5, "آرمان‌گرام", False)


def test_the_key_is_of_the_strongest_reference() -> None:
    alone = _resolve([], ["id:5"])
    joined = _resolve([_said(1, "handle:arman", telegram_id=5, handle="Arman")])
    by_handle = _resolve([], ["handle:arman"])
    assert _rows(alone)[0]["channel_key"] == _rows(joined)[0]["channel_key"]
    assert _rows(by_handle)[0]["channel_key"] != _rows(joined)[0]["channel_key"]


def test_attributes_are_of_the_newest_statement_and_inferred_ones_are_last() -> None:
    rows = [
        _said(1, "id:5", channel_name="older", channel_type="public_channel", captured_at=_year(2020)),
        _said(2, "id:5", channel_name="newer", handle="arman", captured_at=_year(2024)),
        _said(3, "id:5", channel_name="unknown when"),
        _said(4, "id:5", channel_name="guess", captured_at=_year(2025), is_inferred=True),
    ]
    for order in permutations(rows):
        [row] = _rows(_resolve(order))
        assert (row["channel_name"], row["handle"], row["channel_type"]) == (
            "newer",
            "arman",
            "public_channel",
        )
        assert row["is_inferred"] is False


def test_two_statements_of_one_dump_are_ordered_too() -> None:
    rows = [
        _said(1, "id:5", handle="arman", channel_name="one"),
        _said(1, "handle:arman", channel_name="two"),
    ]
    names = {_rows(_resolve(order))[0]["channel_name"] for order in permutations(rows)}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("refs", "name"),
    [(["handle:arman"], "arman"), (["id:77"], "77"), (["name:آرمان"], "آرمان")],
)
def test_a_channel_that_is_only_mentioned_is_inferred_and_has_a_name(refs: list[str], name: str) -> None:
    [row] = _rows(_resolve([], refs))
    assert (row["channel_name"], row["is_inferred"]) == (name, True)


def test_reserved_rows_are_there_without_any_dump() -> None:
    resolved = _resolve([])
    assert resolved.channels["channel_key"].to_list() == [0, -1]
    assert resolved.refs.is_empty()


_REFS = ["id:1", "id:2", "id:10", "handle:aaa", "handle:bbb", "name:x", "name:y"]
_STATEMENTS = st.lists(
    st.builds(
        _said,
        st.integers(1, 3),
        st.sampled_from(_REFS),
        telegram_id=st.sampled_from([None, 1, 2, 10]),
        handle=st.sampled_from([None, "aaa", "bbb"]),
        channel_name=st.sampled_from([None, "p", "q"]),
        channel_type=st.sampled_from([None, "public_channel", "private_channel"]),
        is_inferred=st.booleans(),
        captured_at=st.sampled_from([None, _year(2020), _year(2024)]),
    ),
    max_size=8,
    unique_by=lambda r: (r["dump_key"], r["channel_ref"]),
)


@given(_STATEMENTS, st.lists(st.sampled_from(_REFS), max_size=4), st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_order(
    rows: list[dict[str, Any]], mentioned: list[str], random: Any
) -> None:
    known = [KnownChannel(("name:x",), None, "aaa", None), KnownChannel(("name:y", "id:2"))]
    before = _resolve(rows, mentioned, known)
    shuffled = [random.sample(x, len(x)) for x in (rows, mentioned, known)]
    after = _resolve(*shuffled)
    assert before.channels.equals(after.channels)
    assert before.refs.equals(after.refs)
    assert before.refs["channel_ref"].is_unique().all()
