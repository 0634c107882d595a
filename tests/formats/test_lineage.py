"""What the lineage says of a format is what its adapter does, on every miniature of the format."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from miniatures import Dump, miniatures

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.lineage import fields_of, raw_lineage
from assets.formats.registry import ADAPTERS
from assets.formats.table.names import ALIASES

MINIATURES = {name: miniatures(name) for name in ADAPTERS}

TABLES = {"observation": "observations", "entity": "entities", "reaction": "reactions", "channel": "channels"}
"""Staged table → frame of a batch."""

BECOMES = {
    "posted_local": "posted_at", "utc_offset_minutes": "posted_at", "posted_earliest_date": "posted_at",
    "posted_latest_date": "posted_at", "edited_local": "edited_at",
}  # fmt: skip
"""Column of a batch → staged column that follows from it."""

NO_FIELD = {
    "record_index", "record_locator", "byte_start", "byte_end", "has_source_entities", "raw", "confidence",
    "content_text", "posted_precision", "date_method", "is_inferred",
}  # fmt: skip
"""What the reader says of its own reading."""

OF_ROWS = {"row_type", "has_media"}
"""Roles of a table's columns that only say which rows are posts."""


def columns_of(batches: list[Batch]) -> dict[str, dict[str, list[object]]]:
    """What comes of each staged column: table → column → its values."""
    found: dict[str, dict[str, list[object]]] = {name: defaultdict(list) for name in TABLES}
    for batch in batches:
        for table, frame_name in TABLES.items():
            frame: pl.DataFrame = getattr(batch, frame_name)
            for column in frame.columns:
                values = [v for v in frame[column].to_list() if v is not None and v is not False and v != ""]
                if values and column not in NO_FIELD:
                    found[table][BECOMES.get(column, column)] += values
    found["channel"].pop("channel_ref", None)  # observations tell of it
    return found


def parsed(name: str, dump: Dump) -> list[Batch]:
    with tempfile.TemporaryDirectory() as folder:
        members = []
        for file, content in dump.items():
            path = Path(folder) / file
            path.write_bytes(content)
            members.append(Member(file, path, len(content)))
        return list(ADAPTERS[name].parse(Source("0" * 64, tuple(members), ParseOptions())))


def all_columns(name: str, dumps: list[Dump]) -> dict[str, dict[str, list[object]]]:
    return columns_of([batch for dump in dumps for batch in parsed(name, dump)])


@pytest.mark.parametrize("name", ADAPTERS)
def test_the_lineage_names_what_comes_and_nothing_else(name: str) -> None:
    came = {table: set(columns) for table, columns in all_columns(name, MINIATURES[name]).items()}
    named = {table: set(raw_lineage(name).get(table, {})) for table in TABLES}
    assert came == named, (
        f"correct assets/formats/{name}/lineage.toml, or add a miniature that has the column"
    )


def fields(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield table, column and the fields that its sentence names."""
    for table, columns in raw_lineage(name).items():
        for column, sentence in columns.items():
            if named := fields_of(sentence):
                yield table, column, named


def spoiled(dump: Dump, named: list[str]) -> Dump:
    """The dump with other names for some of its fields."""
    words = "|".join(re.escape(n) for n in sorted(named, key=len, reverse=True))
    field = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])".encode(), re.IGNORECASE)
    return {file: field.sub(b"unheard_of", content) for file, content in dump.items()}


@pytest.mark.parametrize("name", ADAPTERS)
def test_without_the_fields_that_are_named_a_column_is_another(name: str) -> None:
    whole = [
        (dump, columns_of(parsed(name, dump)))
        for dump in MINIATURES[name]
        if all(_is_text(content) for content in dump.values())
    ]
    for table, column, named in fields(name):
        assert any(
            columns[table][column]
            and columns_of(parsed(name, spoiled(dump, named)))[table][column] != columns[table][column]
            for dump, columns in whole
        ), f"{table}.{column} does not come from {', '.join(named)}"


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content and not content.startswith((b"\x1f\x8b", b"\x28\xb5"))


def test_every_role_of_a_tables_columns_is_told_of() -> None:
    stated = (Path("assets/formats/table/lineage.toml")).read_text(encoding="utf-8")
    assert set(re.findall(r"\{(\w+)\}", stated)) >= ALIASES.keys() - OF_ROWS
