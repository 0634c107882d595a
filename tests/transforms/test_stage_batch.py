"""From an adapter's batch to staged tables: nothing is lost on the way."""

from datetime import datetime
from typing import Any

import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.formats.base import BatchBuilder, ParseOptions
from assets.transforms.stage import stage_batch
from schemas import STAGING

_KEY = 77
_YEAR = datetime(2024, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere


def _staged(builder: BatchBuilder, **options: Any) -> dict[str, pl.DataFrame]:
    return stage_batch(builder.flush(), _KEY, ParseOptions(**options))


def _one(**fields: Any) -> dict[str, Any]:
    """The staged observation of one record."""
    builder = BatchBuilder()
    builder.observation(**({"record_locator": "/0", "text": "متن"} | fields))
    return _staged(builder)["stg.observation"].row(0, named=True)


def test_an_empty_batch_gives_all_tables() -> None:
    tables = _staged(BatchBuilder())
    assert {name: frame.schema for name, frame in tables.items()} == {
        name: contract.polars_schema for name, contract in STAGING.items()
    }
    assert all(frame.is_empty() for frame in tables.values())


def test_what_follows_from_a_record_is_added() -> None:
    row = _one(text="عنوان\nپست ۱ از ۲\nمتنی که بیش از بیست نویسه دارد", title="  عنوان ")
    assert (row["dump_key"], row["record_index"], row["record_locator"]) == (_KEY, 0, "/0")
    assert (row["char_count"], row["word_count"]) == (47, 12)
    assert (row["series_part"], row["series_total"], row["title"]) == (1, 2, "عنوان")
    assert (row["is_forward"], row["is_view_count_rounded"], row["confidence"]) == (False, False, 1.0)
    assert row["content_id"] != row["body_content_id"]


def test_boiler_plate_is_no_part_of_the_keys() -> None:
    signed = _one(text="متن\n@arman", content_text="متن")
    assert signed["content_id"] == _one(text="متن")["content_id"]
    assert signed["text"] == "متن\n@arman"


def test_an_empty_title_is_none() -> None:
    assert _one(title="  ")["title"] is None


@pytest.mark.parametrize(("own", "known"), [(None, _YEAR), (datetime(2020, 1, 1), datetime(2020, 1, 1))])  # noqa: DTZ001
def test_capture_time_of_the_dump_fills_in(own: datetime | None, known: datetime) -> None:
    builder = BatchBuilder()
    builder.observation(record_locator="/0", text="متن", captured_at=own)
    assert _staged(builder, captured_at=_YEAR)["stg.observation"]["captured_at"].to_list() == [known]


def test_a_rejected_record_goes_to_quarantine_with_its_raw_text_and_its_children() -> None:
    builder = BatchBuilder()
    good = builder.observation(record_locator="/0", text="#خوب", view_count=1)
    bad = builder.observation(
        record_locator="/1", text="#بد", view_count=-1, raw='{"views": -1}', confidence=2.0
    )
    spanned = builder.observation(record_locator="/2", text="#سوم", reply_count=-5, byte_start=3, byte_end=9)
    for index in (good, bad, spanned):
        builder.reaction(index, "👍", 1)
        builder.entity(index, "mention", "arman")
    tables = _staged(builder)
    assert tables["stg.observation"]["record_index"].to_list() == [good]
    columns = ["record_index", "record_kind", "record_locator", "byte_start", "byte_end", "raw_text"]
    assert tables["stg.excluded"].select(columns).rows() == [
        (bad, "quarantined", "/1", None, None, '{"views": -1}'),
        (spanned, "quarantined", "/2", 3, 9, "#سوم"),
    ]
    reasons = tables["stg.rejection"].select("record_index", "reason", "column_name", "failure_case")
    assert set(reasons.rows()) == {
        (bad, "view_count:greater_than_or_equal_to", "view_count", "-1"),
        (bad, "confidence:less_than_or_equal_to", "confidence", "2.0"),
        (spanned, "reply_count:greater_than_or_equal_to", "reply_count", "-5"),
    }
    assert tables["stg.reaction"]["record_index"].to_list() == [good]
    assert tables["stg.entity"]["record_index"].unique().to_list() == [good]


def test_a_record_without_text_is_rejected_once_for_each_reason() -> None:
    builder = BatchBuilder()
    builder.observation(record_locator="/0", raw="{}")
    rejection = _staged(builder)["stg.rejection"]
    assert "text:not_nullable" in rejection["reason"].to_list()
    assert rejection["reason"].is_unique().all()


def test_what_the_adapter_rejects_is_kept_beside_what_the_contract_rejects() -> None:
    builder = BatchBuilder()
    builder.reject("undecodable", "the text can be decoded", "/0", raw_text="\\xff")
    builder.observation(record_locator="/1", text="متن", view_count=-1)
    tables = _staged(builder)
    assert tables["stg.rejection"]["record_index"].to_list() == [0, 1]
    assert tables["stg.excluded"]["record_kind"].to_list() == ["quarantined"] * 2


def test_entities_are_sought_only_where_the_source_states_none() -> None:
    builder = BatchBuilder()
    stated = builder.observation(record_locator="/0", text="#a #b", has_source_entities=True)
    builder.entity(stated, "hashtag", "a")
    builder.entity(stated, "hashtag", "")
    builder.observation(record_locator="/1", text="#c")
    rows = _staged(builder)["stg.entity"].select("record_index", "entity_value").rows()
    assert rows == [(0, "a"), (1, "c")]


def test_a_reaction_that_is_listed_twice_is_added_up() -> None:
    builder = BatchBuilder()
    index = builder.observation(record_locator="/0", text="متن")
    builder.reaction(index, "👍", 2)
    builder.reaction(index, "👍", 3)
    assert _staged(builder)["stg.reaction"].select("reaction", "reaction_count").rows() == [("👍", 5)]


def test_a_channel_that_is_stated_twice_is_one_row() -> None:
    builder = BatchBuilder()
    builder.channel("id:5", telegram_id=5, name="نام نو")
    builder.channel("id:5", telegram_id=5, name="نام کهنه", handle="arman")
    builder.channel("id:6", telegram_id=6)
    columns = ["channel_ref", "handle", "channel_name"]
    rows = _staged(builder)["stg.channel"].select(columns).rows()
    assert rows == [("id:5", "arman", "نام نو"), ("id:6", None, None)]


def test_findings_of_a_kind_add_up() -> None:
    builder = BatchBuilder()
    builder.finding("unknown_field", "x", example="1")
    builder.finding("unknown_field", "x", count=4, example="2")
    columns = ["finding", "subject", "failed_count", "example_value"]
    assert _staged(builder)["stg.finding"].select(columns).rows() == [("unknown_field", "x", 5, "1")]


def test_a_fault_of_an_adapter_is_an_error_and_no_quarantine() -> None:
    builder = BatchBuilder()
    builder.exclude("artifact", "/0", kind="no such kind")
    with pytest.raises(pandera.errors.SchemaErrors):
        _staged(builder)


_RECORDS = st.lists(
    st.sampled_from(["post", "broken", "twice broken", "service", "artifact", "unreadable"]), max_size=12
)


def _add(builder: BatchBuilder, kind: str) -> None:
    locator = f"/{builder.next_index}"
    if kind == "service":
        builder.exclude("service", locator, kind="pin_message")
    elif kind == "artifact":
        builder.exclude("artifact", locator, kind="separator")
    elif kind == "unreadable":
        builder.reject("undecodable", "the text can be decoded", locator)
    else:
        views = 5 if kind == "post" else -5
        replies = -1 if kind == "twice broken" else None
        index = builder.observation(
            record_locator=locator, text=f"#{kind}", view_count=views, reply_count=replies
        )
        builder.reaction(index, "👍", 1)


@settings(max_examples=6)
@given(st.lists(_RECORDS, min_size=1, max_size=2))
def test_every_record_has_exactly_one_whereabout(batches: list[list[str]]) -> None:
    builder = BatchBuilder()
    found: list[int] = []
    record_count = 0
    for records in batches:
        for kind in records:
            _add(builder, kind)
        batch = builder.flush()
        record_count += batch.record_count
        tables = stage_batch(batch, _KEY, ParseOptions())
        found += tables["stg.observation"]["record_index"].to_list()
        found += tables["stg.excluded"]["record_index"].to_list()
        quarantined = tables["stg.excluded"].filter(pl.col("record_kind") == "quarantined")["record_index"]
        assert set(tables["stg.rejection"]["record_index"]) == set(quarantined)
        assert (
            tables["stg.reaction"]["record_index"].to_list()
            == tables["stg.observation"]["record_index"].to_list()
        )
    kinds = [kind for records in batches for kind in records]
    assert sorted(found) == list(range(len(kinds)))
    assert record_count == len(kinds)
