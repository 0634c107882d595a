"""Channels known by title in one dump and by id in another are joined by their messages, never by name."""

from hashlib import sha256

import polars as pl
import pytest

from assets.transforms.twins import accepted_twins, compare_references, look_alikes


def observations(**texts: dict[int, str]) -> pl.LazyFrame:
    """One row per reference (`name_x` stands for `name:x`) and message id with its content."""
    rows = [
        (ref.replace("_", ":", 1), message, content and sha256(content.encode()).hexdigest()[:32])
        for ref, messages in texts.items()
        for message, content in messages.items()
    ]
    return pl.LazyFrame(rows, schema=["channel_ref", "message_id", "content_id"], orient="row")


SAME = {n: f"text {n}" for n in range(5)}


def accepted(frame: pl.LazyFrame) -> list[tuple[str, str]]:
    return list(accepted_twins(compare_references(frame)).iter_rows())


def test_the_same_messages_join_a_title_with_an_id() -> None:
    assert accepted(observations(name_a=SAME, id_5=SAME)) == [("name:a", "id:5")]


def test_an_edited_post_does_not_part_twins() -> None:
    many = {n: f"text {n}" for n in range(20)}
    assert accepted(observations(name_a=many, id_5=many | {3: "edited"})) == [("name:a", "id:5")]


@pytest.mark.parametrize(
    "other",
    [
        {n: f"another {n}" for n in range(5)},  # same ids, other texts: every channel has a message 1
        {100 + n: f"text {n}" for n in range(5)},  # same texts, other ids: a repost
        {0: "text 0", 1: "text 1"},  # too few
        {0: "text 0", 1: "text 1", 2: "text 2", 3: "x", 4: "y"},  # too many differ
    ],
)
def test_less_than_that_joins_nothing(other: dict[int, str]) -> None:
    assert accepted(observations(name_a=SAME, id_5=other)) == []


def test_a_title_that_fits_two_known_channels_is_left_alone() -> None:
    assert accepted(observations(name_a=SAME, id_5=SAME, id_6=SAME)) == []


def test_two_known_channels_are_never_joined_by_content() -> None:
    assert accepted(observations(handle_a=SAME, id_5=SAME)) == []


def test_what_resembles_and_was_not_joined_is_reported() -> None:
    pairs = compare_references(observations(name_a={0: "text 0"}, id_5={0: "text 0"}, id_6=SAME))
    stated = pl.DataFrame(
        {"channel_ref": ["id:5", "id:6", "name:b"], "channel_name": ["News", "News", "Other"]}
    )
    resolved = pl.DataFrame(
        {"channel_ref": ["name:a", "id:5", "id:6", "name:b"], "channel_key": [1, 2, 3, 4]}
    )
    found = look_alikes(pairs, stated, resolved)
    assert found.rows() == [
        ("id:5 and id:6", 0, "the titles are equal"),
        ("id:5 and name:a", 1, "1 messages agree, 0 disagree"),
        ("id:6 and name:a", 1, "1 messages agree, 0 disagree"),
    ]


def test_an_id_and_a_handle_with_the_same_messages_are_reported() -> None:
    few = {0: "text 0", 1: "text 1"}
    pairs = compare_references(observations(handle_a=SAME, id_5=SAME | {4: "edited"}, id_6=few))
    stated = pl.DataFrame(schema={"channel_ref": pl.String, "channel_name": pl.String})
    resolved = pl.DataFrame({"channel_ref": ["handle:a", "id:5", "id:6"], "channel_key": [1, 2, 3]})
    found = look_alikes(pairs, stated, resolved)
    assert found.rows() == [("handle:a and id:5", 4, "4 messages agree, 1 disagree")]


def test_what_was_joined_is_not_reported() -> None:
    pairs = compare_references(observations(name_a=SAME, id_5=SAME))
    stated = pl.DataFrame({"channel_ref": ["name:a", "id:5"], "channel_name": ["A", "A"]})
    resolved = pl.DataFrame({"channel_ref": ["name:a", "id:5"], "channel_key": [2, 2]})
    assert look_alikes(pairs, stated, resolved).is_empty()
