"""Helpers for tests of adapters of JSON dumps: parse files or bytes, and what must hold of any parse."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

from assets.formats.base import Adapter, Batch, Member, ParseOptions, Source
from assets.transforms.stage import stage_batch

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "dumps"


def members(*paths: Path) -> tuple[Member, ...]:
    return tuple(Member(p.name, p, p.stat().st_size) for p in paths)


def parse(adapter: Adapter, *paths: Path, is_staged: bool = True, **options: Any) -> Batch:
    """Parse files, prove that every record ended in one place and can be staged, and give one batch."""
    given = ParseOptions(**options)
    batches = list(adapter.parse(Source("0" * 64, members(*paths), given)))
    for batch in batches:
        indexes = [*batch.observations["record_index"], *batch.excluded["record_index"]]
        assert len(indexes) == len(set(indexes)) == batch.record_count
        if not is_staged:  # which takes a hundred times as long as parsing a few records
            continue
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


def parse_bytes(
    adapter: Adapter, folder: Path, data: bytes, *, is_staged: bool = True, **options: Any
) -> Batch:
    """Parse bytes as one file."""
    path = folder / "dump.json"
    path.write_bytes(data)
    return parse(adapter, path, is_staged=is_staged, **options)


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


DAMAGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.sampled_from(
            [b"", b"\x00", b"\xff", b'"', b"{", b"}", b"]", b"[" * 400, b'{"a":' * 300, b"\\", b",", b"NaN",
             b"9" * 400, b"\n", b"null", b"x" * 70_000, b"-1", b'"\\ud800"', b'"\\x0c"', b"\r\n\r\n"]
        ),
    ),
    max_size=3,
)  # fmt: skip
"""Places in a file (from 0 to 1), how many bytes are lost there, and what stands there instead."""


def damaged(data: bytes, damages: Sequence[tuple[float, int, bytes]]) -> bytes:
    for place, cut, noise in damages:
        at = int(place * len(data))
        data = data[:at] + noise + data[at + cut :]
    return data


def spans_cover(batch: Batch, size: int) -> bool:
    """Whether the spans of all records lie one behind the other and cover a file of lines."""
    columns = ("byte_start", "byte_end")
    spans = sorted([*batch.observations.select(columns).rows(), *batch.excluded.select(columns).rows()])
    return [s for s, _ in spans] == [0, *(e for _, e in spans[:-1])] and spans[-1][1] == size
