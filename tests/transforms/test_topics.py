"""Hashtags as topics: one however it is typed, called as people write it most."""

import polars as pl

from assets.transforms.topics.hashtags import labelled_hashtags


def test_hashtags_are_labelled_as_people_write_them_most() -> None:
    uses = pl.DataFrame(
        [("حکمرانی_خوب", 2), ("حكمرانی_خوب", 1), ("B", 4), ("b", 4), ("ـ", 9)],
        schema={"entity_value": pl.String, "uses": pl.Int64},
        orient="row",
    )
    found = labelled_hashtags(uses)
    assert dict(found.select("topic_name", "topic_label").iter_rows()) == {
        "حکمرانیخوب": "حکمرانی_خوب",
        "b": "B",  # as often as the other: the smaller
    }
    assert found["topic_key"].is_unique().all()
    assert found.equals(labelled_hashtags(uses.reverse()))
