"""The definitions load, and every published table is an asset with its contract and its check."""

from typing import Any

import dagster as dg
import pytest

from assets.specs import asset_key
from orchestration.definitions import defs
from schemas import CONTRACTS


@pytest.fixture(scope="module")
def graph() -> Any:
    return defs.resolve_asset_graph()


def test_every_contract_is_an_asset_and_every_asset_a_contract(graph: Any) -> None:
    tables = {asset_key(name) for name in CONTRACTS}
    others = {dg.AssetKey("raw_dumps"), dg.AssetKey("warehouse_release"), dg.AssetKey("quality_site")}
    assert set(graph.get_all_asset_keys()) == tables | others


def test_every_asset_says_what_it_is_and_who_answers_for_it(graph: Any) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key
        assert node.group_name in {"raw", "staging", "core", "mart", "quality", "release"}, key


def test_assets_of_tables_carry_the_columns_of_their_contract(graph: Any) -> None:
    for name, contract in CONTRACTS.items():
        columns = graph.get(asset_key(name)).metadata["dagster/column_schema"].columns
        assert [c.name for c in columns] == [c.name for c in contract.columns]
        assert all(c.description for c in columns)


def test_every_core_and_mart_table_has_a_blocking_check() -> None:
    checked = {
        key.asset_key
        for definition in defs.asset_checks or []
        for key in definition.check_keys  # type: ignore[union-attr]
    }
    for name in CONTRACTS:
        if name.startswith(("core.", "mart.")):
            assert asset_key(name) in checked
    for definition in defs.asset_checks or []:
        assert all(spec.blocking for spec in definition.check_specs)  # type: ignore[union-attr]


def test_marts_depend_on_what_their_sql_reads(graph: Any) -> None:
    parents = graph.get(asset_key("mart.post_frequency_weekly")).parent_keys
    assert asset_key("mart.post_frequency_daily") in parents


def test_the_job_runs_in_one_process_so_that_one_lock_covers_it() -> None:
    assert defs.resolve_job_def("refresh").executor_def.name == "in_process"


def test_schedule_and_sensor_start_the_job() -> None:
    [schedule] = defs.schedules or []
    [sensor] = defs.sensors or []
    assert schedule.job_name == "refresh"  # type: ignore[union-attr]
    assert sensor.job_name == "refresh"  # type: ignore[union-attr]
