"""The plain-text adapter: posts of a text file that says neither where they begin nor whose they are."""

from collections.abc import Iterator

import polars as pl

from assets.formats.base import Batch, BatchBuilder, Member, Source
from assets.formats.plain_text.blocks import POST
from assets.formats.plain_text.channel import channel_of
from assets.formats.plain_text.encoding import detect, has_letters, is_structured, is_text
from assets.formats.plain_text.folder import is_post_per_file
from assets.formats.plain_text.lines import read_lines
from assets.formats.plain_text.post_files import read_post_files
from assets.formats.plain_text.profile import Profile, infer_profile
from assets.formats.plain_text.records import RecordWriter
from assets.formats.plain_text.segmentation import cut
from assets.formats.plain_text.view import view_of

SAMPLE_BYTES = 32 << 20
"""The profile of a dump is inferred from so many of its first bytes."""

WINDOW_BYTES = 8 << 20
"""Text is segmented in pieces of about this size."""

FALLBACK = 0.3
"""Any adapter that recognises its own format is surer than this."""

_MEMBERS_SNIFFED = 20
_MOSTLY = 0.5


class PlainTextAdapter:
    """Adapter for text without markup; see ``assets.formats.base.Adapter``."""

    name = "plain_text"
    version = 1

    def __init__(self, window_bytes: int = WINDOW_BYTES, sample_bytes: int = SAMPLE_BYTES) -> None:
        self._window_bytes = window_bytes
        self._sample_bytes = sample_bytes

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.3 when most files that are not empty are text without a syntax of its own, else 0."""
        heads = [m.head() for m in members if m.byte_count][:_MEMBERS_SNIFFED]
        plain = sum(is_text(head) and not is_structured(head) for head in heads)
        readable = any(has_letters(head) for head in heads) or is_post_per_file(members)
        return FALLBACK if readable and plain > _MOSTLY * len(heads) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the posts, cards and separators of the dump; every byte belongs to one record."""
        if is_post_per_file(source.members):
            yield from read_post_files(source.members, source.options)
            return
        is_folder = len(source.members) > 1
        texts = [m for m in source.members if m.byte_count and (not is_folder or is_text(m.head()))]
        names = {m.name for m in texts}
        builder = BatchBuilder()
        sample = self._sample(texts)
        if sample is not None:
            profile = infer_profile(sample, source.options)
            channel = channel_of(source.options, profile.handle, profile.footer_score)
            channel.announce(builder)
        for member in source.members:
            if member.name in names and sample is not None:
                writer = RecordWriter(
                    builder=builder,
                    member=member,
                    encoding=detect(member.head(4)),
                    profile=profile,
                    channel=channel,
                    prefix=f"{member.name}:" if is_folder else "",
                    is_legacy=_is_legacy(sample),
                )
                yield from self._segment(writer)
            elif member.byte_count:
                builder.exclude("artifact", member.name, kind="container", span=(0, member.byte_count))
        batch = builder.flush()
        if batch.observations.height or batch.excluded.height:
            yield batch

    def _segment(self, writer: RecordWriter) -> Iterator[Batch]:
        """Cut one file into records, window by window."""
        carried: pl.DataFrame | None = None
        for chunk, is_last in read_lines(writer.member, self._window_bytes):
            lines = chunk if carried is None else pl.concat([carried, chunk])
            view = view_of(lines)
            if not len(view):
                if is_last:
                    writer.write_blank(lines)
                carried = lines
                continue
            done = cut(view, writer.profile, is_last=is_last)
            writer.write(lines, view, done.blocks)
            _report_structure(writer.builder, writer.profile, sum(b.kind == POST for b in done.blocks))
            carried = lines[view.row_of(done.end) :] if done.blocks else lines
            if done.blocks:
                yield writer.builder.flush()

    def _sample(self, members: list[Member]) -> pl.DataFrame | None:
        """The first lines of the dump, with ``file``; None without any."""
        parts, left = [], self._sample_bytes
        for position, member in enumerate(members):
            if left <= 0:
                break
            for chunk, _ in read_lines(member, min(left, self._sample_bytes), limit_bytes=left):
                parts.append(chunk.with_columns(file=pl.lit(position, pl.Int64)))
                left -= int(chunk["end"][-1] - chunk["start"][0]) if chunk.height else 0
                break
        return pl.concat(parts) if parts else None


def _report_structure(builder: BatchBuilder, profile: Profile, post_count: int) -> None:
    if profile.is_structured or not post_count:
        return
    done = "posts were cut at blank lines" if profile.mode == "blank" else "each file was taken as one post"
    builder.finding("no_structure_inferred", done, count=post_count)


def _is_legacy(sample: pl.DataFrame) -> bool:
    """Whether most lines that are not plain ASCII are not valid in the file's encoding."""
    invalid = pl.col("fault").str.starts_with("invalid_").fill_null(value=False)
    counts = sample.select(
        invalid=invalid.sum(), other=(~invalid & pl.col("text").str.contains(r"[^\x00-\x7f]")).sum()
    )
    return bool(counts["invalid"][0] > counts["other"][0])
