"""The data dictionary as Markdown, from the contracts."""

from collections.abc import Iterable, Mapping

from schemas import Contract


def dictionary(contracts: Iterable[Contract]) -> str:
    """Describe tables and their columns, in the order given."""
    parts = [
        "# Data dictionary",
        "",
        "Generated from the contracts in `schemas/`; the same words stand as comments in every release.",
        "Views are described in the release, too: `select * from meta.column`.",
        "",
    ]
    for contract in contracts:
        parts += [f"## {contract.name}", "", contract.comment, "", *_columns(contract), ""]
    return "\n".join(parts)


def _columns(contract: Contract) -> Iterable[str]:
    yield "| column | type | null | meaning |"
    yield "| --- | --- | --- | --- |"
    for c in contract.columns:
        key = " (key)" if c.name in contract.primary_key else ""
        target = f" → `{c.references}`" if c.references else ""
        meaning = c.description.replace("|", "\\|")
        yield f"| `{c.name}`{key} | {c.duckdb_type} | {'yes' if c.nullable else 'no'} | {meaning}{target} |"


def table_list(contracts: Iterable[Contract], views: Mapping[str, str]) -> str:
    """A Markdown table of tables and views with their grains: the views of a schema follow its tables.

    Args:
        contracts: the tables.
        views: name → comment.
    """
    tables = [(c.name, c.comment, "") for c in contracts]
    shown = [*tables, *((name, comment, " (view)") for name, comment in views.items())]
    schemas = list(dict.fromkeys(_schema(name) for name, _, _ in shown))
    shown.sort(key=lambda row: schemas.index(_schema(row[0])))
    rows = [f"| `{name}`{kind} | {comment.split('. ')[0].rstrip('.')}. |" for name, comment, kind in shown]
    return "\n".join(["| table | grain |", "| --- | --- |", *rows])


def _schema(name: str) -> str:
    return name.partition(".")[0]
