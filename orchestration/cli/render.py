"""What people see: tables, readable right-to-left text, sizes, progress."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

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

from orchestration.cli.app import err
from warehouse.progress import Advance

_ISOLATE, _POP = "\u2068", "\u2069"
"""First-strong isolate and its end: a terminal that knows directions keeps each cell in its own."""


def cell(value: Any) -> Text:
    """A value as a table cell; right-to-left text is isolated so that it does not reorder its row."""
    if value is None:
        return Text("NULL", style="dim")
    text = str(value)
    is_rtl = any("\u0590" <= c <= "\u08ff" for c in text)
    return Text(f"{_ISOLATE}{text}{_POP}" if is_rtl else text)


def table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for the terminal; numbers stand at the right."""
    rows = [tuple(r) for r in rows]
    result = Table(title=title, title_justify="left", header_style="bold")
    for i, name in enumerate(columns):
        numeric = any(isinstance(r[i], int | float) for r in rows if r[i] is not None)
        result.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        result.add_row(*[cell(v) for v in row])
    return result


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
