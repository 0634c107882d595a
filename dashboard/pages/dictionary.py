"""The data dictionary of the release, with a picture of what refers to what."""

from collections import defaultdict
from collections.abc import Iterator

import duckdb

from dashboard.ask import Row, ask
from dashboard.erd import diagram
from dashboard.render import Page


def pages(con: duckdb.DuckDBPyConnection) -> Iterator[Page]:
    """The one page."""
    columns: dict[str, list[Row]] = defaultdict(list)
    for row in ask(con, "column"):
        columns[f"{row['table_schema']}.{row['table_name']}"].append(row)
    relationships = ask(con, "relationship")
    target = {
        (
            f"{r['table_schema']}.{r['table_name']}",
            r["column_name"],
        ): f"{r['referenced_schema']}.{r['referenced_table']}"
        for r in relationships
    }
    tables = ask(con, "table")
    for table in tables:
        name = f"{table['table_schema']}.{table['table_name']}"
        table |= {"name": name, "columns": columns[name]}
        for column in table["columns"]:
            column["refers_to"] = target.get((name, column["column_name"]))
    data = {"tables": tables, "diagram": diagram(relationships), "metrics": ask(con, "metric")}
    yield Page("dictionary.html", "Data dictionary", "dictionary.html", data)
