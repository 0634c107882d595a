"""The contracts as a Data Package (version 2.0, datapackage.org), for readers of the Parquet export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas import PUBLISHED, Contract
from schemas.contract import Column

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
"""DuckDB type → type of a Table Schema; instants are naive UTC."""

_CONSTRAINTS = {
    "greater_than_or_equal_to": ("minimum", "min_value"),
    "less_than_or_equal_to": ("maximum", "max_value"),
    "greater_than": ("exclusiveMinimum", "min_value"),
    "less_than": ("exclusiveMaximum", "max_value"),
    "isin": ("enum", "allowed_values"),
    "str_matches": ("pattern", "pattern"),
    "str_length": ("minLength", "min_value"),
}
"""Pandera's check → constraint and the statistic that it takes."""


@dataclass(frozen=True)
class ExportedFile:
    """A table as it lies on disk."""

    path: str
    """Relative to the descriptor, ``/``-separated."""
    byte_count: int
    sha256: str
    row_count: int


def data_package(name: str, version: str, created: str, files: Mapping[str, ExportedFile]) -> dict[str, Any]:
    """Describe exported tables.

    Args:
        name: of the package; lower case, digits, ``-``.
        version: of what it holds.
        created: ISO 8601 instant.
        files: contract name → its file.
    """
    resources = [_resource(PUBLISHED[table], file, files) for table, file in files.items()]
    return {"$schema": _PROFILE, "name": name, "version": version, "created": created, "resources": resources}


def _resource(contract: Contract, file: ExportedFile, files: Mapping[str, ExportedFile]) -> dict[str, Any]:
    keys = [
        {"fields": [column], "reference": {"resource": table, "fields": [target]}}
        for column, table, target in contract.references()
        if table in files
    ]
    schema: dict[str, Any] = {
        "fields": [_field(contract, c) for c in contract.columns],
        "primaryKey": list(contract.primary_key),
    }
    return {
        "name": contract.name,
        "type": "table",
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": contract.comment,
        "bytes": file.byte_count,
        "hash": f"sha256:{file.sha256}",
        "rows": file.row_count,
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _field(contract: Contract, column: Column) -> dict[str, Any]:
    constraints = dict(_constraints(contract, column))
    field = {"name": column.name, "type": _TYPES[column.duckdb_type], "description": column.description}
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(contract: Contract, column: Column) -> Iterator[tuple[str, Any]]:
    if not column.nullable:
        yield "required", True
    if column.generated:
        return
    for check in contract.row_schema.columns[column.name].checks:
        if check.name in _CONSTRAINTS:
            constraint, statistic = _CONSTRAINTS[check.name]
            yield constraint, _plain(check.statistics[statistic])


def _plain(value: Any) -> Any:
    """A bound or vocabulary as JSON has it."""
    if isinstance(value, date):  # datetimes are dates, too
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value
    return getattr(value, "pattern", None) or list(value)
