"""The data dictionary of the release: what columns mean, hold and come from, and what refers to what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import duckdb

from dashboard.ask import Row, ask
from dashboard.erd import diagram
from dashboard.profile import LENGTH, profile_table
from dashboard.render import Page
from dashboard.subject import Subject
from schemas.changes import changes

_CHANGES_SHOWN, _LINES_SHOWN = 20, 40
"""Newest changes of the contract, and lines of each; all are in `schemas/CONTRACT.md`."""


def pages(con: duckdb.DuckDBPyConnection, subject: Subject) -> Iterator[Page]:
    """The one page."""
    relationships = ask(con, "relationship")
    tables = ask(con, "table")
    of_table = {name: _by_table(ask(con, name)) for name in ("column", "lineage", "table_source")}
    for table in tables:
        name = _name(table)
        columns = of_table["column"][name]
        table |= {
            "name": name,
            "columns": columns,
            "sources": of_table["table_source"][name],
            "profile": None,
        }
        if table["table_kind"] == "table" and table["table_schema"] != "meta" and subject.release_id:
            table["profile"] = profile_table(con, name, columns)
        _tell_more(table, of_table["lineage"][name], relationships)
    data = {
        "tables": tables,
        "diagram": diagram(relationships),
        "metrics": ask(con, "metric"),
        "length": LENGTH,
        "changes": [(c, c.lines[:_LINES_SHOWN]) for c in changes()[:_CHANGES_SHOWN]],
    }
    yield Page("dictionary.html", "Data dictionary", "dictionary.html", data)


def _tell_more(table: Row, lineage: Sequence[Row], relationships: Sequence[Row]) -> None:
    """Add to each column of a table what it refers to, what it holds and where it comes from."""
    target = {
        r["column_name"]: f"{r['referenced_schema']}.{r['referenced_table']}"
        for r in relationships
        if _name(r) == table["name"]
    }
    profile = table["profile"].columns if table["profile"] else {}
    for column in table["columns"]:
        name = column["column_name"]
        column["refers_to"] = target.get(name)
        column["profile"] = profile.get(name)
        column["lineage"] = [r for r in lineage if r["column_name"] == name]


def _by_table(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[_name(row)].append(row)
    return grouped


def _name(row: Row) -> str:
    return f"{row['table_schema']}.{row['table_name']}"
