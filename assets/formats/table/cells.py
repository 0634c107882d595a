"""Cells of a chunk by the role of their column."""

import polars as pl

from assets.formats.table.findings import Findings
from assets.formats.table.plan import Plan
from assets.formats.table.values import NULL_MARKERS, cleaned, nothing


class Cells:
    """Access to the columns of a chunk by role."""

    def __init__(
        self,
        rows: pl.DataFrame,
        plan: Plan,
        findings: Findings,
        *,
        has_float_numbers: bool,
        day_shift: int,
    ) -> None:
        self.rows = rows
        self.plan = plan
        self.findings = findings
        self.has_float_numbers = has_float_numbers
        self.day_shift = day_shift
        self._cleaned: dict[str, pl.Series] = {}

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.rows.height

    def column(self, role: str) -> str:
        """Source column of a role; empty if it has none in this chunk."""
        name = self.plan.roles.get(role, "")
        return name if name in self.rows.columns else ""

    def get(self, role: str) -> pl.Series:
        """Cleaned cells of a role; all NULL if no column has it."""
        return self.of_column(self.column(role)) if self.column(role) else self.none(pl.String)

    def of_column(self, column: str) -> pl.Series:
        """Cleaned cells of a source column."""
        if column not in self._cleaned:
            self._cleaned[column] = cleaned(self.rows[column])
        return self._cleaned[column]

    def words(self, role: str) -> pl.Series:
        """Cells of a role as they are written, without blanks around them; NULL where a marker stands."""
        if not self.column(role):
            return self.none(pl.String)
        text = self.rows[self.column(role)].str.strip_chars()
        return text.set(text.str.to_lowercase().is_in(NULL_MARKERS).fill_null(value=False), None)

    def none(self, dtype: type[pl.DataType] | pl.DataType) -> pl.Series:
        """A column without values."""
        return nothing(self.height, dtype)

    def note(self, finding: str, role: str, cells: pl.Series, is_touched: pl.Series) -> None:
        """Note a finding about cells of a role's column."""
        self.findings.of_cells(finding, self.column(role), cells, is_touched)
