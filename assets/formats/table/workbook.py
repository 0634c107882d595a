"""Workbooks (XLSX) as tables, one per sheet."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import IO

import fastexcel
import polars as pl

from assets.formats.base import Member
from assets.formats.table.chunks import (
    CHUNK_CHARACTERS,
    HEADER_ROWS,
    SAMPLE_ROWS,
    Chunk,
    ChunkWriter,
    Table,
    Unread,
    unique_names,
)
from assets.formats.table.plan import Mapping, names_score

ZIP_MAGIC = b"PK\x03\x04"

MAX_UNPACKED_BYTES = 512 << 20
"""Sheets and strings of a workbook are held in memory while it is read."""
MAX_CELLS = 20_000_000
"""The same for the rectangle of cells, filled or not, that a sheet spans."""

_STEP = 1 << 20
_DATE_1904 = re.compile(rb'<(?:\w+:)?workbookPr\s[^<>]{0,1000}?\bdate1904="(?:1|true)"')
_DAYS_FROM_1900_TO_1904 = 1_462
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROWS_AT_ONCE = 16_384
_RULES = {
    "unreadable_table": "the workbook is a whole XLSX file",
    "workbook_too_large": (
        f"sheets unpack to less than {MAX_UNPACKED_BYTES >> 20} MiB and {MAX_CELLS:,} cells: "
        "save the sheet as CSV and hand that over"
    ),
}


class _Refused(Exception):  # noqa: N818 - it is an outcome, not an error
    """A workbook that must not be opened."""


class WorkbookFile:
    """A workbook; see ``chunks.Readable``."""

    def __init__(self, member: Member, mapping: Mapping = ()) -> None:
        self._member = member
        self.mapping = mapping

    @cached_property
    def _opened(self) -> "tuple[fastexcel.ExcelReader | None, str, str]":
        """The workbook, else reason and case why it is not read."""
        try:
            _guard(self._member)
            return fastexcel.read_excel(self._member.path), "", ""
        except _Refused as refusal:
            return None, "workbook_too_large", str(refusal)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            return None, "unreadable_table", str(error)[:200]
        except (fastexcel.FastExcelError, pl.exceptions.PanicException) as error:
            return None, "unreadable_table", str(error)[:200]

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether plain numbers count days from 1904: cells with a date's format are converted already."""
        with zipfile.ZipFile(self._member.path) as archive, archive.open("xl/workbook.xml") as part:
            return bool(_DATE_1904.search(part.read(_STEP)))

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """First rows of the sheets that have a header of posts; no table if the workbook is not read."""
        reader, _, _ = self._opened
        sheets = [Sheet(self, name) for name in reader.sheet_names] if reader else []
        return [(s.name, s.sample()) for s in sheets]

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """The sheets of these names; a workbook that is not read is one record that cannot be read."""
        reader, reason, case = self._opened
        if reader is None:
            yield Unread(reason, _RULES[reason], case, "workbook")
        else:
            for name in reader.sheet_names:
                if name in names:
                    yield Sheet(self, name)

    def load(self, name: str) -> pl.DataFrame | str:
        """All cells of a sheet as text, from its first row; else what is wrong with it."""
        reader, _, case = self._opened
        if reader is None:
            return case
        try:
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            return pl.DataFrame(sheet)
        except (fastexcel.FastExcelError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            return str(error)[:200]


class Sheet(Table):
    """A sheet; see ``chunks.Table``."""

    has_float_numbers = True

    def __init__(self, file: WorkbookFile, name: str) -> None:
        self._file = file
        self.name = name
        self.day_shift = _DAYS_FROM_1900_TO_1904 if file.counts_from_1904 else 0

    def sample(self) -> pl.DataFrame:
        """The first rows below the header; without columns if there is none."""
        cells = self._file.load(self.name)
        if isinstance(cells, str):
            return pl.DataFrame()
        names, header = _header(cells, self._file.mapping)
        return _named(cells[header + 1 : header + 1 + SAMPLE_ROWS], names)

    def chunks(self) -> Iterator[Chunk]:
        """Read the sheet."""
        cells = self._file.load(self.name)
        if isinstance(cells, str):
            yield from Unread("unreadable_table", _RULES["unreadable_table"], cells, self.name).chunks()
            return
        names, header = _header(cells, self._file.mapping)
        writer = ChunkWriter(names)
        for i in range(header):
            writer.heading(f"{self.name}!{i + 1}", "\t".join(c or "" for c in cells.row(i)))
        yield writer.take()
        begin = header + 1
        while begin < cells.height:
            part = _named(cells[begin : begin + _ROWS_AT_ONCE], names)
            part = _within(part)
            order = pl.int_range(part.height, eager=True)
            locators = f"{self.name}!" + (order + begin + 1).cast(pl.String)
            yield Chunk(part, order, locators, [], part.height)
            begin += part.height


def _header(cells: pl.DataFrame, mapping: Mapping) -> tuple[list[str], int]:
    """Names of the columns and the row they stand in: the one that names the most of them, else the first."""
    best = max(
        range(min(HEADER_ROWS, cells.height)),
        key=lambda i: (names_score(_names(cells, i), mapping), -i),
        default=0,
    )
    return _names(cells, best) if cells.height else list(cells.columns), best


def _names(cells: pl.DataFrame, row: int) -> list[str]:
    return unique_names(cells.row(row))


def _named(cells: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return cells.rename(dict(zip(cells.columns, names, strict=True)))


def _within(part: pl.DataFrame) -> pl.DataFrame:
    """As many of the rows as are not too much text."""
    sizes = part.select(pl.sum_horizontal(pl.all().str.len_bytes().fill_null(0)).cum_sum()).to_series()
    return part.head(max(int((sizes <= CHUNK_CHARACTERS).sum()), 1))


def _guard(member: Member) -> None:
    """Refuse workbooks that would fill the memory when opened: what archives declare is not believed.

    Raises:
        _Refused: too large.
        zipfile.BadZipFile: damaged, or no workbook.
    """
    with zipfile.ZipFile(member.path) as archive:
        names = [
            i
            for i in archive.infolist()
            if i.filename.startswith("xl/") and i.filename.endswith((".xml", ".rels"))
        ]
        if "xl/workbook.xml" not in {i.filename for i in names}:
            raise zipfile.BadZipFile("it is no workbook")
        total = 0
        for info in names:
            with member.open() as stream:
                total = _measured(stream, info, total)


def _measured(stream: IO[bytes], info: zipfile.ZipInfo, total: int) -> int:
    """Unpack a part without keeping it; gives the bytes unpacked so far."""
    is_sheet = info.filename.startswith("xl/worksheets/")
    rows = columns = 0
    carry = b""
    for block in unpacked(stream, info):
        total += len(block)
        if total > MAX_UNPACKED_BYTES:
            raise _Refused(f"it unpacks to more than {MAX_UNPACKED_BYTES >> 20} MiB")
        if is_sheet:
            window = carry + block
            for letters, digits in _CELL.findall(window):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            carry = window[-256:]
            if rows * columns > MAX_CELLS:
                raise _Refused(f"{info.filename} spans {rows:,} rows and {columns:,} columns")
    return total


def unpacked(stream: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Bytes of a member of an archive, as many as there really are."""
    if info.header_offset < 0:
        raise zipfile.BadZipFile("its directory is damaged")
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or not header.startswith(ZIP_MAGIC) or info.flag_bits & 1:
        raise zipfile.BadZipFile("damaged or encrypted")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if info.compress_type == zipfile.ZIP_STORED:
        yield stream.read(min(info.file_size, MAX_UNPACKED_BYTES + 1))
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("packed in an unusual way")
    unpacker = zlib.decompressobj(-15)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or stream.read(_STEP)
        if not packed:
            return
        yield unpacker.decompress(packed, _STEP)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
