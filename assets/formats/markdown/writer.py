"""Turns the blocks of a mirror into records; the times of a batch are read together."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.formats.base import Batch, BatchBuilder, Member, Observation, ParseOptions
from assets.formats.markdown.blocks import OVERSIZE, Block
from assets.formats.markdown.inline import render
from assets.formats.markdown.layout import Layout
from assets.formats.markdown.lines import Line, cells_of
from assets.formats.markdown.stamps import Post, Stamp
from assets.formats.table.dates import parse_dates
from assets.transforms.channels import reference_of
from assets.transforms.times import to_utc

_MAX_MESSAGE_CHARACTERS = 4096
_UNCERTAIN = 0.5
"""Trust in posts longer than Telegram allows: they hold more than one."""

_RULES = {
    "contains_nul": "the text holds no NUL character",
    "line_too_long": "a line of a text is shorter than 1 MiB",
    "post_too_long": "a post is shorter than 1 MiB: no link that dates one was found here",
}

_Pending = tuple[Observation, str | None, list[tuple[str, str]], tuple[tuple[str, int], ...]]


class RecordWriter:
    """Writes blocks of the files of a dump into batches."""

    def __init__(self, options: ParseOptions) -> None:
        self.builder = BatchBuilder()
        self._options = options
        self._stated: set[str] = set()

    def write(self, member: Member, prefix: str, layout: Layout, blocks: list[Block]) -> None:
        """Write the blocks of one window of a file."""
        pending: list[_Pending | Block] = [
            block if block.stamp is None or _fault_of(block.lines) else self._post(block, prefix, layout)
            for block in blocks
        ]
        times = iter(_times([p[1] for p in pending if not isinstance(p, Block)], layout))
        for item in pending:
            if isinstance(item, Block):
                self._write_other(item, member, prefix)
                continue
            fields, _, entities, reactions = item
            index = self.builder.observation(**{**fields, **next(times)})
            for kind, value in entities:
                self.builder.entity(index, kind, value)
            for reaction, count in reactions:
                self.builder.reaction(index, reaction, count)

    def flush(self) -> Batch:
        """Hand over what was written since the last flush."""
        self._stated = set()
        return self.builder.flush()

    def _post(self, block: Block, prefix: str, layout: Layout) -> _Pending:
        stamp, lines = block.stamp, block.lines
        assert stamp is not None
        assert stamp.post is not None
        shown = render("\n".join(block.cells or [_bare(line.text) for line in block.body]))
        fields = Observation(
            record_locator=_locator(prefix, lines),
            byte_start=lines[0].start,
            byte_end=lines[-1].end,
            channel_ref=self._channel(stamp.post, layout),
            message_id=stamp.post.message_id,
            text=shown.text,
            media_kind=shown.media_kind,
        )
        counts = stamp.counts
        if counts.view is not None:
            fields["view_count"], fields["is_view_count_rounded"] = counts.view, counts.is_view_rounded
        if counts.forward is not None:
            fields["forward_count"] = counts.forward
        if counts.reply is not None:
            fields["reply_count"] = counts.reply
        if counts.reactions:
            fields["reaction_count"] = sum(count for _, count in counts.reactions)
        if len(shown.text) > _MAX_MESSAGE_CHARACTERS:
            fields["confidence"] = _UNCERTAIN
        return fields, _when(stamp), shown.entities, counts.reactions

    def _channel(self, post: Post, layout: Layout) -> str:
        options = self._options
        handle = post.handle.lower() if post.handle else None
        stated = (options.channel_handle or "").lstrip("@").lower() or None
        is_own = layout.ref == post.ref and stated in (None, handle)
        telegram_id = post.telegram_id or (options.channel_telegram_id if is_own else None)
        name = (options.channel_name or layout.name) if is_own else None
        ref = reference_of(telegram_id, handle, name) or post.ref
        if ref not in self._stated:
            self._stated.add(ref)
            self.builder.channel(ref, telegram_id=telegram_id, handle=handle, name=name)
        return ref

    def _write_other(self, block: Block, member: Member, prefix: str) -> None:
        lines = block.lines
        span, locator = (lines[0].start, lines[-1].end), _locator(prefix, lines)
        fault = _fault_of(lines)
        if fault is not None or block.kind == OVERSIZE:
            reason = (fault.fault if fault else None) or "post_too_long"
            case = fault.fault_case if fault else f"{span[1] - span[0]} bytes"
            rule = _RULES.get(reason, "the text is valid in its encoding")
            with member.open() as stream:
                stream.seek(span[0])
                raw = stream.read(span[1] - span[0]).decode("utf-8", "backslashreplace")
            self.builder.reject(reason, rule, locator, span=span, raw_text=raw.replace("\x00", "\\x00"),
                                failure_case=case)  # fmt: skip
            return
        text = "\n".join(line.text for line in lines)
        self.builder.exclude("artifact", locator, kind=block.kind, span=span, raw_text=text)


def _fault_of(lines: list[Line]) -> Line | None:
    return next((line for line in lines if line.fault is not None), None)


def _locator(prefix: str, lines: list[Line]) -> str:
    first, last = lines[0].number, lines[-1].number
    return prefix + (f"line {first}" if first == last else f"lines {first}-{last}")


def _bare(text: str) -> str:
    """A line of text, also where it stands in a table of one column."""
    cells = cells_of(text)
    return text if cells is None else "\n".join(cell for cell in cells if cell)


def _when(stamp: Stamp) -> str | None:
    return " ".join(part for part in (stamp.day, stamp.clock) if part) if stamp.day else None


def _times(written: list[str | None], layout: Layout) -> Iterator[dict[str, Any]]:
    """Fields of an observation for each date as it is written, with the zone that the file states."""
    dates = parse_dates(
        pl.Series(written, dtype=pl.String), is_utc=layout.zone == "UTC", is_day_first=layout.is_day_first
    )
    if layout.zone not in (None, "UTC"):
        unlabelled = pl.col("offset").is_null() & pl.col("local").is_not_null()
        instant = pl.when(unlabelled).then(to_utc(pl.col("local"), str(layout.zone)))
        dates = dates.with_columns(at=pl.col("at").fill_null(instant))
        dates = dates.with_columns(local=pl.when(pl.col("at").is_null()).then("local"))
    for row in dates.rows(named=True):
        fields = Observation(
            posted_at=row["at"],
            posted_local=row["local"],
            posted_earliest_date=row["earliest"],
            posted_latest_date=row["latest"],
        )
        if row["local"] is not None:
            offset = layout.offset_minutes if row["offset"] is None else row["offset"]
            fields["utc_offset_minutes"] = offset
        if row["precision"] is not None:
            fields["posted_precision"] = row["precision"]
        yield dict(fields)
