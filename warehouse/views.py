"""The views of a release, each one SQL file that carries its own documentation.

A file ``sql/views/<schema>.<view>.sql`` begins with comment lines: the view's comment, whose first sentence
is the grain, then one line ``-- <column>: <description>`` per column. A line indented by three blanks
continues the one above. The rest is one SELECT, plain enough for DuckDB 1.4.
"""

import re
from pathlib import Path

import duckdb

from warehouse.ddl import ViewSpec, qualified

_SQL = Path(__file__).parent / "sql" / "views"
_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+((?:core|mart|dq|meta)\.\w+)")
_COLUMN = re.compile(r"([a-z_][a-z0-9_]*):(?: (.*))?$")


def load_views(folder: Path = _SQL) -> tuple[ViewSpec, ...]:
    """Read the views of the warehouse, in the order of their names.

    Raises:
        ValueError: a file lacks its comment, or a column its description; names the file.
    """
    return tuple(read_view(f) for f in sorted(folder.glob("*.sql")))


def read_view(file: Path) -> ViewSpec:
    """Read one view from its file, see the module for the form.

    Raises:
        ValueError: the file lacks its comment, or a column its description; names the file.
    """
    header, sql = _split(file.read_text(encoding="utf-8"))
    comment: list[str] = []
    columns: list[tuple[str, str]] = []
    for line in header:
        found = _COLUMN.match(line)
        if found:
            columns.append((found[1], (found[2] or "").strip()))
        elif columns and line.startswith("  "):
            columns[-1] = (columns[-1][0], f"{columns[-1][1]} {line.strip()}")
        elif not columns:
            comment.append(line.strip())
        else:
            raise ValueError(f"{file.name}: neither a column nor a continuation: {line!r}")
    _refuse_gaps(file.name, comment, columns, sql)
    return ViewSpec(file.stem, " ".join(comment), tuple(columns), sql)


def view_sources(view: ViewSpec) -> list[str]:
    """Return the names of the tables and views that a view reads, sorted."""
    sql = re.sub(r"--[^\n]*|'[^']*'", "", view.sql)
    return sorted(set(_SOURCE.findall(sql)))


def define_view(con: duckdb.DuckDBPyConnection, view: ViewSpec) -> None:
    """Create or replace a view and hold its columns against its documentation.

    Raises:
        ValueError: the SELECT gives other columns than the header of the file describes.
    """
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {view.name.split('.')[0]}").fetchall()
    con.execute(f"CREATE OR REPLACE VIEW {qualified(view.name)} AS {view.sql}").fetchall()
    given = [row[0] for row in con.execute(f"DESCRIBE {qualified(view.name)}").fetchall()]
    described = [name for name, _ in view.columns]
    if given != described:
        raise ValueError(f"{view.name}.sql: describes the columns {described}, the query gives {given}")


def _split(text: str) -> tuple[list[str], str]:
    lines = text.strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return [line[2:].removeprefix(" ") for line in lines[:size]], "\n".join(lines[size:]).strip()


def _refuse_gaps(file_name: str, comment: list[str], columns: list[tuple[str, str]], sql: str) -> None:
    if not comment or not sql:
        raise ValueError(f"{file_name}: a view needs a comment and a query")
    if not columns:
        raise ValueError(f"{file_name}: a view needs a line for every column")
    for name, description in columns:
        if not description:
            raise ValueError(f"{file_name}: column {name} has no description")
