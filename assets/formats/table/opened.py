"""Which kind of table a file holds, by its first bytes."""

from assets.formats.base import Member
from assets.formats.table.chunks import Readable
from assets.formats.table.database import SQLITE_MAGIC, DatabaseFile
from assets.formats.table.delimited import DelimitedFile
from assets.formats.table.flat_json import JsonFile
from assets.formats.table.parquet import PARQUET_MAGIC, ParquetFile
from assets.formats.table.plan import Mapping
from assets.formats.table.workbook import ZIP_MAGIC, WorkbookFile


def open_file(member: Member, mapping: Mapping = ()) -> Readable:
    """A file as tables; what is none of the others is tried as delimited text."""
    head = member.head(4096)
    if head.startswith(SQLITE_MAGIC):
        return DatabaseFile(member)
    if head.startswith(PARQUET_MAGIC):
        return ParquetFile(member)
    if head.startswith(ZIP_MAGIC):
        return WorkbookFile(member, mapping)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return JsonFile(member)
    return DelimitedFile(member, mapping)
