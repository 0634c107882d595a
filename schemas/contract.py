"""What a table contract is, and what can be read off it.

Belongs here: the base model of all tables, the field helpers, and the views of a contract that other
code needs (columns, DuckDB types, keys, references). The tables themselves are in the sibling modules.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

MAX_KEY = 2**53 - 1
"""Largest surrogate key: the largest integer that JavaScript-based BI tools show exactly."""

UNKNOWN_KEY = 0
"""Reserved dimension row: the source does not say."""

NOT_APPLICABLE_KEY = -1
"""Reserved dimension row: the question does not arise for this row."""

Instant = Annotated[pl.Datetime, "us", None]
"""Column type of an instant: naive UTC in microseconds."""

_DUCKDB_TYPES: tuple[tuple[pl.DataType | type[pl.DataType], str], ...] = (
    (pl.Int64, "BIGINT"),
    (pl.Int32, "INTEGER"),
    (pl.Float64, "DOUBLE"),
    (pl.Boolean, "BOOLEAN"),
    (pl.String, "VARCHAR"),
    (pl.Date, "DATE"),
    (pl.Datetime("us"), "TIMESTAMP"),
)


class Table(pa.DataFrameModel):
    """Base of all table contracts: exactly these columns, in this order, with these types.

    A subclass's docstring is the table's comment and starts with the grain sentence. Its ``Config`` gives
    ``name`` (``schema.table``), ``unique`` (the primary key) and, in ``metadata``, ``sort_by`` (row order
    in a release; the primary key when absent) and ``generated`` (columns that follow from others of their row and
    take no room: stored column before it → ``Column``).
    """

    class Config:
        """Pandera options that hold for every table."""

        strict = True
        ordered = True
        coerce = False


def column(description: str, **checks: Any) -> Any:
    """Declare a column: its description and Pandera's built-in checks (``ge``, ``isin``, ``nullable`` …)."""
    return pa.Field(description=description, **checks)


def key(description: str) -> Any:
    """Declare a surrogate key column: a positive BIGINT that BI tools show exactly, or a reserved row."""
    return pa.Field(description=description, ge=NOT_APPLICABLE_KEY, le=MAX_KEY)


def reference(target: str, description: str) -> Any:
    """Declare a foreign key to ``schema.table.column``; never NULL, the reserved rows stand for "none"."""
    return pa.Field(
        description=description,
        ge=NOT_APPLICABLE_KEY,
        le=MAX_KEY,
        metadata={"references": target},
    )


@dataclass(frozen=True)
class Column:
    """One column of a contract, as DDL, documentation and checks need it."""

    name: str
    dtype: pl.DataType
    nullable: bool
    description: str
    references: str | None = None
    generated: str | None = None
    """SQL that gives the column from others of its row; NULL for columns that are stored."""

    @property
    def duckdb_type(self) -> str:
        """The DuckDB type that holds this column.

        Raises:
            TypeError: the contract uses a type that the warehouse does not publish.
        """
        for dtype, name in _DUCKDB_TYPES:
            if self.dtype == dtype:
                return name
        raise TypeError(f"column {self.name}: no DuckDB type for {self.dtype}")


@dataclass(frozen=True)
class Contract:
    """A table contract, read once from its model."""

    name: str
    """``schema.table``; also the asset key and the key in ``CONTRACTS``."""
    comment: str
    columns: tuple[Column, ...]
    """As published."""
    primary_key: tuple[str, ...]
    sort_by: tuple[str, ...]
    rules: dict[str, str]
    """Rule name → rule in words, as quarantine and check catalogue show it."""
    model: type[Table]

    @property
    def schema_name(self) -> str:
        """Schema part of the name, for instance ``core``."""
        return self.name.split(".")[0]

    @property
    def table_name(self) -> str:
        """Table part of the name, for instance ``fact_post``."""
        return self.name.split(".")[1]

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """Columns whose values are written."""
        return tuple(c for c in self.columns if c.generated is None)

    @cached_property
    def polars_schema(self) -> pl.Schema:
        """Names and polars types of the stored columns, in order."""
        return pl.Schema({c.name: c.dtype for c in self.stored})

    @cached_property
    def row_schema(self) -> pa.DataFrameSchema:
        """The model without its key: rules that one row breaks or keeps, so that batches can be checked.

        The key is a rule on the whole table; it is proven in SQL, and once, not batch by batch.
        """
        schema = copy.copy(self.model.to_schema())  # Pandera shares one schema per model
        schema.unique = None
        return schema

    def row_checks(self) -> Iterator[tuple[str, pa.Check]]:
        """Yield the rules on values and rows, each with the column that it is asked of, ``*`` for whole rows."""
        for name, column in self.row_schema.columns.items():
            yield from ((name, check) for check in column.checks)
        yield from (("*", check) for check in self.row_schema.checks)

    def references(self) -> Iterator[tuple[str, str, str]]:
        """Yield ``(column, referenced table, referenced column)`` for each foreign key."""
        for c in self.columns:
            if c.references is not None:
                table, _, target = c.references.rpartition(".")
                yield c.name, table, target


def contract_of(model: type[Table]) -> Contract:
    """Read a contract off its Pandera model.

    Raises:
        ValueError: the model lacks a docstring, a name, a key or a column description.
    """
    schema = model.to_schema()
    name, comment = schema.name, schema.description
    unique = schema.unique or []
    if not name or "." not in name or not comment or not unique:
        raise ValueError(f"{model.__name__}: a contract needs a docstring, name and unique")
    metadata = getattr(model.Config, "metadata", None) or {}
    columns = []
    for column_name, c in schema.columns.items():
        if not c.description:
            raise ValueError(f"{name}.{column_name}: a column needs a description")
        columns.append(
            Column(
                name=column_name,
                dtype=c.dtype.type,
                nullable=c.nullable,
                description=c.description,
                references=(c.metadata or {}).get("references"),
            )
        )
        if following := metadata.get("generated", {}).get(column_name):
            columns.append(following)
    return Contract(
        name=name,
        comment=" ".join(comment.split()),
        columns=tuple(columns),
        primary_key=tuple(unique),
        sort_by=tuple(metadata.get("sort_by", unique)),
        rules=dict(_rules(schema)),
        model=model,
    )


def _rules(schema: Any) -> Iterator[tuple[str, str]]:
    """Yield rule name and rule in words for every check of a Pandera schema."""
    for name, c in schema.columns.items():
        if not c.nullable:
            yield f"{name}:not_nullable", f"{name} is never NULL"
        for check in c.checks:
            yield f"{name}:{check.name}", f"{name}: {_in_words(check)}"
    for check in schema.checks:
        yield check.name, check.description or check.name.replace("_", " ")


_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "greater_than_or_equal_to": lambda s: f"at least {s['min_value']}",
    "greater_than": lambda s: f"greater than {s['min_value']}",
    "less_than_or_equal_to": lambda s: f"at most {s['max_value']}",
    "less_than": lambda s: f"less than {s['max_value']}",
    "in_range": lambda s: f"between {s['min_value']} and {s['max_value']}",
    "isin": lambda s: "one of " + ", ".join(map(str, s["allowed_values"])),
    "str_matches": lambda s: f"matches {s['pattern']}",
    "str_length": lambda s: f"at least {s['min_value']} characters",
}


def _in_words(check: Any) -> str:
    """State a built-in Pandera check in words a reader of the quality page understands."""
    words = _WORDS.get(check.name)
    return words(check.statistics) if words else (check.error or check.name)
