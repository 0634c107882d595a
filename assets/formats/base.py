"""What an adapter gets and gives.

Memory is bounded by the adapter: it reads members in bounded pieces and yields a ``Batch`` whenever its
builder is full. Every record it finds gets the next ``record_index`` and ends in exactly one of
``observation``, ``exclude`` or ``reject``; the ledger's residual is 0 because of that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypedDict, Unpack

import polars as pl

Schema = dict[str, pl.DataType | type[pl.DataType]]

BATCH_RECORDS = 122_880
"""Records per batch: one DuckDB row group, so that Parquet written from a batch loads without a rewrite."""


@dataclass(frozen=True)
class Member:
    """One file of a dump: its name as handed over (with folder, `/`-separated) and where its bytes lie."""

    name: str
    path: Path
    byte_count: int

    def open(self) -> BinaryIO:
        """Open the member's bytes for reading."""
        return self.path.open("rb")

    def head(self, size: int = 65_536) -> bytes:
        """Read the first bytes, for detection."""
        with self.open() as stream:
            return stream.read(size)


@dataclass(frozen=True)
class ParseOptions:
    """What configuration and sidecar say about a dump, as far as a parser can use it."""

    channel_name: str | None = None
    channel_handle: str | None = None
    channel_telegram_id: int | None = None
    captured_at: datetime | None = None
    """When the dump was taken, naive UTC."""
    exporter_zone: str | None = None
    """IANA zone of the exporting machine, for formats that write local times."""
    channel_zones: tuple[tuple[str, str], ...] = ()
    """Channel reference → exporter's zone, for dumps whose channel only parsing reveals."""
    reporting_zone: str = "Asia/Tehran"
    footer_lines: tuple[str, ...] = ()
    """Lines that end a post in plain text; given here they are not inferred."""
    title_markers: tuple[str, ...] = ()
    """Strings a title line starts with in plain text; given here they are not inferred."""
    field_mapping: tuple[tuple[str, str], ...] = ()
    """Observation column → source column, for tables of unknown shape."""


@dataclass(frozen=True)
class Source:
    """A staged dump as an adapter reads it: one file, or the files of a folder in natural order."""

    dump_id: str
    members: tuple[Member, ...]
    options: ParseOptions = field(default_factory=ParseOptions)


class Observation(TypedDict, total=False):
    """Fields of one post as the dump states them; what the dump does not state is left out.

    Times: give ``posted_at`` (naive UTC) where the source has an instant; else ``posted_local`` (wall
    clock) with ``utc_offset_minutes`` if a label states one. ``transforms.times`` turns the latter into
    the former with the exporter's zone.
    """

    record_locator: str
    byte_start: int | None
    byte_end: int | None
    channel_ref: str | None
    message_id: int | None
    posted_at: datetime | None
    posted_local: datetime | None
    utc_offset_minutes: int | None
    posted_precision: str
    """Only needed for day, month, year or range; else it follows from the time given."""
    posted_earliest_date: date | None
    posted_latest_date: date | None
    date_method: str
    edited_at: datetime | None
    edited_local: datetime | None
    captured_at: datetime | None
    title: str | None
    text: str
    content_text: str | None
    """Text without boiler-plate, for keys; the whole text when left out."""
    media_kind: str | None
    album_ref: str | None
    is_forward: bool
    forward_from_name: str | None
    forward_from_ref: str | None
    reply_to_message_id: int | None
    author_signature: str | None
    view_count: int | None
    is_view_count_rounded: bool
    forward_count: int | None
    reply_count: int | None
    reaction_count: int | None
    confidence: float
    has_source_entities: bool
    """True when ``entities`` of the batch are complete for this post, so that none are sought in its text."""
    raw: str | None
    """The record as it stands in the dump, for quarantine, where no byte span is given."""


OBSERVATION_SCHEMA: Schema = {
    "record_index": pl.Int64,
    "record_locator": pl.String,
    "byte_start": pl.Int64,
    "byte_end": pl.Int64,
    "channel_ref": pl.String,
    "message_id": pl.Int64,
    "posted_at": pl.Datetime("us"),
    "posted_local": pl.Datetime("us"),
    "utc_offset_minutes": pl.Int64,
    "posted_precision": pl.String,
    "posted_earliest_date": pl.Date,
    "posted_latest_date": pl.Date,
    "date_method": pl.String,
    "edited_at": pl.Datetime("us"),
    "edited_local": pl.Datetime("us"),
    "captured_at": pl.Datetime("us"),
    "title": pl.String,
    "text": pl.String,
    "content_text": pl.String,
    "media_kind": pl.String,
    "album_ref": pl.String,
    "is_forward": pl.Boolean,
    "forward_from_name": pl.String,
    "forward_from_ref": pl.String,
    "reply_to_message_id": pl.Int64,
    "author_signature": pl.String,
    "view_count": pl.Int64,
    "is_view_count_rounded": pl.Boolean,
    "forward_count": pl.Int64,
    "reply_count": pl.Int64,
    "reaction_count": pl.Int64,
    "confidence": pl.Float64,
    "has_source_entities": pl.Boolean,
    "raw": pl.String,
}
"""Columns and types of ``Batch.observations``."""

EXCLUDED_SCHEMA: Schema = {
    "record_index": pl.Int64,
    "record_kind": pl.String,
    "artifact_kind": pl.String,
    "record_locator": pl.String,
    "byte_start": pl.Int64,
    "byte_end": pl.Int64,
    "raw_text": pl.String,
}
REJECTION_SCHEMA: Schema = {
    "record_index": pl.Int64,
    "reason": pl.String,
    "rule_in_words": pl.String,
    "column_name": pl.String,
    "failure_case": pl.String,
}
ENTITY_SCHEMA: Schema = {
    "record_index": pl.Int64,
    "entity_kind": pl.String,
    "entity_value": pl.String,
}
REACTION_SCHEMA: Schema = {"record_index": pl.Int64, "reaction": pl.String, "reaction_count": pl.Int64}
CHANNEL_SCHEMA: Schema = {
    "channel_ref": pl.String,
    "telegram_id": pl.Int64,
    "handle": pl.String,
    "channel_name": pl.String,
    "channel_type": pl.String,
    "is_inferred": pl.Boolean,
}
FINDING_SCHEMA: Schema = {
    "finding": pl.String,
    "subject": pl.String,
    "failed_count": pl.Int64,
    "example_value": pl.String,
}


@dataclass(frozen=True)
class Batch:
    """Records of one stretch of a dump, in the frames that the transformations take."""

    observations: pl.DataFrame
    excluded: pl.DataFrame
    rejections: pl.DataFrame
    entities: pl.DataFrame
    reactions: pl.DataFrame
    channels: pl.DataFrame
    findings: pl.DataFrame
    record_count: int
    """Records found, counted apart from what became of them: the ledger compares the two."""


class BatchBuilder:
    """Collects records column by column and numbers them.

    ``record_index`` counts on over the batches of a dump. Channels and findings may repeat between
    batches; the staging step merges them (findings add up).
    """

    def __init__(self, first_index: int = 0) -> None:
        self.next_index = first_index
        self._flushed = first_index
        self._clear()

    def _clear(self) -> None:
        self._observations: list[dict[str, Any]] = []
        self._excluded: list[tuple[Any, ...]] = []
        self._rejections: list[tuple[Any, ...]] = []
        self._entities: list[tuple[Any, ...]] = []
        self._reactions: list[tuple[Any, ...]] = []
        self._channels: list[tuple[Any, ...]] = []
        self._findings: dict[tuple[str, str], tuple[int, str | None]] = {}

    @property
    def is_full(self) -> bool:
        """True when the batch should be yielded."""
        return len(self._observations) + len(self._excluded) >= BATCH_RECORDS

    def observation(self, **fields: Unpack[Observation]) -> int:
        """Add a post; returns its record_index, which entities and reactions refer to."""
        index = self._next()
        self._observations.append({"record_index": index, **fields})
        return index

    def exclude(
        self,
        record_kind: str,
        locator: str,
        *,
        kind: str | None = None,
        span: tuple[int, int] | None = None,
        raw_text: str | None = None,
    ) -> int:
        """Add a record that is not a post: ``service`` (kind: its action) or ``artifact``."""
        index = self._next()
        start, end = span or (None, None)
        self._excluded.append((index, record_kind, kind, locator, start, end, raw_text))
        return index

    def reject(
        self,
        reason: str,
        rule_in_words: str,
        locator: str,
        *,
        span: tuple[int, int] | None = None,
        raw_text: str | None = None,
        column_name: str | None = None,
        failure_case: str | None = None,
    ) -> int:
        """Quarantine a record that cannot be read."""
        index = self.exclude("quarantined", locator, span=span, raw_text=raw_text)
        self._rejections.append((index, reason, rule_in_words, column_name, failure_case))
        return index

    def entity(self, record_index: int, kind: str, value: str) -> None:
        """Add an entity that the source states for a post."""
        self._entities.append((record_index, kind, value))

    def reaction(self, record_index: int, reaction: str, count: int) -> None:
        """Add a reaction of a post."""
        self._reactions.append((record_index, reaction, count))

    def channel(
        self,
        channel_ref: str,
        *,
        telegram_id: int | None = None,
        handle: str | None = None,
        name: str | None = None,
        channel_type: str | None = None,
        is_inferred: bool = False,
    ) -> str:
        """State a channel of the dump; returns its reference."""
        self._channels.append((channel_ref, telegram_id, handle, name, channel_type, is_inferred))
        return channel_ref

    def finding(self, finding: str, subject: str, count: int = 1, example: str | None = None) -> None:
        """Note something about the dump as a whole, such as ``unknown_field``; counts add up."""
        known, first = self._findings.get((finding, subject), (0, example))
        self._findings[(finding, subject)] = (known + count, first)

    def flush(self) -> Batch:
        """Hand over what was collected since the last flush."""
        findings = [(*k, *v) for k, v in self._findings.items()]
        batch = Batch(
            observations=_frame(self._observations, OBSERVATION_SCHEMA),
            excluded=_frame(self._excluded, EXCLUDED_SCHEMA),
            rejections=_frame(self._rejections, REJECTION_SCHEMA),
            entities=_frame(self._entities, ENTITY_SCHEMA),
            reactions=_frame(self._reactions, REACTION_SCHEMA),
            channels=_frame(self._channels, CHANNEL_SCHEMA),
            findings=_frame(findings, FINDING_SCHEMA),
            record_count=self.next_index - self._flushed,
        )
        self._flushed = self.next_index
        self._clear()
        return batch

    def _next(self) -> int:
        index = self.next_index
        self.next_index += 1
        return index


def _frame(rows: list[Any], schema: Schema) -> pl.DataFrame:
    """Rows as a frame; small dumps have many empty ones, whose making would cost more than their parsing."""
    return pl.DataFrame(rows, schema=schema, orient="row") if rows else _EMPTY[id(schema)].clear()


_EMPTY = {
    id(schema): pl.DataFrame(schema=schema)
    for schema in (OBSERVATION_SCHEMA, EXCLUDED_SCHEMA, REJECTION_SCHEMA, ENTITY_SCHEMA, REACTION_SCHEMA,
                   CHANNEL_SCHEMA, FINDING_SCHEMA)
}  # fmt: skip


class Adapter(Protocol):
    """A dump format."""

    name: str
    """What ``core.dim_dump.dump_format`` says: fits ``schemas.vocabulary.DUMP_FORMAT_PATTERN``."""
    version: int
    """Rises whenever the same bytes give other records; dumps are then parsed anew."""

    def sniff(self, members: tuple[Member, ...]) -> float:
        """How sure the adapter is, 0 to 1, that the dump is of its format; by content, never by name."""

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the dump's records in batches; never raises for bad data, only for unreadable files."""
