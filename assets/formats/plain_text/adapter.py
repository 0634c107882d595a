"""The plain-text adapter: posts of a text file that says neither where they begin nor whose they are."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from assets.ahead import ahead
from assets.formats.base import Batch, BatchBuilder, Member, ParseOptions, Source
from assets.formats.plain_text.blocks import POST, Cut
from assets.formats.plain_text.channel import channel_of
from assets.formats.plain_text.encoding import detect, has_letters, is_structured, is_text
from assets.formats.plain_text.folder import is_post_per_file
from assets.formats.plain_text.lines import read_lines, read_sample, read_whole, small_run
from assets.formats.plain_text.pairs import MAX_POST_BYTES
from assets.formats.plain_text.post_files import read_post_files
from assets.formats.plain_text.profile import Profile, infer_profile
from assets.formats.plain_text.records import RecordWriter
from assets.formats.plain_text.segmentation import cut
from assets.formats.plain_text.view import View, view_of, views_of

SAMPLE_BYTES = 8 << 20
"""The profile of a dump is inferred from so many of its first bytes."""

WINDOW_BYTES = 4 << 20
"""Text is segmented in pieces of about this size."""

FALLBACK = 0.3
"""Any adapter that recognises its own format is surer than this."""

_GUESSES = {
    "blank": "posts were cut at blank lines",
    "lines": "each line was taken as one post",
    "whole": "each file was taken as one post",
}
_MEMBERS_SNIFFED = 20
_MOSTLY = 0.5


class PlainTextAdapter:
    """Adapter for text without markup; see ``assets.formats.base.Adapter``."""

    name = "plain_text"
    version = 3

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
        builder = BatchBuilder()
        sample = read_sample(texts, self._sample_bytes)
        if sample is None:
            _exclude(builder, source.members)
        else:
            write = _writers(builder, sample, source.options, is_folder=is_folder)
            yield from self._parse_all(source.members, {m.name for m in texts}, write)
        batch = builder.flush()
        if batch.observations.height or batch.excluded.height:
            yield batch

    def _parse_all(
        self, members: tuple[Member, ...], names: set[str], writer_of: Callable[[Member], RecordWriter]
    ) -> Iterator[Batch]:
        """Cut files into records in their order, small ones several at a time."""
        position = 0
        while position < len(members):
            run = small_run(members, position, self._window_bytes) if len(members) > 1 else []
            if run:
                texts = [m for m in run if m.name in names]
                views = {texts[file].name: view for file, view in views_of(read_whole(texts))}
                for member in run:
                    writer = writer_of(member)
                    if member.name in views:
                        _write_view(writer, views[member.name], is_last=True)
                    else:
                        _exclude(writer.builder, [member])
                yield writer.builder.flush()
            elif members[position].name in names:
                yield from self._segment(writer_of(members[position]))
            else:
                _exclude(writer_of(members[position]).builder, [members[position]])
            position += max(len(run), 1)

    def _segment(self, writer: RecordWriter) -> Iterator[Batch]:
        """Cut one file into records, window by window."""
        carried: pl.DataFrame | None = None
        for chunk, is_last in ahead(read_lines(writer.member, self._window_bytes)):
            lines = chunk if carried is None else pl.concat([carried, chunk])
            view = view_of(lines)
            # Lines above so many blank ones wait for nothing below them: memory stays bounded.
            is_settled = is_last or _trailing_blanks(view) > MAX_POST_BYTES
            done = _write_view(writer, view, is_last=is_settled)
            if done.blocks or is_settled:
                yield writer.builder.flush()
            rest = lines[view.row_of(done.end) :] if done.blocks else lines
            carried = None if is_settled else rest


def _writers(
    builder: BatchBuilder, sample: pl.DataFrame, options: ParseOptions, *, is_folder: bool
) -> Callable[[Member], RecordWriter]:
    """What makes the writer of a file, with all that the sample tells."""
    profile = infer_profile(sample, options)
    channel = channel_of(options, profile.handle, profile.footer_score, profile.channel_name)
    channel.announce(builder)
    is_legacy = _is_legacy(sample)
    if profile.is_lemmatised:
        subject = "the text is the output of a lemmatiser, not what was published"
        builder.finding("lemmatised_text", subject)

    def writer_of(member: Member) -> RecordWriter:
        prefix = f"{member.name}:" if is_folder else ""
        encoding = detect(member.head(4))
        return RecordWriter(builder, member, encoding, profile, channel, prefix, is_legacy)

    return writer_of


def _write_view(writer: RecordWriter, view: View, *, is_last: bool) -> Cut:
    """Cut a stretch of lines and write what is complete."""
    done = cut(view, writer.profile, is_last=is_last) if len(view) else Cut([], 0)
    if done.blocks:
        writer.write(view, done.blocks)
        _report_structure(writer.builder, writer.profile, sum(b.kind == POST for b in done.blocks))
    elif is_last:
        writer.write_blank(view.rows)
    return done


def _exclude(builder: BatchBuilder, members: Sequence[Member]) -> None:
    """Files that are no texts."""
    for member in members:
        if member.byte_count:
            builder.exclude("artifact", member.name, kind="container", span=(0, member.byte_count))


def _report_structure(builder: BatchBuilder, profile: Profile, post_count: int) -> None:
    if profile.is_structured or not post_count:
        return
    done = _GUESSES[profile.mode]
    builder.finding("no_structure_inferred", done, count=post_count)


def _trailing_blanks(view: View) -> int:
    """Bytes of the blank lines at the end of a view."""
    rows = view.rows
    return rows.end[-1] - (view.end[-1] if len(view) else rows.start[0]) if rows.end else 0


def _is_legacy(sample: pl.DataFrame) -> bool:
    """Whether most lines that are not plain ASCII are not valid in the file's encoding."""
    invalid = pl.col("fault").str.starts_with("invalid_").fill_null(value=False)
    counts = sample.select(
        invalid=invalid.sum(), other=(~invalid & pl.col("text").str.contains(r"[^\x00-\x7f]")).sum()
    )
    return bool(counts["invalid"][0] > counts["other"][0])
