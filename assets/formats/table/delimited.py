"""Delimited text (CSV, TSV and the like) as a table."""

from collections.abc import Iterator

import polars as pl

from assets.formats.base import Member
from assets.formats.table.chunks import SAMPLE_ROWS, Chunk, ChunkWriter, Table, Unread
from assets.formats.table.dialect import HEAD_BYTES, Dialect, detect_dialect
from assets.formats.table.plan import Mapping
from assets.formats.table.records import RULES, Record, RecordReader, Rows
from assets.formats.table.text_lines import ESCAPED, Lines

_RULE = "the file begins with the names of its columns, and its rows have as many fields"


class DelimitedFile:
    """A file with one table; see ``chunks.Readable``."""

    def __init__(self, member: Member, mapping: Mapping = ()) -> None:
        self._member = member
        head = member.head(HEAD_BYTES)
        self._found = detect_dialect(head, is_whole=member.byte_count <= len(head), mapping=mapping)

    @property
    def guessed_encoding(self) -> str:
        """Name of the older encoding that the text seems to have; empty for Unicode, which tells itself."""
        label = self._found[0].coding.label if self._found else ""
        return label if label.startswith("Windows") else ""

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """The first sound rows; no table if the text is none."""
        if self._found is None:
            return []
        dialect, rows = self._found
        writer = ChunkWriter(list(dialect.columns))
        for row in rows[:SAMPLE_ROWS]:
            if not ESCAPED.search("".join(row)):
                writer.row(row, "", 0)
        return [("", writer.take().rows)]

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """The table; text that is none is one record that cannot be read."""
        if self._found is None:
            yield Unread("not_a_table", _RULE, "a row that names a column of texts is missing")
        elif "" in names:
            yield DelimitedTable(self._member, self._found[0])


class DelimitedTable(Table):
    """Rows of a delimited file; see ``chunks.Table``."""

    name = ""

    def __init__(self, member: Member, dialect: Dialect) -> None:
        self._member = member
        self._dialect = dialect

    def chunks(self) -> Iterator[Chunk]:
        """Read the file from its start."""
        writer = ChunkWriter(list(self._dialect.columns))
        number = 0
        with self._member.open() as stream:
            lines = Lines(stream, self._dialect.coding, self._dialect.newline)
            reader = RecordReader(lines, self._dialect)
            for heading in reader.headings():
                number += 1
                writer.heading(_locator(number, heading), heading.raw)
            number += 1  # the header
            for record in reader.records():
                if isinstance(record, Rows):
                    numbers = range(number + 1, number + 1 + len(record.rows))
                    locators = [
                        f"row {n}, line {line}" for n, line in zip(numbers, record.lines, strict=True)
                    ]
                    writer.rows(record.rows, locators, record.size)
                    number += len(record.rows)
                elif record.row is not None:
                    number += 1
                    writer.row(record.row, _locator(number, record), record.size)
                else:
                    number += 1
                    self._reject(writer, number, record)
                if writer.is_full:
                    yield writer.take()
        yield writer.take()

    def _reject(self, writer: ChunkWriter, number: int, record: Record) -> None:
        rule = RULES.get(record.reason, f"the text is valid {self._dialect.coding.label}")
        writer.reject(_locator(number, record), record.raw, record.reason, rule, record.case)


def _locator(number: int, record: Record) -> str:
    """Row as a spreadsheet counts, and line as an editor counts."""
    return f"row {number}, line {record.line}"
