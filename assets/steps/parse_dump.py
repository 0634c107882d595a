"""Parsing one dump: its staged tables as Parquet parts, whole or not there at all."""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from io import BufferedReader, BytesIO, FileIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import polars as pl

from assets.formats.base import Batch, BatchBuilder, Member, ParseOptions, Source
from assets.formats.registry import ADAPTERS
from assets.steps.options import parse_options
from assets.steps.parsed import SUMMARY, parse_key, parser_version
from assets.steps.workspace import Workspace, now
from assets.transforms.stage import stage_batch
from assets.transforms.text import dump_key
from schemas import STAGING
from warehouse.errors import AnbarError
from warehouse.lake import Dump, write_json

log = logging.getLogger(__name__)

Advance: TypeAlias = Callable[[int], None]

_ONCE_PER_DUMP = {"stg.channel": ("channel_ref",), "stg.finding": ("finding", "subject")}
"""Tables whose rows may repeat between batches, and what identifies a row."""


def parse_dump(workspace: Workspace, dump: Dump, advance: Advance) -> None:
    """Parse a dump into the lake.

    Args:
        workspace: the run.
        dump: what to parse.
        advance: told the bytes as they are read; in the end all of them.
    """
    options = parse_options(dump, workspace.settings)
    key = parse_key(dump, workspace.settings)
    reading = _Reading(dump.byte_count, advance)
    source = Source(dump.dump_id, _members(workspace, dump, reading), options)
    parts = _Parts(workspace.lake.new_parse_folder(dump.dump_id, key), dump_key(dump.dump_id), options)
    record_count = 0
    # The next batch is read while the last one is staged and written: no more than two are in memory.
    with ThreadPoolExecutor(1) as stager:
        staging: Future[None] | None = None
        for number, batch in enumerate(_batches(source, dump.dump_format)):
            record_count += batch.record_count
            if staging:
                staging.result()
            staging = stager.submit(parts.add, batch, number)
        if staging:
            staging.result()
    parts.finish()
    summary = {
        "parser_version": parser_version(dump),
        "record_count": record_count,
        "parsed_at": now().isoformat(),
        "parts": {part.name: part.stat().st_size for part in sorted(parts.folder.glob("*.parquet"))},
    }
    write_json(parts.folder / SUMMARY, summary)
    workspace.lake.complete_parse(dump.dump_id, key)
    reading.finish()


@dataclass
class _Parts:
    """The staged tables of a dump as they grow."""

    folder: Path
    dump_key: int
    options: ParseOptions
    once: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: {name: [] for name in _ONCE_PER_DUMP})

    def add(self, batch: Batch, number: int) -> None:
        """Stage a batch and write its rows."""
        for name, frame in stage_batch(batch, self.dump_key, self.options).items():
            if name in self.once:
                self.once[name].append(frame)
            else:
                self._write(frame, name, number)

    def finish(self) -> None:
        """Write what is told once, and an empty file for each table without rows."""
        for name, frames in self.once.items():
            self._write(_merged(name, frames), name, 0)
        for name in STAGING:
            if not list(self.folder.glob(f"{name.partition('.')[2]}-*.parquet")):
                self._file(name, 0).write_bytes(_without_rows(name))

    def _write(self, frame: pl.DataFrame, name: str, number: int) -> None:
        if not frame.is_empty():  # small dumps have many tables without rows, and one file says that of each
            frame.write_parquet(self._file(name, number), row_group_size=122_880)

    def _file(self, name: str, number: int) -> Path:
        return self.folder / f"{name.partition('.')[2]}-{number:05d}.parquet"


@cache
def _without_rows(name: str) -> bytes:
    """An empty file of a table."""
    written = BytesIO()
    pl.DataFrame(schema=STAGING[name].polars_schema).write_parquet(written)
    return written.getvalue()


def _batches(source: Source, dump_format: str) -> Iterator[Batch]:
    """The batches of a dump; an adapter that fails ends its dump with a quarantined rest, not the run.

    Adapters do not raise for bad data. If one does all the same, the other dumps must not suffer: what it
    gave is kept, and the finding `parser_error` says that something is missing.
    """
    next_index = 0
    try:
        for batch in ADAPTERS[dump_format].parse(source):
            next_index += batch.record_count
            yield batch
    except AnbarError:
        raise
    except Exception as error:
        log.exception("the adapter %s failed on %s", dump_format, source.dump_id)
        builder = BatchBuilder(first_index=next_index)
        words = f"{type(error).__name__}: {error}"[:500]
        builder.reject(
            "parser_error", "the dump can be parsed to its end", "rest of the dump", raw_text=words
        )
        builder.finding("parser_error", type(error).__name__, example=words[:80])
        yield builder.flush()


class _Reading:
    """How much of a dump was read, as far as that tells how much is done: formats may read twice."""

    def __init__(self, byte_count: int, advance: Advance) -> None:
        self._left = byte_count
        self._advance = advance

    def read(self, amount: int) -> None:
        amount = min(amount, self._left)
        self._left -= amount
        self._advance(amount)

    def finish(self) -> None:
        self.read(self._left)


@dataclass(frozen=True)
class _TrackedMember(Member):
    """A member that tells what is read of it."""

    reading: _Reading = field(compare=False, repr=False, kw_only=True)

    def open(self) -> BinaryIO:
        return BufferedReader(_TrackedFile(self.path, self.reading), 1 << 17)


class _TrackedFile(FileIO):
    def __init__(self, path: Path, reading: _Reading) -> None:
        super().__init__(path)
        self._reading = reading

    def readinto(self, buffer: "bytearray | memoryview") -> int | None:  # type: ignore[override]
        amount = super().readinto(buffer)
        self._reading.read(amount or 0)
        return amount

    def readall(self) -> bytes:
        content = super().readall()
        self._reading.read(len(content))
        return content


def _members(workspace: Workspace, dump: Dump, reading: _Reading) -> tuple[Member, ...]:
    """Members of a staged dump.

    Raises:
        AnbarError: the raw copy is missing or has another size than it was staged with.
    """
    members = []
    for blob in dump.blobs:
        path = workspace.lake.blob_path(blob.sha256)
        size = path.stat().st_size if path.exists() else -1
        if size != blob.byte_count:
            raise AnbarError(
                f"the raw copy of {blob.name} ({path}) is damaged: {blob.byte_count} bytes were staged, "
                f"{max(size, 0)} are there.",
                "Remove it and its manifest and hand the dump over again, or restore the lake.",
            )
        members.append(_TrackedMember(blob.name, path, blob.byte_count, reading=reading))
    return tuple(members)


def _merged(name: str, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One row per channel or finding of a dump, whatever the number of batches."""
    key = _ONCE_PER_DUMP[name]
    frame = pl.concat([pl.DataFrame(schema=STAGING[name].polars_schema), *frames])
    others = [c for c in frame.columns if c not in key]
    merge = [pl.col(c).sum() if c == "failed_count" else pl.col(c).drop_nulls().first() for c in others]
    return frame.group_by(key, maintain_order=True).agg(merge).select(frame.columns)
