"""What is worth knowing about a table as a whole."""

import polars as pl

from assets.formats.base import FINDING_SCHEMA

_EXAMPLE_CHARACTERS = 80


class Findings:
    """Adds up findings until they are handed over with a batch."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[int, str | None]] = {}

    def add(self, finding: str, subject: str, count: int, example: str | None = None) -> None:
        """Note a finding about so many records; none is noted for 0 of them."""
        if count:
            known, first = self._rows.get((finding, subject), (0, None))
            shown = None if example is None else example[:_EXAMPLE_CHARACTERS].replace("\x00", "\\x00")
            self._rows[(finding, subject)] = (known + count, first if first is not None else shown)

    def of_cells(self, finding: str, subject: str, cells: pl.Series, is_touched: pl.Series) -> None:
        """Note a finding about the cells where a mask is true, with the first of them as example."""
        touched = cells.filter(is_touched.fill_null(value=False))
        self.add(finding, subject, len(touched), touched[0] if len(touched) else None)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to hand over."""
        return bool(self._rows)

    def take(self) -> pl.DataFrame:
        """Hand over what was noted."""
        rows = [(*key, *value) for key, value in self._rows.items()]
        self._rows = {}
        return pl.DataFrame(rows, schema=FINDING_SCHEMA, orient="row")
