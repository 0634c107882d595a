"""The catalogue of checks: all rules with their outcomes, now and over the runs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
from markupsafe import Markup

from dashboard import svg
from dashboard.ask import Row, ask
from dashboard.render import Page
from dashboard.verdict import Verdict
from schemas.vocabulary import DIMENSIONS
from warehouse.checks import sql_checks


@dataclass(frozen=True)
class Dimension:
    """One quality dimension: how it stands, and how it went."""

    name: str
    newest: Row
    rate: float | None
    """Share of rows that keep the rules in the newest run; None where none ran."""
    chart: Markup | None
    """Pass rate above rows evaluated, run by run; None while there is one run."""


def read_dimensions(con: duckdb.DuckDBPyConnection) -> list[Dimension]:
    """The quality dimensions that have checks, in their usual order."""
    runs: dict[str, list[Row]] = defaultdict(list)
    for row in ask(con, "dimension_history"):
        runs[row["dimension"]].append(row)
    return [_dimension(name, runs[name]) for name in DIMENSIONS if name in runs]


def _dimension(name: str, rows: list[Row]) -> Dimension:
    points = [(_label(r), _rate(r), r["evaluated_count"] or 0) for r in rows]
    title = f"{name}: pass rate above rows evaluated"
    chart = svg.rate_over_rows(title, points) if len(points) > 1 else None
    return Dimension(name, rows[-1], points[-1][1], chart)


def pages(con: duckdb.DuckDBPyConnection, verdict: Verdict, standing: list[Dimension]) -> Iterator[Page]:
    """The page of checks."""
    queries = {spec.check_id: spec.sql_offenders for spec in sql_checks()}
    for check in verdict.checks:
        check["strip"] = svg.strip(f"History of {check['check_id']}", check["codes"])
        check["sql"] = queries.get(check["check_id"])
    matrix: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in ask(con, "check_matrix", run_id=verdict.subject.run_id):
        matrix[row["table_name"]][row["dimension"]] = row
    data = {
        "dimensions": DIMENSIONS,
        "matrix": dict(matrix),
        "standing": standing,
        "published": {f"{t['table_schema']}.{t['table_name']}" for t in ask(con, "table")},
    }
    yield Page("checks.html", "Checks", "checks.html", data)


def _label(row: Row) -> str:
    words = f"{row['ended_at']:%Y-%m-%d %H:%M}"
    unrun = row["not_run_check_count"]
    return f"{words}, {unrun} not run" if unrun else words


def _rate(row: Row) -> float | None:
    """Share of rows that keep the rules; None where no rule ran, so that nothing looks passed."""
    if not row["evaluated_count"]:
        return None
    return max(0.0, 1 - float(row["failed_count"] or 0) / float(row["evaluated_count"]))
