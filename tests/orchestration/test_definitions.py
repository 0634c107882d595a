"""The definitions load, and every published table is an asset with its contract and its check."""

from typing import Any

import dagster as dg
import pytest

from assets.specs import asset_key
from assets.steps.catalogue import rules_in_force
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


def specs() -> list[dg.AssetCheckSpec]:
    return [spec for definition in defs.asset_checks or [] for spec in definition.check_specs]  # type: ignore[union-attr]


def test_every_core_and_mart_table_has_a_blocking_check() -> None:
    blocking = {spec.asset_key for spec in specs() if spec.blocking}
    tables = {asset_key(name) for name in CONTRACTS if name.startswith(("core.", "mart."))}
    assert blocking >= tables | {asset_key("dq.check_result")}


def test_every_rule_in_force_stands_in_one_asset_check_and_none_that_warns_blocks() -> None:
    shown = [
        words
        for spec in specs()
        if spec.name != "publication"
        for words in (spec.description or "").splitlines()
    ]
    rules = rules_in_force()
    assert sorted(shown) == sorted(
        f"- `{r.check_id}` ({r.severity}, {r.dimension}): {r.rule_in_words}" for r in rules
    )
    for spec in specs():
        if "(warning" in (spec.description or "") and spec.name != "contract":
            assert not spec.blocking
            assert (spec.description or "").count("\n") == 0, "a rule that warns is an asset check of its own"


def test_a_run_logs_little_about_its_checks() -> None:
    assert len(specs()) < 100, "each costs three events, about 7 KB, in Dagster's log of every run"


def test_marts_depend_on_what_their_sql_reads(graph: Any) -> None:
    parents = graph.get(asset_key("mart.post_frequency_weekly")).parent_keys
    assert asset_key("mart.post_frequency_daily") in parents


def test_the_job_runs_in_one_process_so_that_one_lock_covers_it() -> None:
    assert defs.resolve_job_def("refresh").executor_def.name == "in_process"


def test_schedule_and_sensor_start_the_job() -> None:
    [schedule] = defs.schedules or []
    sensor, *alerts = defs.sensors or []
    assert schedule.job_name == "refresh"  # type: ignore[union-attr]
    assert sensor.job_name == "refresh"  # type: ignore[union-attr]
    assert [s.name for s in alerts] == ["alert_on_failure", "alert_on_checks"]
    assert not any(s.targets for s in alerts), "alerts start nothing"
