"""Parsing: one current parse per dump, whole or not there at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scripted import ScriptedAdapter, open_workspace, rows, write_script

from assets.formats.base import Batch, BatchBuilder, Source
from assets.formats.registry import ADAPTERS
from assets.steps.options import parse_options
from assets.steps.parse import parse_dumps
from assets.steps.parsed import parse_key, parser_version
from assets.steps.stage import stage_dumps
from assets.steps.staged import books, scan_staged
from assets.steps.workspace import Workspace
from schemas import STAGING
from warehouse.errors import AnbarError

_LINES: tuple[dict[str, Any], ...] = (
    {"do": "channel", "ref": "handle:arman", "handle": "arman"},
    {"do": "post", "text": "#الف متن", "channel_ref": "handle:arman", "reactions": {"👍": 2}},
    {"do": "finding", "example": "1"},
    {"do": "service"},
    {"do": "post", "text": "متن دوم", "view_count": -1},
    {"do": "channel", "ref": "handle:arman", "name": "آرمان"},
    {"do": "artifact"},
    {"do": "finding", "example": "2"},
    {"do": "reject"},
)


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> ScriptedAdapter:
    scripted = ScriptedAdapter(4)
    monkeypatch.setitem(ADAPTERS, scripted.name, scripted)
    return scripted


@pytest.fixture
def workspace(tmp_path: Path, adapter: ScriptedAdapter) -> Workspace:
    workspace = open_workspace(tmp_path)
    stage_dumps(workspace, [write_script(tmp_path / "a.jsonl", *_LINES)])
    return workspace


def _later(workspace: Workspace, config: str | None = None) -> Workspace:
    if config is not None:
        workspace.home.config.write_text(config, encoding="utf-8")
    return Workspace(workspace.home, "run-2")


def test_a_dump_is_parsed_once(workspace: Workspace, adapter: ScriptedAdapter) -> None:
    [dump] = workspace.lake.dumps()
    first, second = parse_dumps(workspace), parse_dumps(workspace)
    assert (first.parsed, first.kept, second.parsed, second.kept) == ([dump], [], [], [dump])
    assert adapter.parsed == [dump.dump_id]


def test_all_staged_tables_are_there_in_their_types(workspace: Workspace) -> None:
    parse_dumps(workspace)
    for name, contract in STAGING.items():
        frame = scan_staged(workspace, name).collect()
        assert frame.schema == contract.polars_schema
        contract.model.validate(frame, lazy=True)
    observed = scan_staged(workspace, "stg.observation").collect()
    assert rows(observed, "record_index", "text") == [(0, "#الف متن")]
    assert rows(scan_staged(workspace, "stg.rejection").collect(), "record_index", "reason") == [
        (2, "view_count:greater_than_or_equal_to"),
        (4, "broken"),
    ]


def test_channels_and_findings_are_merged_over_batches(workspace: Workspace) -> None:
    parse_dumps(workspace)
    channel = scan_staged(workspace, "stg.channel").collect()
    assert rows(channel, "channel_ref", "handle", "channel_name") == [("handle:arman", "arman", "آرمان")]
    finding = scan_staged(workspace, "stg.finding").collect()
    assert rows(finding, "finding", "failed_count", "example_value") == [("unknown_field", 2, "1")]


def test_a_dump_without_records_has_all_tables(tmp_path: Path, adapter: ScriptedAdapter) -> None:
    workspace = open_workspace(tmp_path)
    stage_dumps(workspace, [write_script(tmp_path / "a.jsonl", {"do": "finding"})])
    parse_dumps(workspace)
    assert all(
        scan_staged(workspace, name).collect().schema == c.polars_schema for name, c in STAGING.items()
    )
    assert rows(books(workspace), "record_count", "observation_count", "accounted_byte_count") == [
        (0, 0, None)
    ]


def test_books_count_every_kind(workspace: Workspace) -> None:
    parse_dumps(workspace)
    [row] = books(workspace).rows(named=True)
    counts = {k: row[f"{k}_count"] for k in ("record", "observation", "service", "artifact", "quarantined")}
    assert counts == {"record": 5, "observation": 1, "service": 1, "artifact": 1, "quarantined": 2}


@pytest.mark.parametrize("size", [1, 100])
def test_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    tables = []
    for number, lines_per_batch in enumerate((4, size)):
        adapter = ScriptedAdapter(lines_per_batch)
        monkeypatch.setitem(ADAPTERS, adapter.name, adapter)
        workspace = open_workspace(tmp_path / str(number))
        stage_dumps(workspace, [write_script(tmp_path / "a.jsonl", *_LINES)])
        parse_dumps(workspace)
        tables.append([scan_staged(workspace, n).collect().sort(c.primary_key) for n, c in STAGING.items()])
    assert all(one.equals(other) for one, other in zip(*tables, strict=True))


def test_the_key_changes_with_the_adapters_version(workspace: Workspace, adapter: ScriptedAdapter) -> None:
    parse_dumps(workspace)
    [dump] = workspace.lake.dumps()
    before = parse_key(dump, workspace.settings)
    adapter.version = 2
    assert parse_key(dump, workspace.settings) != before
    assert parser_version(dump).startswith("research_json 2.")
    assert len(parse_dumps(workspace).parsed) == 1
    assert [p.name for p in (workspace.home.parsed / dump.dump_id).iterdir()] == [
        parse_key(dump, workspace.settings)
    ]


@pytest.mark.parametrize("name", ["STAGE_VERSION", "NORM_VERSION"])
def test_the_key_changes_with_the_versions_of_the_code(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    [dump] = workspace.lake.dumps()
    before = parse_key(dump, workspace.settings)
    monkeypatch.setattr(f"assets.steps.parsed.{name}", 999)
    assert parse_key(dump, workspace.settings) != before


@pytest.mark.parametrize(
    ("config", "is_other"),
    [
        ('reporting_zone = "Europe/Berlin"', True),
        ('[[channel]]\nname = "x"\nfooter_lines = ["@x"]', True),
        ('reporting_zone = "Asia/Tehran"', False),
        ("lock_timeout_seconds = 5", False),
        ("[retention]\nreleases = 9", False),
    ],
)
def test_the_key_changes_with_options_that_parsers_see(
    workspace: Workspace, config: str, is_other: bool
) -> None:
    parse_dumps(workspace)
    assert len(parse_dumps(_later(workspace, config)).parsed) == int(is_other)


def test_a_sidecar_that_comes_later_parses_anew(workspace: Workspace, tmp_path: Path) -> None:
    parse_dumps(workspace)
    (tmp_path / "a.jsonl.anbar.toml").write_text("captured_at = 2026-11-01T09:00:00Z", encoding="utf-8")
    stage_dumps(workspace, [tmp_path / "a.jsonl"])
    assert len(parse_dumps(workspace).parsed) == 1
    assert scan_staged(workspace, "stg.observation").collect()["captured_at"].null_count() == 0


@pytest.mark.parametrize("alias", ["@Arman", "t.me/arman", "5", "-1000000000005", "آرمان‌گرام"])
def test_a_sidecar_finds_its_channel_by_any_alias(workspace: Workspace, tmp_path: Path, alias: str) -> None:
    config = """[[channel]]
        name = "نامی دیگر"
        telegram_id = 77
        aliases = ["@arman", "5", "آرمان گرام"]
        exporter_zone = "Europe/Berlin"
        """
    (tmp_path / "a.jsonl.anbar.toml").write_text(f'channel = "{alias}"', encoding="utf-8")
    later = _later(workspace, config)
    stage_dumps(later, [tmp_path / "a.jsonl"])
    [dump] = later.lake.dumps()
    assert parse_options(dump, later.settings).exporter_zone == "Europe/Berlin"


def test_a_dump_is_parsed_again_when_asked(workspace: Workspace, adapter: ScriptedAdapter) -> None:
    parse_dumps(workspace)
    [dump] = workspace.lake.dumps()
    assert parse_dumps(workspace, frozenset({dump.dump_id})).parsed == [dump]
    assert parse_dumps(workspace, frozenset({"another"})).parsed == []
    assert adapter.parsed == [dump.dump_id] * 2


def test_a_parse_that_was_killed_is_done_again(
    tmp_path: Path, adapter: ScriptedAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(tmp_path)
    lines = [*[{"do": "post", "text": "یک"}] * 4, {"do": "crash"}]
    stage_dumps(workspace, [write_script(tmp_path / "a.jsonl", *lines)])
    with pytest.raises(KeyboardInterrupt):
        parse_dumps(workspace)
    [partial] = workspace.lake.leftovers()
    assert (partial / "observation-00000.parquet").exists()
    assert scan_staged(workspace, "stg.observation").collect().is_empty()
    monkeypatch.setitem(ADAPTERS, adapter.name, _Mended())
    assert len(parse_dumps(workspace).parsed) == 1
    assert workspace.lake.leftovers() == []
    assert scan_staged(workspace, "stg.observation").collect()["text"].to_list() == ["یک"]


class _Mended(ScriptedAdapter):
    """Finds fewer records than the killed parse wrote: none of those may stay."""

    def parse(self, source: Source) -> Iterator[Batch]:
        builder = BatchBuilder()
        builder.observation(record_locator="/1", text="یک")
        yield builder.flush()


def test_an_adapter_that_fails_ends_its_dump_and_not_the_run(workspace: Workspace, tmp_path: Path) -> None:
    lines = [*[{"do": "post", "text": "یک"}] * 4, {"do": "no such word"}]
    stage_dumps(workspace, [write_script(tmp_path / "b.jsonl", *lines)])
    assert len(parse_dumps(workspace).parsed) == 2
    found = books(workspace).filter(pl.col("file_name") == "b.jsonl")
    assert rows(found, "record_count", "observation_count", "quarantined_count") == [(5, 4, 1)]
    reasons = scan_staged(workspace, "stg.rejection").collect()["reason"].to_list()
    assert "parser_error" in reasons
    assert "parser_error" in scan_staged(workspace, "stg.finding").collect()["finding"].to_list()


@pytest.mark.parametrize("damage", ["shorter", "gone"])
def test_a_damaged_raw_copy_is_named(workspace: Workspace, damage: str) -> None:
    [dump] = workspace.lake.dumps()
    path = workspace.lake.blob_path(dump.blobs[0].sha256)
    path.unlink()
    if damage == "shorter":
        path.write_bytes(b"x")
    there = 1 if damage == "shorter" else 0
    with pytest.raises(AnbarError) as error:
        parse_dumps(workspace)
    message = str(error.value)
    assert f"the raw copy of a.jsonl ({path}) is damaged" in message
    assert f"{dump.byte_count} bytes were staged, {there} are there" in message
    assert "hand the dump over again" in message
