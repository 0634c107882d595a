"""Quirks that belong to no single format: overlapping captures, names of channels, twins, drift.

Each test hands small dumps of one invented channel over and looks at the core tables; nothing is published
except where a view of the release is asked.
"""

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Warehouse
from small_dumps import (
    CHANNEL_ID,
    FIRST,
    TEXTS,
    export,
    export_row,
    page,
    posted,
    sidecar,
    some,
    table,
    telethon,
    web,
)

from assets.steps.quality import build_quality
from assets.steps.workspace import Workspace


def posts(workspace: Workspace, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of the posts, by message id."""
    frame = pl.read_parquet(workspace.table_files("core.fact_post"))
    return frame.sort("message_id", "content_id", nulls_last=True).select(columns).rows()


def copies(workspace: Workspace) -> dict[str, int]:
    """How many observations of each kind there are."""
    frame = pl.read_parquet(workspace.table_files("core.fact_post_observation"))
    return dict(frame["copy_kind"].value_counts().iter_rows())


def channels(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Number and handle of the channels there are."""
    frame = pl.read_parquet(workspace.table_files("core.dim_channel")).filter(pl.col("channel_key") > 0)
    return frame.select("telegram_id", "handle").sort("telegram_id", "handle", nulls_last=True).rows()


def look_alikes(workspace: Workspace) -> list[tuple[str, str]]:
    """Which references resemble each other, and why."""
    build_quality(workspace)
    found = pl.read_parquet(workspace.table("dq.finding")).filter(pl.col("finding") == "channel_look_alike")
    return sorted(found.select("subject", "example_value").rows())


@pytest.mark.parametrize("write", [export, page])
@pytest.mark.parametrize("is_later_first", [False, True])
def test_exports_that_overlap_are_one_channel_though_one_has_a_wrong_title(
    warehouse: Warehouse, tmp_path: Path, write: Any, is_later_first: bool
) -> None:
    name = "result.json" if write is export else "messages.html"
    title = {"name": "کانال دیگر"} if write is export else {"title": "کانال دیگر"}
    dumps = [write(tmp_path / "a" / name, some(*range(1, 7))),
             write(tmp_path / "b" / name, some(*range(4, 10)), **title)]  # fmt: skip
    workspace = warehouse.build(*(reversed(dumps) if is_later_first else dumps))
    assert posts(workspace, "message_id", "observation_count", "text") == [
        (n, 2 if n in (4, 5, 6) else 1, TEXTS[n]) for n in range(1, 10)
    ]
    assert copies(workspace) == {"original": 9, "exact_copy": 3}
    assert len(channels(workspace)) == 1


def test_of_five_captures_the_newest_counts(warehouse: Warehouse, tmp_path: Path) -> None:
    spellings = ("BaghcheNotes", "baghchenotes", "BAGHCHENOTES", "BaghcheNotes", "baghcheNotes")
    views = ("10", "900", "1.2K", "1.98K", "2,014")
    dumps = [
        web(
            tmp_path / f"{n}.html",
            some(1, 2),
            handle,
            captured=FIRST + timedelta(days=60, hours=n),
            views=seen,
        )
        for n, (handle, seen) in enumerate(zip(spellings, views, strict=True))
    ]
    workspace = warehouse.build(*(dumps[n] for n in (3, 0, 4, 2, 1)))
    assert posts(workspace, "message_id", "view_count", "observation_count") == [(1, 2014, 5), (2, 2014, 5)]
    assert channels(workspace) == [(CHANNEL_ID, "baghchenotes")]
    observed = pl.read_parquet(workspace.table_files("core.fact_post_observation"))
    assert sorted(observed["view_count"].unique()) == [10, 900, 1200, 1980, 2014]


def test_a_later_capture_of_fewer_fields_takes_nothing_away(warehouse: Warehouse, tmp_path: Path) -> None:
    # A JSON export has no views; it does not blank those of the web page before it.
    seen = web(tmp_path / "page.html", some(1), captured=FIRST + timedelta(days=30), views="77")
    later = sidecar(export(tmp_path / "result.json", some(1)), "captured_at = 2025-01-01T00:00:00Z\n")
    workspace = warehouse.build(seen, later)
    assert posts(workspace, "message_id", "view_count") == [(1, 77)]


def text_only(path: Path, *numbers: int) -> Path:
    """The texts of some messages, a blank line between them, and nothing else."""
    path.write_text("\n\n".join(some(*numbers).values()) + "\n", encoding="utf-8")
    return path


def test_a_text_only_twin_joins_the_numbered_posts_once_its_channel_is_stated(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    numbered = telethon(tmp_path / "channel.json", some(1, 2, 3, 4, 5))
    twin = sidecar(text_only(tmp_path / "texts.txt", 2, 3, 4, 9), f'channel = "{CHANNEL_ID}"\n')
    workspace = warehouse.build(twin, numbered)
    assert posts(workspace, "message_id", "observation_count") == [
        (1, 1), (2, 2), (3, 2), (4, 2), (5, 1), (None, 1),
    ]  # fmt: skip
    assert copies(workspace) == {"original": 6, "exact_copy": 3}


def test_a_text_only_twin_of_an_unknown_channel_is_not_joined_on_a_guess(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    numbered = telethon(tmp_path / "channel.json", some(1, 2, 3, 4, 5))
    workspace = warehouse.build(numbered, text_only(tmp_path / "texts.txt", 1, 2, 3, 4, 5))
    assert copies(workspace) == {"original": 10}
    assert channels(workspace) == [(CHANNEL_ID, None)]


def row(number: int, column: str, channel: str) -> list[dict[str, Any]]:
    """A table of one message that states its channel in one column."""
    return [
        {column: channel, "message_id": number, "date": posted(number).isoformat(), "text": TEXTS[number]}
    ]


CONFIG = f"""[[channel]]
name = "باغچه"
telegram_id = {CHANNEL_ID}
aliases = ["@BaghcheNotes", "باغچهٔ قدیمی"]
"""


def forms(folder: Path) -> dict[str, Path]:
    """One message each, of a channel that every dump calls by another name."""
    return {
        "bare id": export(folder / "1" / "result.json", some(1)),
        "peer of Telethon": telethon(folder / "2.json", some(2)),
        "packed id": export(folder / "3" / "result.json", some(3), id=8589934592 + CHANNEL_ID),
        "id of the Bot API": table(folder / "4.csv", row(4, "chat_id", f"-100{CHANNEL_ID}")),
        "word and id": table(folder / "5.csv", row(5, "channel_id", f"channel{CHANNEL_ID}")),
        "data-view": web(folder / "6.html", some(6)),
        "handle": web(folder / "7.html", some(7), "BAGHCHEnotes", channel_id=None),
        "handle in a table": table(folder / "8.csv", row(8, "channel_username", "@baghchenotes")),
        "former title": page(folder / "9" / "messages.html", some(9), title="باغچهٔ قدیمی"),
    }


def test_every_form_of_a_channel_s_name_is_one_channel(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.home.create()
    warehouse.home.config.write_text(CONFIG, encoding="utf-8")
    workspace = warehouse.build(*forms(tmp_path).values())
    assert posts(workspace, "message_id") == [(n,) for n in range(1, 10)]
    assert channels(workspace) == [(CHANNEL_ID, "baghchenotes")]


def test_without_configuration_data_view_joins_handle_and_id_and_a_title_stays_apart(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    workspace = warehouse.build(*forms(tmp_path).values())
    assert channels(workspace) == [(CHANNEL_ID, "baghchenotes"), (None, None)]
    frame = pl.read_parquet(workspace.table_files("core.fact_post"))
    sizes = frame.group_by("channel_key").len()["len"]
    assert sorted(sizes) == [1, 8]


def test_a_web_page_with_data_view_and_a_json_export_are_one_set_of_posts(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    dumps = [export(tmp_path / "result.json", some(1, 2, 3)), web(tmp_path / "page.html", some(2, 3, 4))]
    contents = []
    for order in itertools.permutations(dumps):
        fresh = Warehouse(type(warehouse.home)(tmp_path / f"home{len(contents)}"))
        workspace = fresh.build(*order)
        contents.append(posts(workspace, "post_key", "message_id", "observation_count", "view_count"))
        assert channels(workspace) == [(CHANNEL_ID, "baghchenotes")]
    assert [row[1:] for row in contents[0]] == [(1, 1, None), (2, 2, 12), (3, 2, 12), (4, 1, 12)]
    assert contents[0] == contents[1]


def test_a_title_that_resembles_is_reported_and_not_joined(warehouse: Warehouse, tmp_path: Path) -> None:
    # Two common messages may be a template of two channels; three would be taken as proof.
    dumps = [
        export(tmp_path / "result.json", some(1, 2, 3, 4)),
        page(tmp_path / "messages.html", some(1, 2)),
    ]
    workspace = warehouse.build(*dumps)
    assert len(channels(workspace)) == 2
    assert copies(workspace) == {"original": 6}
    [(subject, why)] = look_alikes(workspace)
    assert f"id:{CHANNEL_ID}" in subject
    assert "name:" in subject
    assert why == "2 messages agree, 0 disagree"


def test_legitimate_repeats_keep_their_ids(warehouse: Warehouse, tmp_path: Path) -> None:
    same = dict.fromkeys(range(1, 8), "قیمت امروز: ۱۲۰ تومان #قیمت")
    workspace = warehouse.build(
        export(tmp_path / "result.json", same), telethon(tmp_path / "channel.json", same)
    )
    assert posts(workspace, "message_id", "observation_count") == [(n, 2) for n in range(1, 8)]


def test_ids_are_unique_within_their_channel_only(warehouse: Warehouse, tmp_path: Path) -> None:
    other = CHANNEL_ID + 1
    workspace = warehouse.build(
        telethon(tmp_path / "a.json", some(1, 2)), telethon(tmp_path / "b.json", some(1, 2), other)
    )
    assert copies(workspace) == {"original": 4}
    assert channels(workspace) == [(CHANNEL_ID, None), (other, None)]


def test_posts_without_text_are_no_copies_of_each_other(warehouse: Warehouse, tmp_path: Path) -> None:
    album = telethon(tmp_path / "a.json", {1: "آلبوم", 2: "", 3: ""}, grouped_id=77)
    workspace = warehouse.build(album)
    assert copies(workspace) == {"original": 3}
    assert len({key for (key,) in posts(workspace, "album_key")}) == 1


@pytest.mark.acceptance
def test_unknown_fields_of_a_new_type_are_drift_and_the_posts_load(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    new = [export_row(n, TEXTS[n], hologram={"depth": n}) for n in (1, 2, 3)]
    first = export(tmp_path / "first.json", {}, messages=new)
    later = telethon(tmp_path / "later.json", some(4), smell="گل")
    warehouse.refresh(first)
    warehouse.refresh(later)
    assert warehouse.query("SELECT count(*) FROM core.fact_post") == [(4,)]
    drift = warehouse.query(
        "SELECT file_name, field_path, record_count, example_value FROM dq.schema_drift ORDER BY 1"
    )
    assert drift == [
        ("first.json", "messages[].hologram", 3, "{'depth': 1}"),
        ("later.json", "message.smell", 1, drift[1][3]),
    ]
    assert "گل" in str(drift[1][3])
