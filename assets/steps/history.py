"""What earlier runs found, kept beside the lake and published with every release.

One Parquet file per run and table; a release's ``dq`` tables are their union.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from assets.steps.workspace import Workspace
from assets.transforms.quarantine import refuse_broken
from schemas import CONTRACTS


def remember(workspace: Workspace, name: str, rows: pl.DataFrame, first_wins: Sequence[str] = ()) -> None:
    """Write this run's rows of a history table.

    Args:
        workspace: the run.
        name: contract name, for instance ``dq.check_result``.
        rows: new rows; columns as in the contract.
        first_wins: key columns; rows whose key an earlier run has recorded are left out.
    """
    contract = CONTRACTS[name]
    shaped = pl.DataFrame(schema=contract.polars_schema) if rows.is_empty() else rows
    shaped = shaped.select(contract.polars_schema.names()).cast(contract.polars_schema)
    if first_wins:
        earlier = recall(workspace, name).select(first_wins)
        shaped = shaped.unique(list(first_wins), keep="first", maintain_order=True).join(
            earlier, on=list(first_wins), how="anti"
        )
    refuse_broken(shaped, contract)
    folder = workspace.home.history / name
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{workspace.run_id}.parquet"
    if first_wins and target.exists():
        shaped = pl.concat([pl.read_parquet(target), shaped])
    if shaped.is_empty() and not target.exists():
        return
    partial = target.with_suffix(".partial")
    shaped.write_parquet(partial)
    partial.replace(target)


def recall(workspace: Workspace, name: str) -> pl.DataFrame:
    """All rows of a history table, over all runs."""
    files = sorted((workspace.home.history / name).glob("*.parquet"))
    schema = CONTRACTS[name].polars_schema
    return pl.concat([_read(f, schema) for f in files]) if files else pl.DataFrame(schema=schema)


def _read(file: Path, schema: pl.Schema) -> pl.DataFrame:
    """Rows of an earlier run; a column that did not exist then is NULL."""
    frame = pl.read_parquet(file)
    missing = [pl.lit(None, dtype).alias(c) for c, dtype in schema.items() if c not in frame.columns]
    return frame.with_columns(missing).select(schema.names()).cast(schema)
