"""Parquet files as tables."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.formats.base import Member
from assets.formats.table.chunks import CHUNK_CHARACTERS, CHUNK_ROWS, SAMPLE_ROWS, Chunk, Table, Unread

PARQUET_MAGIC = b"PAR1"

_ROWS_AT_ONCE = 16_384
_RULE = "the file is a whole Parquet file whose pages can be read"


class ParquetFile:
    """A file with one table; see ``chunks.Readable``."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def sample(self) -> list[tuple[str, pl.DataFrame]]:
        """The first rows; no table if the file is damaged."""
        rows, _ = read_slice(self._member, 0, SAMPLE_ROWS)
        return [] if rows is None else [("", as_text(rows))]

    def tables(self, names: frozenset[str]) -> Iterator[Table]:
        """The table."""
        if "" in names:
            yield ParquetTable(self._member)


class ParquetTable(Table):
    """Rows of a Parquet file; see ``chunks.Table``."""

    name = ""

    def __init__(self, member: Member) -> None:
        self._member = member

    def chunks(self) -> Iterator[Chunk]:
        """Read the file a slice at a time; after a damaged place nothing more can be read."""
        parts: list[pl.DataFrame] = []
        offset = begin = size = 0
        while True:
            rows, error = read_slice(self._member, offset, _ROWS_AT_ONCE)
            if rows is None:
                yield from _taken(parts, begin)
                yield from Unread("unreadable_table", _RULE, error, f"rows from {offset + 1}").chunks()
                return
            text = as_text(rows)
            if rows.height:
                parts.append(text)
                size += int(text.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item())
            offset += rows.height
            if rows.height < _ROWS_AT_ONCE or size >= CHUNK_CHARACTERS or offset - begin >= CHUNK_ROWS:
                yield from _taken(parts, begin)
                parts, begin, size = [], offset, 0
            if rows.height < _ROWS_AT_ONCE:
                return


def read_slice(member: Member, offset: int, count: int) -> tuple[pl.DataFrame | None, str]:
    """Some rows of a Parquet file, else what is wrong with it.

    Raises:
        OSError: the file cannot be read.
    """
    with member.open():  # a file that is not there is no damaged file
        pass
    try:
        return pl.scan_parquet(member.path, glob=False).slice(offset, count).collect(engine="in-memory"), ""
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        return None, str(error).partition("\n")[0]


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Values of any type as cells: structs by path, lists as JSON, instants as ISO 8601 with their offset."""
    while structs := [c for c, t in rows.schema.items() if isinstance(t, pl.Struct)]:
        for column in structs:
            fields = rows[column].struct.fields
            unpacked = [rows[column].struct.field(f).alias(f"{column}/{f}") for f in fields]
            rows = rows.drop(column).with_columns(s for s in unpacked if s.name not in rows.columns)
    return pl.DataFrame([_text_column(rows[c]) for c in rows.columns])


def _text_column(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if dtype == pl.String:
        return column
    if isinstance(dtype, pl.Datetime):
        zone = "+00:00" if dtype.time_zone else ""
        clock = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
        return clock.dt.strftime("%Y-%m-%d %H:%M:%S%.f" + zone)
    if dtype == pl.Binary:
        return pl.Series(
            column.name, [None if v is None else v.decode("utf-8", "replace") for v in column], pl.String
        )
    if dtype.is_nested() or dtype == pl.Object:
        return pl.Series(column.name, [_as_json(v) for v in column.to_list()], dtype=pl.String)
    return column.cast(pl.String, strict=False)


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _taken(parts: list[pl.DataFrame], begin: int) -> Iterator[Chunk]:
    if not parts:
        return
    rows = pl.concat(parts)
    order = pl.int_range(rows.height, eager=True)
    locators = (order + begin + 1).cast(pl.String)
    yield Chunk(rows, order, "row " + locators, [], rows.height)
