"""The data dictionary as Markdown, from the contracts."""

from collections.abc import Iterable

from schemas import Contract


def dictionary(contracts: Iterable[Contract]) -> str:
    """Describe tables and their columns, in the order given."""
    parts = [
        "# Data dictionary",
        "",
        "Generated from the contracts in `schemas/`; the same words stand as comments in every release.",
        "Views of the `dq` schema are described in the release: `select * from meta.table`.",
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


def table_list(contracts: Iterable[Contract]) -> str:
    """A Markdown table of table names and grains."""
    rows = [f"| `{c.name}` | {c.comment.split('. ')[0].rstrip('.')}. |" for c in contracts]
    return "\n".join(["| table | grain |", "| --- | --- |", *rows])
