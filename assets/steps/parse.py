"""Parse: one set of staged tables per dump and parser version, as Parquet parts in the lake."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.formats.base import Batch, BatchBuilder, Member, Source
from assets.formats.registry import ADAPTERS
from assets.steps.options import parse_options
from assets.steps.workspace import Workspace, now
from assets.transforms.stage import STAGE_VERSION, stage_batch
from assets.transforms.text import NORM_VERSION, dump_key
from schemas import STAGING
from warehouse import progress
from warehouse.errors import AnbarError
from warehouse.lake import Dump, write_json
from warehouse.settings import Settings

log = logging.getLogger(__name__)

SUMMARY = "summary.json"
_ONCE_PER_DUMP = {"stg.channel": ("channel_ref",), "stg.finding": ("finding", "subject")}
"""Tables whose rows may repeat between batches, and what identifies a row."""


@dataclass(frozen=True)
class ParseReport:
    """What parsing did."""

    parsed: list[Dump]
    """Dumps parsed now."""
    kept: list[Dump]
    """Dumps whose parse was current."""


def parser_version(dump: Dump) -> str:
    """Adapter and versions that decide how a dump is parsed."""
    return f"{dump.dump_format} {ADAPTERS[dump.dump_format].version}.{STAGE_VERSION}.{NORM_VERSION}"


def parse_key(dump: Dump, settings: Settings) -> str:
    """Identity of a parse: parser version and options. Another key means another parse."""
    identity = f"{parser_version(dump)} {parse_options(dump, settings)!r}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def parse_dumps(workspace: Workspace, again: frozenset[str] = frozenset()) -> ParseReport:
    """Parse every dump that has no current parse, or whose dump id is in ``again``."""
    report = ParseReport([], [])
    todo: list[Dump] = []
    for dump in workspace.lake.dumps():
        folder = workspace.lake.parse_folder(dump.dump_id, parse_key(dump, workspace.settings))
        is_current = dump.dump_id not in again and is_whole(folder)
        (report.kept if is_current else todo).append(dump)
    with progress.track("parsing", sum(d.byte_count for d in todo), "bytes") as advance:
        for dump in todo:
            _parse(workspace, dump)
            report.parsed.append(dump)
            advance(dump.byte_count)
    return report


def is_whole(folder: Path) -> bool:
    """Whether a parse is complete: all of its files are there in their size. What is not is parsed anew."""
    try:
        parts = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["parts"]
        return all((folder / name).stat().st_size == size for name, size in parts.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _parse(workspace: Workspace, dump: Dump) -> None:
    options = parse_options(dump, workspace.settings)
    key = parse_key(dump, workspace.settings)
    source = Source(dump.dump_id, _members(workspace, dump), options)
    folder = workspace.lake.new_parse_folder(dump.dump_id, key)
    record_count = 0
    once: dict[str, list[pl.DataFrame]] = {name: [] for name in _ONCE_PER_DUMP}
    for part, batch in enumerate(_batches(source, dump.dump_format)):
        staged = stage_batch(batch, dump_key(dump.dump_id), options)
        record_count += batch.record_count
        for name, frame in staged.items():
            if name in once:
                once[name].append(frame)
            else:
                _write(frame, folder, name, part)
    for name, frames in once.items():
        _write(_merged(name, frames), folder, name, 0)
    for name in STAGING:  # a dump without records still has all tables
        if not list(folder.glob(f"{name.partition('.')[2]}-*.parquet")):
            _write(pl.DataFrame(schema=STAGING[name].polars_schema), folder, name, 0)
    summary = {
        "parser_version": parser_version(dump),
        "record_count": record_count,
        "parsed_at": now().isoformat(),
        "parts": {part.name: part.stat().st_size for part in sorted(folder.glob("*.parquet"))},
    }
    write_json(folder / SUMMARY, summary)
    workspace.lake.complete_parse(dump.dump_id, key)


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


def _members(workspace: Workspace, dump: Dump) -> tuple[Member, ...]:
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
        members.append(Member(blob.name, path, blob.byte_count))
    return tuple(members)


def _write(frame: pl.DataFrame, folder: Path, name: str, part: int) -> None:
    frame.write_parquet(folder / f"{name.partition('.')[2]}-{part:05d}.parquet", row_group_size=122_880)


def _merged(name: str, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One row per channel or finding of a dump, whatever the number of batches."""
    key = _ONCE_PER_DUMP[name]
    frame = pl.concat([pl.DataFrame(schema=STAGING[name].polars_schema), *frames])
    others = [c for c in frame.columns if c not in key]
    merge = [pl.col(c).sum() if c == "failed_count" else pl.col(c).drop_nulls().first() for c in others]
    return frame.group_by(key, maintain_order=True).agg(merge).select(frame.columns)
