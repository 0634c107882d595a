"""The lines of a text as plain lists: what segmentation walks over, and what records are made of."""

from bisect import bisect_left
from dataclasses import dataclass

import polars as pl

from assets.formats.plain_text.dated import HEADER

STAMP_LABEL = r"^\s*(?:\p{L}{2,12}\s*[:：]\s*)?"
"""`Date:` before a time."""
_DAY = r"(?:\p{Nd}{4}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{1,2}|\p{Nd}{1,2}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{4})"
_CLOCK = r"\p{Nd}{1,2}:\p{Nd}{2}(?::\p{Nd}{2}(?:[.,]\p{Nd}{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?:\s?(?:Z|UTC|GMT))?(?:\s?[+-]\p{Nd}{2}:?\p{Nd}{2})?"
_TIME = rf"{_DAY}(?:T|[,،]?\s+|\s+[-–—|]\s+){_CLOCK}{_ZONE}"
_STAMP = rf"{STAMP_LABEL}(?:{_TIME}\s*:?\s*$|[\[(]{_TIME}[\])])"
"""A day and a time of day on a line of their own, or in brackets at the beginning of one, for polars."""


@dataclass(frozen=True)
class Rows:
    """Lists over all lines of a frame, blank ones included."""

    number: list[int]
    start: list[int]
    end: list[int]
    text: list[str]
    faults: list[tuple[int, str, str]]
    """Row, reason and case of each line that cannot be taken as text, in order."""


@dataclass(frozen=True)
class View:
    """Lists over the solid (not blank) lines of a frame of lines; all of the same length but one."""

    row: list[int]
    """Row of the line in the frame."""
    start: list[int]
    """Byte where the line begins."""
    end: list[int]
    """Byte after the line."""
    key: list[str]
    weight_above: list[int]
    """Characters of the keys of all lines above a line; one entry more than there are lines."""
    marker: list[str | None]
    is_short: list[bool]
    is_series: list[bool]
    is_site: list[bool]
    is_hashtags: list[bool]
    is_list: list[bool]
    is_divider: list[bool]
    is_header: list[bool]
    """`Name, [dd.mm.yy hh:mm]`, as Telegram Desktop copies messages."""
    stamp: list[str | None]
    """The time that is all of the line, or leads it in brackets."""
    follows_blank: list[bool]
    """True when a blank line stands before it."""
    rows: "Rows"

    @property
    def row_count(self) -> int:
        """Rows of the frame, blank ones included."""
        return len(self.rows.text)

    def __len__(self) -> int:
        return len(self.row)

    def total(self, start: int, end: int) -> int:
        """Characters of the keys of a stretch."""
        return self.weight_above[end] - self.weight_above[start]

    def begin(self, index: int) -> int:
        """Byte where a line begins; behind the last line, where that one ends."""
        return self.start[index] if index < len(self.row) else self.end[-1]

    def byte_count(self, start: int, end: int) -> int:
        """Bytes of a stretch of lines."""
        return self.end[end - 1] - self.start[start]

    def text(self, index: int) -> str:
        """A line as it stands in the text."""
        return self.rows.text[self.row[index]]

    def row_of(self, index: int) -> int:
        """Row where the stretch that begins with a solid line begins; the row count behind the last."""
        return self.row[index] if index < len(self.row) else self.row_count


def view_of(lines: pl.DataFrame) -> View:
    """Lists of the lines of a frame from ``read_lines``."""
    solid = (
        lines.with_row_index("row")
        .with_columns(pl.col("is_blank").shift(1, fill_value=False).alias("follows_blank"))
        .filter(~pl.col("is_blank"))
        .with_columns(
            pl.col("text").str.contains(HEADER).alias("is_header"),
            pl.col("text").str.extract(f"({_STAMP})", 1).alias("stamp"),
        )
    )
    columns = {name: solid[name].to_list() for name in View.__annotations__ if name in solid.columns}
    faulty = lines.with_row_index("row").filter(pl.col("fault").is_not_null())
    rows = Rows(
        **{name: lines[name].to_list() for name in ("number", "start", "end", "text")},
        faults=faulty.select("row", "fault", "fault_case").rows(),
    )
    return View(rows=rows, weight_above=[0, *solid["weight"].cum_sum().to_list()], **columns)


def views_of(lines: pl.DataFrame) -> list[tuple[int, View]]:
    """Each file of a frame with ``file`` as a view of its own: taken apart in lists, which is quick for many."""
    whole = view_of(lines)
    files = lines["file"].rle().struct.unnest()
    found, top = [], 0
    for height, file in zip(files["len"].to_list(), files["value"].to_list(), strict=True):
        found.append((file, _part(whole, top, top + height)))
        top += height
    return found


def _part(whole: View, top: int, bottom: int) -> View:
    """The rows [top, bottom) of a view."""
    first, last = bisect_left(whole.row, top), bisect_left(whole.row, bottom)
    names = View.__annotations__.keys() - {"row", "rows", "weight_above", "follows_blank"}
    above = whole.weight_above[first]
    rows = whole.rows
    return View(
        row=[row - top for row in whole.row[first:last]],
        follows_blank=[
            f and whole.row[first + i] > top for i, f in enumerate(whole.follows_blank[first:last])
        ],
        weight_above=[weight - above for weight in whole.weight_above[first : last + 1]],
        rows=Rows(
            number=rows.number[top:bottom],
            start=rows.start[top:bottom],
            end=rows.end[top:bottom],
            text=rows.text[top:bottom],
            faults=[(r - top, reason, case) for r, reason, case in rows.faults if top <= r < bottom],
        ),
        **{name: getattr(whole, name)[first:last] for name in names},
    )
