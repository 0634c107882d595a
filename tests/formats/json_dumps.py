"""Helpers for tests of adapters of JSON dumps: parse files or bytes, and what must hold of any parse."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Adapter, Batch, Member, ParseOptions, Source
from assets.transforms.stage import stage_batch

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "dumps"


def members(*paths: Path) -> tuple[Member, ...]:
    return tuple(Member(p.name, p, p.stat().st_size) for p in paths)


def parse(adapter: Adapter, *paths: Path, **options: Any) -> Batch:
    """Parse files, prove that every record ended in one place and can be staged, and give one batch."""
    given = ParseOptions(**options)
    batches = list(adapter.parse(Source("0" * 64, members(*paths), given)))
    for batch in batches:
        indexes = [*batch.observations["record_index"], *batch.excluded["record_index"]]
        assert len(indexes) == len(set(indexes)) == batch.record_count
        staged = stage_batch(batch, 1, given)
        assert staged["stg.observation"].height + staged["stg.excluded"].height == batch.record_count
    return Batch(
        **{
            name: pl.concat([getattr(b, name) for b in batches])
            for name in Batch.__dataclass_fields__
            if name != "record_count"
        },
        record_count=sum(b.record_count for b in batches),
    )


def parse_bytes(adapter: Adapter, folder: Path, data: bytes, **options: Any) -> Batch:
    """Parse bytes as one file."""
    path = folder / "dump.json"
    path.write_bytes(data)
    return parse(adapter, path, **options)


def post(batch: Batch, message_id: int) -> Mapping[str, Any]:
    """Fields of the only post with this id."""
    return batch.observations.row(by_predicate=pl.col("message_id") == message_id, named=True)


def entities(batch: Batch, message_id: int) -> set[tuple[str, str]]:
    """Kind and value of the entities that the source states for a post."""
    index = post(batch, message_id)["record_index"]
    return set(batch.entities.filter(record_index=index).select("entity_kind", "entity_value").iter_rows())


def reactions(batch: Batch, message_id: int) -> list[tuple[str, int]]:
    index = post(batch, message_id)["record_index"]
    return list(batch.reactions.filter(record_index=index).select("reaction", "reaction_count").iter_rows())


def findings(batch: Batch) -> dict[tuple[str, str], int]:
    grouped = batch.findings.group_by("finding", "subject").agg(pl.col("failed_count").sum())
    return {(f, s): n for f, s, n in grouped.iter_rows()}


def rejections(batch: Batch) -> list[tuple[str, str]]:
    """Place and reason of what was rejected."""
    joined = batch.rejections.join(batch.excluded, on="record_index", maintain_order="left")
    return list(joined.select("record_locator", "reason").iter_rows())
