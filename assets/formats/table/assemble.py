"""From rows to batches: numbers the records and tells posts from everything else."""

from collections.abc import Iterator

import polars as pl

from assets.formats.base import (
    CHANNEL_SCHEMA,
    ENTITY_SCHEMA,
    EXCLUDED_SCHEMA,
    OBSERVATION_SCHEMA,
    REACTION_SCHEMA,
    Batch,
)
from assets.formats.table.albums import open_run, with_albums
from assets.formats.table.chunks import Chunk, Stray
from assets.formats.table.findings import Findings
from assets.formats.table.identity import channel_rows
from assets.formats.table.rows import TableState, read_rows

_STRAYS = {
    **EXCLUDED_SCHEMA, "reason": pl.String(), "rule_in_words": pl.String(), "failure_case": pl.String(),
}  # fmt: skip


class Assembler:
    """Makes batches of the chunks of a dump.

    Rows at the end of a chunk that may belong to an album going on in the next one are held back.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._next_index = 0
        self._is_begun = False
        self._held: pl.DataFrame | None = None

    def add(self, chunk: Chunk, state: TableState, prefix: str = "") -> Batch:
        """Turn a chunk into a batch; the prefix stands before its locators."""
        self._is_begun = True
        rows = read_rows(chunk, state, self.findings)
        rows = rows.with_columns(
            record_index=pl.col("order") + self._next_index,
            record_locator=prefix + pl.col("record_locator"),
        ).drop("order")
        strays = _stray_rows(chunk.strays, self._next_index)
        self._next_index += chunk.record_count
        held_before = self._held.height if self._held is not None else 0
        whole = rows if self._held is None else pl.concat([self._held, rows])
        held = open_run(whole)
        self._held = whole.tail(held) if held else None
        count = chunk.record_count + held_before - held
        return self._batch(whole.head(whole.height - held), strays, count)

    def finish(self) -> Iterator[Batch]:
        """Hand over what is held back and was noted since; a dump without anything is one empty batch."""
        held, self._held = self._held, None
        if held is not None or self.findings.is_filled or not self._is_begun:
            yield self._batch(held, _stray_rows([], 0), held.height if held is not None else 0)

    def _batch(self, rows: pl.DataFrame | None, strays: pl.DataFrame, record_count: int) -> Batch:
        asides = strays.filter(pl.col("reason").is_null())
        rejected = strays.filter(pl.col("reason").is_not_null())
        parts = _Parts(rows) if rows is not None and rows.height else None
        excluded = [asides.select(EXCLUDED_SCHEMA.keys()), rejected.select(EXCLUDED_SCHEMA.keys())]
        rejections = [rejected.select("record_index", "reason", "rule_in_words",
                                      column_name=pl.lit(None, pl.String), failure_case="failure_case")]  # fmt: skip
        if parts is not None:
            excluded.append(parts.excluded())
            rejections.append(parts.rejections())
        return Batch(
            observations=parts.observations() if parts else pl.DataFrame(schema=OBSERVATION_SCHEMA),
            excluded=pl.concat(excluded).sort("record_index"),
            rejections=pl.concat(rejections).sort("record_index"),
            entities=parts.entities() if parts else pl.DataFrame(schema=ENTITY_SCHEMA),
            reactions=parts.reactions() if parts else pl.DataFrame(schema=REACTION_SCHEMA),
            channels=parts.channels() if parts else pl.DataFrame(schema=CHANNEL_SCHEMA),
            findings=self.findings.take(),
            record_count=record_count,
        )


class _Parts:
    """The frames of a batch from its rows."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows
        self._posts = with_albums(rows.filter(pl.col("kind") == "observation"))

    def observations(self) -> pl.DataFrame:
        named = self._posts.rename(
            {
                "start": "byte_start", "end": "byte_end", "at": "posted_at", "local": "posted_local",
                "offset": "utc_offset_minutes", "precision": "posted_precision",
                "earliest": "posted_earliest_date", "latest": "posted_latest_date",
            }
        )  # fmt: skip
        absent = [
            pl.lit(None, dtype).alias(n) for n, dtype in OBSERVATION_SCHEMA.items() if n not in named.columns
        ]
        return (
            named.with_columns(absent).select(OBSERVATION_SCHEMA.keys()).cast(pl.Schema(OBSERVATION_SCHEMA))
        )

    def excluded(self) -> pl.DataFrame:
        return self._rows.filter(pl.col("kind") != "observation").select(
            "record_index",
            record_kind="kind",
            artifact_kind="artifact_kind",
            record_locator="record_locator",
            byte_start="start",
            byte_end="end",
            raw_text="raw",
        )

    def rejections(self) -> pl.DataFrame:
        return self._rows.filter(pl.col("kind") == "quarantined").select(
            "record_index",
            reason="reason",
            rule_in_words="rule",
            column_name=pl.lit("text"),
            failure_case="case",
        )

    def entities(self) -> pl.DataFrame:
        """Links that a column of its own states."""
        links = self._posts.drop_nulls("webpage_url").filter(pl.col("webpage_url").str.contains(r"[./]"))
        return links.select("record_index", entity_kind=pl.lit("url"), entity_value="webpage_url")

    def reactions(self) -> pl.DataFrame:
        lists = self._posts.select("record_index", "reactions").filter(pl.col("reactions").list.len() > 0)
        return lists.explode("reactions", empty_as_null=False, keep_nulls=False).unnest("reactions")

    def channels(self) -> pl.DataFrame:
        return channel_rows(self._posts)


def _stray_rows(strays: list[Stray], first_index: int) -> pl.DataFrame:
    rows = []
    for s in strays:
        kind = "quarantined" if s.artifact is None else "artifact"
        start, end = s.span or (None, None)
        reason = None if s.artifact else s.reason
        rows.append(
            (first_index + s.order, kind, s.artifact, s.locator, start, end, s.raw, reason, s.rule, s.case)
        )
    return pl.DataFrame(rows, schema=_STRAYS, orient="row")
