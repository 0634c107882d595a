"""`anbar sql` and `anbar status`: asking the current release."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from orchestration.cli.app import DebugOption, HomeOption, app, err, explained, out
from orchestration.cli.render import age, size, table
from orchestration.cli.summary import print_warnings
from warehouse.connect import open_release
from warehouse.errors import AnbarError, UsageError
from warehouse.home import QUALITY, Home
from warehouse.publish import Publisher


class Format(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


_TABLE_ROWS = 1000
"""Rows that a terminal table shows at most; the other formats have no limit."""

_ROWS_AT_ONCE = 10_000
"""Rows that are in Python's memory at a time."""


def current_database(home: Home) -> Path:
    """The database of the current release.

    Raises:
        AnbarError: nothing was published yet.
    """
    if Publisher(home.published).current() is None:
        raise AnbarError(f"Nothing is published in {home.root}.", "Run `anbar run DUMP` first.")
    return home.published / "current" / "warehouse.duckdb"


@app.command()
@explained
def sql(
    query: Annotated[
        str, typer.Argument(help="A query over the schemas core, mart, dq and meta.", show_default=False)
    ],
    home: HomeOption = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print the result.")
    ] = Format.TABLE,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="File to write to instead of standard output.", dir_okay=False),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Run a query on the current release, read-only: it can reach no file and change nothing.

    Values are printed exactly as they are. For spreadsheets select `raw_text_display` instead of
    `text`: formulas and direction marks are made visible there.
    """
    con = open_release(current_database(Home.locate(home)))
    try:
        relation = con.sql(query)
        if relation is None:
            raise UsageError("The query gives no result.", "Only queries are possible here, such as SELECT.")
        if output_format is Format.TABLE and output is None:
            _print_table(relation)
        elif output_format is Format.PARQUET:
            _write_parquet(relation, output)
        else:
            columns = relation.columns
            if len(set(columns)) < len(columns):
                raise UsageError("Two columns of the query bear the same name.", "Give each its own with AS.")
            # Not by Arrow: DuckDB's binding prints notes about that when the process ends.
            write = _as_json if output_format is Format.JSON else _as_csv
            _write(write(columns, _batches(con.execute(query))), output)
    except duckdb.Error as error:
        if debug:
            raise
        raise UsageError(f"The query failed: {error}") from error
    finally:
        con.close()


def _print_table(relation: duckdb.DuckDBPyRelation) -> None:
    rows = relation.limit(_TABLE_ROWS + 1).fetchall()
    out.print(table(None, relation.columns, rows[:_TABLE_ROWS]))
    if len(rows) > _TABLE_ROWS:
        err.print(f"Only the first {_TABLE_ROWS} rows are shown; use --format csv for all.")


def _write_parquet(relation: duckdb.DuckDBPyRelation, output: Path | None) -> None:
    import polars as pl

    if output is None and sys.stdout.isatty():
        raise UsageError("Parquet is binary.", "Redirect it, or name a file with --output.")
    pl.DataFrame(relation).write_parquet(output or sys.stdout.buffer)


def _write(pieces: Iterable[str], output: Path | None) -> None:
    with output.open("wb") if output else nullcontext(sys.stdout.buffer) as target:
        for piece in pieces:
            target.write(piece.encode())


def _batches(result: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of a result, some at a time; at least one batch."""
    yield result.fetchmany(_ROWS_AT_ONCE)
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield rows


def _as_csv(columns: list[str], batches: Iterable[list[tuple[Any, ...]]]) -> Iterator[str]:
    import polars as pl

    for number, rows in enumerate(batches):
        frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        yield frame.write_csv(include_header=number == 0)


def _as_json(columns: list[str], batches: Iterable[list[tuple[Any, ...]]]) -> Iterator[str]:
    before = "[\n "
    for row in chain.from_iterable(batches):
        named = dict(zip(columns, row, strict=True))
        yield before + json.dumps(named, ensure_ascii=False, indent=1, default=str).replace("\n", "\n ")
        before = ",\n "
    yield "\n]\n" if before != "[\n " else "[]\n"


@app.command()
@explained
def status(home: HomeOption = None, debug: DebugOption = False) -> None:
    """Show the current release: its age, verdict and counts, and how the last run ended."""
    place = Home.locate(home)
    path = current_database(place)
    with open_release(path) as con:
        release = con.execute(_RELEASE).fetchall()[0]
        failed = con.execute(_FAILED).fetchall()
        _print_release(place, path, release, failed)
        print_warnings(con, release[-1])
    _print_last_run(place, release[-1])


def _print_release(place: Home, path: Path, release: tuple[Any, ...], failed: list[tuple[Any, ...]]) -> None:
    release_id, built_at, latest, dumps, posts, zone, _ = release
    errors = [f for f in failed if f[0] == "error"]
    warnings = [f for f in failed if f[0] == "warning"]
    verdict = "held back" if errors else f"usable, {len(warnings)} warnings" if warnings else "usable"
    rows = [
        ("release", release_id),
        ("built", f"{built_at:%Y-%m-%d %H:%M} UTC ({age(built_at, datetime.now(UTC).replace(tzinfo=None))})"),
        ("verdict", verdict),
        ("newest post", f"{latest:%Y-%m-%d %H:%M} UTC" if latest else "no post has a date"),
        ("dumps", dumps),
        ("posts", posts),
        ("reporting zone", zone),
        ("size", size(path.stat().st_size)),
        ("database", str(path)),
        ("quality", str(path.parent / QUALITY / "index.html")),
    ]
    out.print(table(None, ("", str(place.root)), rows))


def _print_last_run(place: Home, released_by: str) -> None:
    """Say so when a later run than the release's ended without publishing."""
    from assets.steps.history import recall
    from assets.steps.workspace import Workspace

    runs = recall(Workspace(place, ""), "dq.run").sort("started_at")
    last = runs.row(-1, named=True)
    if last["run_id"] != released_by:
        err.print(
            f"[yellow]The last run ({last['started_at']:%Y-%m-%d %H:%M} UTC) did not publish:[/] "
            f"{last['status']}. {last['error'] or ''}",
            highlight=False,
            soft_wrap=True,
        )
        if (quality := place.held_back / QUALITY / "index.html").exists():
            err.print(f"  quality   {quality}", highlight=False, soft_wrap=True)


_RELEASE = """
SELECT release_id, built_at, latest_posted_at, dump_count, post_count, reporting_zone, run_id FROM meta.release
"""
_FAILED = """
SELECT severity FROM dq.check_result
WHERE run_id = (SELECT run_id FROM meta.release) AND status <> 'passed'
"""
