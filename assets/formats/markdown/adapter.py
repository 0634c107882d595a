"""The adapter for Markdown mirrors."""

from collections.abc import Iterator

from assets.formats.base import Batch, Member, Source
from assets.formats.markdown.blocks import BlockCutter
from assets.formats.markdown.layout import infer_layout
from assets.formats.markdown.lines import (
    WINDOW_BYTES,
    Line,
    find_stamps,
    heading_day,
    read_entries,
    read_windows,
)
from assets.formats.markdown.writer import RecordWriter
from assets.formats.plain_text.cutter import Cutter
from assets.formats.plain_text.encoding import detect, is_structured, is_text

_CERTAIN = 0.9
_MEMBERS_SNIFFED = 20
_MIN_STAMPS = 2
_MAX_BYTES_PER_STAMP = 16_384
"""A mirror has a dated link for each of its posts, and these are short."""


class MarkdownAdapter:
    """Adapter for channels kept as Markdown; see ``assets.formats.base.Adapter``."""

    name = "markdown"
    version = 1

    def __init__(self, window_bytes: int = WINDOW_BYTES) -> None:
        self._window_bytes = window_bytes

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.9 when the files link to posts of channels, each with its time, about as often as posts occur."""
        texts = [m for m in members if m.byte_count][:_MEMBERS_SNIFFED]
        counts = [_stamp_count(member.head()) for member in texts]
        return _CERTAIN if 2 * sum(count > 0 for count in counts) > len(texts) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the posts of the mirror; every byte belongs to one record."""
        writer = RecordWriter(source.options)
        is_folder = len(source.members) > 1
        for member in source.members:
            prefix = f"{member.name}:" if is_folder else ""
            yield from self._parse_member(writer, member, prefix)
        batch = writer.flush()
        if batch.record_count or batch.channels.height:
            yield batch

    def _parse_member(self, writer: RecordWriter, member: Member, prefix: str) -> Iterator[Batch]:
        sample, is_whole = next(read_windows(member), ([], True)) if is_text(member.head()) else ([], True)
        layout = infer_layout(sample, is_whole=is_whole)
        if layout is None:
            if member.byte_count:
                span = (0, member.byte_count)
                writer.builder.exclude("artifact", member.name, kind="container", span=span)
            return
        cutter = BlockCutter(layout)
        for lines, is_last in read_windows(member, self._window_bytes):
            writer.write(member, prefix, layout, cutter.cut(lines, is_last=is_last))
            if writer.builder.is_full:
                yield writer.flush()


def _stamp_count(head: bytes) -> int:
    """How many posts the first bytes of a mirror date; 0 for any other file, such as a README with links."""
    if b".me/" not in head or not is_text(head) or is_structured(head):
        return 0
    rows = Cutter(detect(head[:4])).rows(head)
    lines = [Line(*row) for row in rows]
    found = find_stamps(lines, read_entries(lines))
    stamped = {i for f in found for i in range(f.start, f.end)}
    others = sum(
        line.is_heading and i not in stamped and heading_day(line) is None for i, line in enumerate(lines)
    )
    is_mirror = (
        len(found) >= _MIN_STAMPS
        and len({f.stamp.post for f in found}) >= _MIN_STAMPS
        and len(head) <= len(found) * _MAX_BYTES_PER_STAMP
        and others <= 1 + len(found) // 2
    )
    return len(found) if is_mirror else 0
