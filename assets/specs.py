"""What Dagster shows of a table: everything follows from its contract."""

from collections.abc import Iterable, Iterator

import dagster as dg

from schemas import CONTRACTS, Contract

OWNER = "team:anbar"

_GROUPS = {"stg": "staging", "core": "core", "mart": "mart", "dq": "quality", "meta": "release"}


def asset_key(name: str) -> dg.AssetKey:
    """Asset key of a table: schema and table."""
    return dg.AssetKey(name.split("."))


def table_spec(name: str, deps: Iterable[str], kinds: set[str]) -> dg.AssetSpec:
    """Spec of the asset that is a table."""
    contract = CONTRACTS[name]
    return dg.AssetSpec(
        asset_key(name),
        deps=[asset_key(d) for d in deps],
        description=contract.comment,
        group_name=_GROUPS[contract.schema_name],
        kinds=kinds,
        owners=[OWNER],
        metadata={"dagster/column_schema": column_schema(contract), "dagster/table_name": name},
    )


def column_schema(contract: Contract) -> dg.TableSchema:
    """Columns of a contract as Dagster draws them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=c.name,
                type=c.duckdb_type,
                description=c.description,
                constraints=dg.TableColumnConstraints(
                    nullable=c.nullable, unique=contract.primary_key == (c.name,)
                ),
            )
            for c in contract.columns
        ]
    )


def materialized(row_counts: dict[str, int]) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """One result per table with its row count."""
    for name, rows in row_counts.items():
        yield dg.MaterializeResult(asset_key=asset_key(name), metadata={"dagster/row_count": rows})
