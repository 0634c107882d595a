"""The adapter for web archives."""

from collections.abc import Iterator

from assets.formats.base import Batch, Member, Source
from assets.formats.warc.framing import RecordReader
from assets.formats.warc.pieces import begins_with_record
from assets.formats.warc.writer import RecordWriter

_MEMBERS_SNIFFED = 16
_CERTAIN = 0.98


class WarcAdapter:
    """Adapter for WARC and WET files, plain or packed; see ``assets.formats.base.Adapter``."""

    name = "warc"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.98 when at least half of the files begin with a WARC record, below gzip or zstd if need be."""
        files = [m for m in members[:_MEMBERS_SNIFFED] if m.byte_count]
        own = sum(begins_with_record(member) for member in files)
        return _CERTAIN if own and 2 * own >= len(files) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the posts of the crawled pages; whatever else a crawl holds is left out, record by record."""
        writer = RecordWriter(source.options)
        is_folder = len(source.members) > 1
        for member in source.members:
            prefix = f"{member.name}:" if is_folder else ""
            for record in RecordReader(member):
                writer.write(record, prefix)
                if writer.is_full:
                    yield writer.flush()
        writer.finish()
        batch = writer.flush()
        if batch.record_count or batch.findings.height:
            yield batch
