"""The mart of emerging topics: the newest complete period of each calendar, and who rises or fades in it."""

from datetime import date, timedelta

import pytest
from mart_samples import Row, build_all, load, post, read, sample, spoken, topic

SATURDAY = date(2023, 1, 7)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Seventy weeks of ten posts: one topic rises in the last four, one ends there, one is steady.

    After them stands a Saturday on which everything is about the steady one: a week that is not complete.
    """
    given = sample().add("core.dim_topic", topic(7, "fading"), topic(8, "steady"), topic(9, "rising"))
    for week in range(70):
        keys = range(week * 10 + 1, week * 10 + 11)
        days = [SATURDAY + timedelta(weeks=week, days=n % 7) for n in range(10)]
        given.add_posts(*(post(k, day) for k, day in zip(keys, days, strict=True)))
        is_late = week >= 66
        given.add("core.fact_post_topic", *(spoken(k, 7) for k in keys[: 0 if is_late else 4]))
        given.add("core.fact_post_topic", *(spoken(k, 8) for k in keys[:2]))
        given.add("core.fact_post_topic", *(spoken(k, 9) for k in keys[: 5 if is_late else week % 2]))
    given.add_posts(*(post(k, SATURDAY + timedelta(weeks=70)) for k in range(701, 741)))
    given.add("core.fact_post_topic", *(spoken(k, 8) for k in range(701, 741)))
    folder = tmp_path_factory.mktemp("emerging")
    con = load(given, folder)
    build_all(con, folder)
    return read(con, "mart.topic_emerging")


@pytest.mark.parametrize(("channel_key", "name"), [(-1, "all channels"), (1, "channel 1")])
def test_the_newest_complete_week_shows_who_rises_and_who_fades(
    rows: list[Row], channel_key: int, name: str
) -> None:
    found = {r["direction"]: r for r in rows if r["axis"] == "week" and r["channel_key"] == channel_key}
    assert {d: (r["topic_label"], r["direction_rank"]) for d, r in found.items()} == {
        "emerging": ("rising", 1), "fading": ("fading", 1),
    }  # fmt: skip
    assert {r["period_key"] for r in found.values()} == {20240504}
    assert {r["channel_name"] for r in found.values()} == {name}
    assert min(r["score"] for r in found.values()) >= 2


def test_a_month_is_complete_after_its_last_day(rows: list[Row]) -> None:
    # The last post is of 11 May 2024, 22 Ordibehesht 1403.
    newest = {r["axis"]: r["period_key"] for r in rows if r["axis"] != "week"}
    assert newest == {"month": 202404, "jalali_month": 140301}
