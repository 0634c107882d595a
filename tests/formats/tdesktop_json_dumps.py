"""Helpers to parse exports of Telegram Desktop in tests."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.tdesktop_json import TdesktopJsonAdapter
from assets.transforms.stage import stage_batch

FIXTURES = Path(__file__).parents[1] / "fixtures" / "tdesktop_json"
NAMES = ("channel", "group_2019", "account")


@dataclass
class Parsed:
    """All batches of a dump, as one."""

    batches: list[Batch]

    def __getattr__(self, table: str) -> pl.DataFrame:
        return pl.concat([getattr(batch, table) for batch in self.batches])

    def observation(self, message_id: int) -> dict[str, Any]:
        """The fields that the export states of a message."""
        row = self.observations.row(by_predicate=pl.col("message_id") == message_id, named=True)
        return {name: value for name, value in row.items() if value is not None}

    def entities_of(self, message_id: int) -> list[tuple[str, str]]:
        """Kinds and values of a message's entities."""
        index = self.observation(message_id)["record_index"]
        return self.entities.filter(record_index=index).select("entity_kind", "entity_value").rows()

    def reasons(self) -> list[str]:
        """Why records were rejected, in their order."""
        return self.rejections["reason"].to_list()

    def same_records(self, other: "Parsed") -> bool:
        """Whether two parses have the same records."""
        tables = ("observations", "entities", "reactions", "channels")
        same = all(getattr(self, t).equals(getattr(other, t)) for t in tables)
        shown = ["record_index", "record_kind", "artifact_kind", "record_locator"]
        return same and self.excluded.select(shown).equals(other.excluded.select(shown))


def parse_bytes(
    folder: Path,
    data: bytes,
    options: ParseOptions | None = None,
    adapter: TdesktopJsonAdapter | None = None,
    *,
    is_staged: bool = False,
) -> Parsed:
    """Parse bytes as a dump, check its books and, if told so, stage it: that takes most of the time."""
    path = folder / "result.json"
    path.write_bytes(data)
    return parse_members((Member(path.name, path, len(data)),), options, adapter, is_staged=is_staged)


def parse_members(
    members: tuple[Member, ...],
    options: ParseOptions | None = None,
    adapter: TdesktopJsonAdapter | None = None,
    *,
    is_staged: bool = False,
) -> Parsed:
    """Parse files as a dump, check its books and, if told so, stage it."""
    options = options or ParseOptions()
    source = Source("d", members, options)
    batches = list((adapter or TdesktopJsonAdapter()).parse(source))
    for batch in batches:
        assert batch.record_count == batch.observations.height + batch.excluded.height
        if is_staged:
            stage_batch(batch, 1, options)
    parsed = Parsed(batches)
    indexes = [*parsed.observations["record_index"], *parsed.excluded["record_index"]]
    assert sorted(indexes) == list(range(len(indexes)))
    return parsed


def fixture(name: str) -> bytes:
    """Bytes of a miniature."""
    return (FIXTURES / f"{name}.json").read_bytes()


def chat(*messages: dict[str, Any], **header: Any) -> bytes:
    """The export of one chat, laid out as Telegram Desktop does."""
    head = header or {"name": "x", "type": "public_channel", "id": 1700000001}
    return json.dumps(head | {"messages": messages}, ensure_ascii=False, indent=1).encode()


def message(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A message of an export."""
    head = {"id": number, "type": "message", "date": "2024-03-20T07:00:00", "date_unixtime": "1710905400"}
    return head | {"text": "", "text_entities": []} | fields
