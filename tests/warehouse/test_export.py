"""The Parquet export holds the rows of the release, and its descriptor finds them."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from release_samples import build_sample

from schemas import PUBLISHED
from warehouse.connect import scratch
from warehouse.errors import AnbarError
from warehouse.export import export_parquet

_BUILT = datetime(2026, 11, 24, 3, 15)  # noqa: DTZ001


def test_every_table_is_exported_as_it_stands(tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    database = build_sample(release, rows=3).path
    export_parquet(database, "r000001-20261124T031500Z", _BUILT)
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    with scratch() as con:
        con.execute(f"ATTACH '{database}' AS warehouse (READ_ONLY)")
        con.execute("USE warehouse")
        for resource in package["resources"]:
            path = release / resource["path"]
            assert pl.read_parquet(path).equals(pl.DataFrame(con.sql(f"FROM {resource['name']}")))
            content = path.read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert (resource["bytes"], resource["rows"]) == (len(content), pl.read_parquet(path).height)
    assert {r["name"] for r in package["resources"]} == set(PUBLISHED)


def test_an_export_that_fails_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AnbarError, match="parquet = false"):
        export_parquet(tmp_path / "warehouse.duckdb", "r000001-20261124T031500Z", _BUILT)
