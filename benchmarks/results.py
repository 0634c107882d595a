"""Results of benchmarks: kept as JSON with a description of the machine, and found again to compare with."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""Figures of one line of a table, by name."""

FOLDER = Path(__file__).parent / "results"
_STAMP = "????????T??????Z"


def keep(name: str, rows: Sequence[Row], folder: Path = FOLDER) -> Path:
    """Write rows; the name says which benchmark at which size, so that only like is compared with like."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    path = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps({"machine": machine, "rows": list(rows)}, indent=1), encoding="utf-8")
    return path


def last(name: str, folder: Path = FOLDER) -> list[Row]:
    """Rows that were kept last under a name; none if there are none."""
    paths = sorted(folder.glob(f"{name}-{_STAMP}.json"))
    rows: list[Row] = json.loads(paths[-1].read_text(encoding="utf-8"))["rows"] if paths else []
    return rows


def with_before(rows: Sequence[Row], earlier: Sequence[Row], label: str, figures: Sequence[str]) -> list[Row]:
    """Rows with some of their figures as they were before, as ``<figure>_before``; None where unknown."""
    known = {row[label]: row for row in earlier}
    return [
        row | {f"{figure}_before": known.get(row[label], {}).get(figure) for figure in figures}
        for row in rows
    ]


def as_table(rows: Sequence[Row], columns: Mapping[str, tuple[str, str]]) -> str:
    """Rows as a table to print, the first column to the left.

    Args:
        rows: what to print.
        columns: for each figure its title and the format of its values, such as ``,.1f``.
    """
    lines = [[title for title, _ in columns.values()]]
    lines += [[_cell(row.get(name), spec) for name, (_, spec) in columns.items()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if n else cell.ljust(width) for n, (cell, width) in enumerate(line))
        for line in (zip(cells, widths, strict=True) for cells in lines)
    )


def _cell(value: str | float | None, spec: str) -> str:
    return "–" if value is None else value if isinstance(value, str) else format(value, spec)
