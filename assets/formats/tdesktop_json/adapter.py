"""The adapter for Telegram Desktop's exports in JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from assets.formats.base import Batch, BatchBuilder, Member, ParseOptions, Source
from assets.formats.tdesktop_json.channel import Channel, channel_of
from assets.formats.tdesktop_json.detect import likeness
from assets.formats.tdesktop_json.records import BLOCK_BYTES
from assets.formats.tdesktop_json.walker import Chat, Walker, late_header
from assets.formats.tdesktop_json.window import CHUNK_BYTES, Window
from assets.formats.tdesktop_json.writer import ChatWriter

BATCH_BYTES = 64 << 20
"""A batch is handed over after so many bytes of the dump, however few records they held."""

_NAME_LENGTH = 60


@dataclass(frozen=True)
class _Sizes:
    """Bytes at a time."""

    block: int
    batch: int
    chunk: int


class TdesktopJsonAdapter:
    """Adapter for ``result.json`` of one chat or a whole account; see ``assets.formats.base.Adapter``."""

    name = "tdesktop_json"
    version = 1

    def __init__(
        self,
        block_bytes: int = BLOCK_BYTES,
        batch_bytes: int = BATCH_BYTES,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:
        self._sizes = _Sizes(block_bytes, batch_bytes, chunk_bytes)

    def sniff(self, members: tuple[Member, ...]) -> float:
        """Likeness of the member that is most like an export; media files may lie beside it."""
        return max((likeness(m) for m in members if m.byte_count), default=0.0)

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the messages of all chats."""
        builder = BatchBuilder()
        is_folder = len(source.members) > 1
        parser = _Parser(builder, source.options, self._sizes)
        for member in source.members:
            if is_folder and not likeness(member):
                builder.exclude("artifact", member.name, kind="container")
            else:
                yield from parser.parse(member, f"{member.name}:" if is_folder else "")
        yield builder.flush()


class _Parser:
    """Parses the files of a dump into batches."""

    def __init__(self, builder: BatchBuilder, options: ParseOptions, sizes: _Sizes) -> None:
        self._builder = builder
        self._options = options
        self._sizes = sizes
        self._channels: dict[str, Channel] = {}
        """First statement of each channel by reference; later ones may differ, and give way."""
        self._stated: set[str] = set()
        """Channels stated in the batch at hand."""

    def parse(self, member: Member, prefix: str) -> Iterator[Batch]:
        """Parse one file; ``prefix`` goes before its locators."""
        with member.open() as stream:
            window = Window(stream, self._sizes.chunk)
            walker = Walker(window, partial(_look_ahead, member), self._sizes.block)
            chat, writer, until = None, None, self._sizes.batch
            for stretch in walker.walk():
                if writer is None or stretch.chat is not chat:
                    if writer is not None:
                        writer.finish()
                    chat, writer = stretch.chat, self._writer(stretch.chat, prefix)
                writer.write(stretch.start, stretch.entries)
                if self._builder.is_full or window.offset >= until:
                    yield self._flush()
                    until = window.offset + self._sizes.batch
            if writer is not None:
                writer.finish()
            self._report(walker, member)

    def _writer(self, chat: Chat, prefix: str) -> ChatWriter:
        channel = channel_of(chat, self._options, self._builder)
        if channel.ref is not None:
            channel = self._channels.setdefault(channel.ref, channel)
            if channel.ref not in self._stated:
                channel.announce(self._builder)
                self._stated.add(str(channel.ref))
        return ChatWriter(self._builder, channel, f"{prefix}{chat.path}/messages")

    def _flush(self) -> Batch:
        self._stated.clear()
        return self._builder.flush()

    def _report(self, walker: Walker, member: Member) -> None:
        """Note what the walk met outside of messages."""
        for name, count in walker.unknown_fields.items():
            self._builder.finding("unknown_field", name[:_NAME_LENGTH], count)
        if walker.is_truncated:
            subject = "the file ends before its last bracket: the export was cut short"
            self._builder.finding("truncated_file", subject, example=member.name)
        if walker.is_damaged:
            subject = "the structure around the messages is damaged"
            self._builder.finding("damaged_file", subject, example=member.name)


def _look_ahead(member: Member, offset: int) -> dict[str, object]:
    with member.open() as stream:
        stream.seek(offset)
        return late_header(Window(stream))
