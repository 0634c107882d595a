"""What people see: tables, readable right-to-left text, sizes, progress."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from orchestration.cli.app import err, out
from warehouse.progress import Advance

_ISOLATE, _POP = "\u2068", "\u2069"
"""First-strong isolate and its end: a terminal that knows directions keeps each cell in its own."""


def cell(value: Any) -> Text:
    """A value as a table cell; right-to-left text is isolated so that it does not reorder its row."""
    if value is None:
        return Text("NULL", style="dim")
    text = str(value)
    is_rtl = any("\u0590" <= c <= "\u08ff" for c in text)
    return Text("\n".join(f"{_ISOLATE}{line}{_POP}" for line in text.split("\n")) if is_rtl else text)


def table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> RenderableType:
    """A table for the terminal; one that is wider than it becomes a block of lines per row."""
    rows = [tuple(r) for r in rows]
    grid = _grid(title, columns, rows)
    if out.measure(grid).minimum <= out.width and _natural_width(columns, rows) <= out.width:
        return grid
    records = [_grid(f"row {n}", ("", ""), zip(columns, row, strict=True)) for n, row in enumerate(rows, 1)]
    return Group(*([Text(title)] if title else []), *records)


def _grid(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    rows = list(rows)
    grid = Table(title=title, title_justify="left", header_style="bold", show_header=any(columns))
    for i, name in enumerate(columns):
        values = [r[i] for r in rows if r[i] is not None]
        numeric = bool(values) and all(isinstance(v, int | float) for v in values)
        grid.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*[cell(v) for v in row])
    return grid


def _natural_width(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Width with every cell on one line, texts of more than 60 characters folded there."""
    cells = [[name, *(str(r[i]) for r in rows)] for i, name in enumerate(columns)]
    return sum(min(60, max(map(cell_len, column))) + 3 for column in cells) + 1


def size(byte_count: int) -> str:
    """A size in bytes as people read it."""
    value = float(byte_count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} GB"


def age(instant: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    passed = max(now - instant, timedelta())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if (n := int(passed.total_seconds() // length)) >= 1:
            return f"{n} {unit}{'s' if n > 1 else ''} ago"
    return "just now"


class ProgressDisplay:
    """Shows the work of a run on standard error; listens to ``warehouse.progress``."""

    def __init__(self) -> None:
        self._bars: dict[str, tuple[Progress, TaskID]] = {}

    def start(self, label: str, total: int, unit: str) -> Advance:
        """Show a bar with an estimate of the time left."""
        count = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
        bar = Progress(
            SpinnerColumn(), TextColumn(f"{label:<9}"), BarColumn(), count, TimeElapsedColumn(),
            TextColumn("left"), TimeRemainingColumn(), console=err,
        )  # fmt: skip
        bar.start()
        task = bar.add_task(label, total=max(total, 1))
        self._bars[label] = (bar, task)
        return lambda amount: bar.advance(task, amount)

    def finish(self, label: str) -> None:
        """Complete a bar."""
        bar, task = self._bars.pop(label)
        bar.update(task, completed=bar.tasks[0].total)
        bar.stop()

    def close(self) -> None:
        """Stop the bars of work that an error ended."""
        for bar, _ in self._bars.values():
            bar.stop()
        self._bars.clear()
