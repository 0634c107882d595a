"""SQLite databases as tables."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import polars as pl

from assets.formats.base import Member
from assets.formats.table.chunks import SAMPLE_ROWS, Chunk, ChunkWriter, Table, Unread

SQLITE_MAGIC = b"SQLite format 3\x00"

MAX_VALUE_BYTES = 8 << 20
"""Longest value that is read; SQLite itself allows 1 GB, and may compute values of that size."""

_MAX_PATTERN_BYTES = 64
"""Longest LIKE pattern of a computed column: long ones take time without bound."""

_RULE = "the database can be read to its end"
_LONG_RULE = f"a value has at most {MAX_VALUE_BYTES >> 20} MiB"
_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
_COLUMNS = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1"
"""Columns as `SELECT *` gives them: computed ones too, which `pragma_table_info` leaves out."""
_TG_ARCHIVE = frozenset(["id", "type", "date", "edit_date", "content", "reply_to", "user_id", "media_id"])


class DatabaseFile:
    """A database; see ``chunks.Readable``."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """First rows of all tables that have rows; none if the database is damaged."""
        found: list[tuple[str, pl.DataFrame]] = []
        for table in self._tables():
            chunk = table.first(SAMPLE_ROWS)
            if chunk is not None and chunk.rows.height:
                found.append((table.name, chunk.rows))
        return found

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """The tables of these names; a database without any is one record that cannot be read."""
        tables = self._tables()
        if not tables:
            yield Unread("unreadable_table", _RULE, "no table can be read", "database")
        yield from (table for table in tables if table.name in names)

    def _tables(self) -> "list[DatabaseTable]":
        """Ordinary tables: virtual ones may run code, views compute without bound."""
        try:
            with closing(connect(self._member)) as connection:
                rows = connection.execute(_TABLES).fetchall()
        except sqlite3.Error:
            return []
        plain = [(str(n), str(s or "")) for n, s in rows]
        return [
            DatabaseTable(self._member, name)
            for name, sql in plain
            if not re.match(r"(?i)\s*create\s+virtual", sql) and not name.startswith("sqlite_")
        ]


class DatabaseTable(Table):
    """A table of a database; see ``chunks.Table``."""

    def __init__(self, member: Member, name: str) -> None:
        self._member = member
        self.name = name

    def first(self, count: int) -> Chunk | None:
        """The first rows, as far as they can be read; None if none can."""
        return next((chunk for chunk in self._chunks(count) if chunk.rows.height), None)

    def chunks(self) -> Iterator[Chunk]:
        """Read the table in the order of its rows; after a damaged page nothing more can be read."""
        yield from self._chunks(None)

    def _chunks(self, count: int | None) -> Iterator[Chunk]:
        with closing(connect(self._member)) as connection:
            writer = ChunkWriter([])
            try:
                reader = _RowReader(connection, self.name)
                writer.columns = reader.columns
                for row in reader.rows(writer, count):
                    cells = [_cell(v) for v in row[1:]]
                    locator = f"{self.name}:{row[0]}"
                    writer.row(cells, locator, sum(len(c) for c in cells if c) + 8 * len(cells))
                    if writer.is_full:
                        yield writer.take()
            except sqlite3.Error as error:
                place = f"{self.name}: after {writer.locators[-1] if writer.locators else 'its start'}"
                writer.reject(place, str(error), "unreadable_table", _RULE, str(error)[:200])
            yield writer.take()


class _RowReader:
    """Rows of a table in the order of their keys, past values that are too long."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        own = [str(name) for (name,) in connection.execute(_COLUMNS, (table,))]
        self._name = table
        self._table = _quoted(table)
        self._key = next((k for k in ("rowid", "_rowid_", "oid") if self._works(k, own)), None)
        kinds, joins = self._media(own)
        self.columns = [*own, *(["media_type"] if joins else [])]
        key = f"t.{self._key}" if self._key else "row_number() OVER ()"
        values = ", ".join(f"t.{_quoted(c)}" for c in own)
        self._select = f"SELECT {key}, {values}{kinds} FROM {self._table} t{joins}"

    def rows(self, writer: ChunkWriter, count: int | None) -> Iterator[Sequence[Any]]:
        """Key and values of each row; rows with a value that is too long go to the writer as rejected."""
        if self._key is None:
            yield from self._connection.execute(self._select + _limit(count))
            return
        last: int | None = None
        read = 0
        while True:
            try:
                for row in self._connection.execute(*self._after(last, count and count - read)):
                    last, read = row[0], read + 1
                    yield row
                return
            except sqlite3.DatabaseError as error:
                last, row = self._next(last, error, writer)
                if last is None:
                    return
                if row is not None:
                    read += 1
                    yield row

    def _next(
        self, last: int | None, error: sqlite3.DatabaseError, writer: ChunkWriter
    ) -> tuple[int | None, Sequence[Any] | None]:
        """The one row behind a key, after an error: the driver reads a row ahead and drops the one before.

        Returns:
            Its key, None behind the last one; and the row, None if it went to the writer as rejected.

        Raises:
            sqlite3.DatabaseError: the row lies in a damaged place.
        """
        key = self._next_key(last)
        if key is None:
            return None, None
        try:
            rows = self._connection.execute(f"{self._select} WHERE t.{self._key} = ?", (key,)).fetchall()
        except sqlite3.DataError as fault:
            writer.reject(f"{self._name}:{key}", str(fault), "value_too_long", _LONG_RULE)
            return key, None
        if not rows:
            raise error
        return key, rows[0]

    def _after(self, last: int | None, count: int | None) -> tuple[str, tuple[int, ...]]:
        """The statement for the rows behind a key."""
        where = f" WHERE t.{self._key} > ?" if last is not None else ""
        order = f" ORDER BY t.{self._key}"
        return self._select + where + order + _limit(count), () if last is None else (last,)

    def _next_key(self, last: int | None) -> int | None:
        where = f" WHERE {self._key} > {int(last)}" if last is not None else ""
        found = self._connection.execute(f"SELECT min({self._key}) FROM {self._table}{where}").fetchone()
        return None if found is None else found[0]

    def _works(self, key: str, own: list[str]) -> bool:
        """Whether a name means the row's own number: tables may lack one, or call a column so."""
        if key in {n.lower() for n in own}:
            return False
        try:
            self._connection.execute(f"SELECT {key} FROM {self._table} LIMIT 1").fetchall()
        except sqlite3.OperationalError:
            return False
        return True

    def _media(self, own: list[str]) -> tuple[str, str]:
        """Kind of attachment from tg-archive's table of media, as an expression and a join."""
        if not set(own) >= _TG_ARCHIVE or self._key is None:
            return "", ""
        found = dict(self._connection.execute("SELECT name, pk FROM pragma_table_info('media')").fetchall())
        if found.get("id") != 1 or "type" not in found:
            return "", ""
        return ", m.type", " LEFT JOIN media m ON m.id = t.media_id"


def connect(member: Member) -> sqlite3.Connection:
    """Open a database to read only, whatever stands in it."""
    connection = sqlite3.connect(f"{member.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _MAX_PATTERN_BYTES)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _limit(count: int | None) -> str:
    return "" if count is None else f" LIMIT {int(count)}"


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return repr(value) if isinstance(value, float) else str(value)
