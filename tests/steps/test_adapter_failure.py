"""An adapter that fails ends its own dump, not the run; a channel's zone reaches dumps that name it by title."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from assets.formats.base import Batch, BatchBuilder, ParseOptions, Source
from assets.formats.registry import ADAPTERS
from assets.steps.parse import parse_dumps
from assets.steps.stage import stage_dumps
from assets.steps.staged import books, scan_staged
from assets.steps.workspace import Workspace
from assets.transforms.stage import stage_batch
from warehouse.home import Home


def failing(source: Source) -> Iterator[Batch]:
    builder = BatchBuilder()
    builder.observation(record_locator="1", text="the first post is read")
    yield builder.flush()
    raise ZeroDivisionError("a fault nobody thought of")


def test_what_was_read_is_kept_and_the_rest_is_in_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(Home(tmp_path / "home"), "run-1")
    workspace.home.create()
    dump = tmp_path / "dump.txt"
    dump.write_text("متن\n")
    stage_dumps(workspace, [dump])
    monkeypatch.setattr(ADAPTERS["plain_text"], "parse", failing)
    parse_dumps(workspace)
    [row] = books(workspace).to_dicts()
    counts = (row["record_count"], row["observation_count"], row["quarantined_count"])
    assert counts == (2, 1, 1)
    [rejection] = scan_staged(workspace, "stg.rejection").collect().to_dicts()
    assert (rejection["reason"], rejection["record_index"]) == ("parser_error", 1)
    findings = scan_staged(workspace, "stg.finding").collect()
    assert findings["finding"].to_list() == ["parser_error"]


def test_an_adapter_that_fails_to_look_leaves_the_dump_to_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sniff(members: object) -> float:
        raise ZeroDivisionError("a fault nobody thought of")

    workspace = Workspace(Home(tmp_path / "home"), "run-1")
    workspace.home.create()
    dump = tmp_path / "dump.txt"
    dump.write_text("متن\n", encoding="utf-8")
    monkeypatch.setattr(ADAPTERS["table"], "sniff", sniff)
    assert [d.dump_format for d in stage_dumps(workspace, [dump]).staged] == ["plain_text"]


def test_each_channel_of_a_dump_is_read_in_its_own_zone() -> None:
    builder = BatchBuilder()
    for ref in ("name:berlin", "name:tehran", "name:other"):
        builder.observation(
            record_locator=ref, text="x", channel_ref=ref,
            posted_local=datetime.fromisoformat("2020-07-01T12:00"), utc_offset_minutes=60,
        )  # fmt: skip
    zones = (("name:berlin", "Europe/Berlin"), ("name:tehran", "Asia/Tehran"))
    staged = stage_batch(builder.flush(), 1, ParseOptions(channel_zones=zones))["stg.observation"]
    hours = staged.select("channel_ref", pl.col("posted_at").dt.strftime("%H:%M"), "is_zone_assumed").rows()
    assert hours == [
        ("name:berlin", "10:00", False),
        ("name:tehran", "07:30", False),
        ("name:other", "11:00", True),
    ]
