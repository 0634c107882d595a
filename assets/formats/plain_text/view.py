"""The lines of a text that are not blank, as plain lists: what segmentation walks over."""

from dataclasses import dataclass

import polars as pl

from assets.formats.plain_text.dated import HEADER


@dataclass(frozen=True)
class View:
    """Lists over the solid (not blank) lines of a frame of lines; all of the same length."""

    row: list[int]
    """Row of the line in the frame."""
    start: list[int]
    """Byte where the line begins."""
    end: list[int]
    """Byte after the line."""
    text: list[str]
    key: list[str]
    weight: list[int]
    marker: list[str | None]
    is_short: list[bool]
    is_series: list[bool]
    is_site: list[bool]
    is_hashtags: list[bool]
    is_list: list[bool]
    is_divider: list[bool]
    is_header: list[bool]
    """`Name, [dd.mm.yy hh:mm]`, as Telegram Desktop copies messages."""
    follows_blank: list[bool]
    """True when a blank line stands before it."""
    row_count: int
    """Rows of the frame, blank ones included."""

    def __len__(self) -> int:
        return len(self.row)

    def total(self, start: int, end: int) -> int:
        """Characters of the keys of a stretch."""
        return sum(self.weight[start:end])

    def begin(self, index: int) -> int:
        """Byte where a line begins; behind the last line, where that one ends."""
        return self.start[index] if index < len(self.row) else self.end[-1]

    def byte_count(self, start: int, end: int) -> int:
        """Bytes of a stretch of lines."""
        return self.end[end - 1] - self.start[start]

    def row_of(self, index: int) -> int:
        """Row where the stretch that begins with a solid line begins; the row count behind the last."""
        return self.row[index] if index < len(self.row) else self.row_count


def view_of(lines: pl.DataFrame) -> View:
    """Lists of the solid lines of a frame from ``read_lines``."""
    solid = (
        lines.with_row_index("row")
        .with_columns(pl.col("is_blank").shift(1, fill_value=False).alias("follows_blank"))
        .filter(~pl.col("is_blank"))
        .with_columns(pl.col("text").str.contains(HEADER).alias("is_header"))
    )
    columns = {name: solid[name].to_list() for name in View.__annotations__ if name in solid.columns}
    return View(row_count=lines.height, **columns)
