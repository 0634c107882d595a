"""The measures of ``metrics.toml`` as the table that BI tools read."""

import tomllib
from pathlib import Path

import polars as pl

from schemas import PUBLISHED

_FILE = Path(__file__).parent / "metrics.toml"


def load_metrics(file: Path = _FILE) -> pl.DataFrame:
    """Read the measures in the contract of ``meta.metric``, sorted by name.

    Raises:
        ValueError: an entry has other keys than the contract, or its base table has no contract.
        pandera.errors.SchemaErrors: a value breaks the contract.
    """
    contract = PUBLISHED["meta.metric"]
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("metric", [])
    rows = [{"metric_name": e.pop("name", None), **e} for e in entries]
    for row in rows:
        if row.keys() != set(contract.polars_schema):
            differing = ", ".join(sorted(row.keys() ^ set(contract.polars_schema)))
            raise ValueError(f"{file.name}, {row['metric_name']}: missing or unknown: {differing}")
        if row["base_table"] not in PUBLISHED:
            raise ValueError(f"{file.name}, {row['metric_name']}: there is no {row['base_table']}")
    frame = pl.DataFrame(rows, schema=contract.polars_schema).sort("metric_name")
    contract.model.validate(frame, lazy=True)
    return frame
