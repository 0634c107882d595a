"""Checks as Dagster shows them: one blocking asset check per table and layer.

The outcomes are data (``dq.check_result``); here they are only reported. Severity decides what they
do: an error stops everything downstream, a warning never does.
"""

from collections.abc import Iterable, Iterator

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import asset_key
from assets.steps.checks import check_layer, layer_contracts, whole_table_specs
from schemas import STAGING
from warehouse.checks import CheckOutcome

_RESULTS = asset_key("dq.check_result")


def layer_check(layer: str) -> dg.AssetChecksDefinition:
    """The step that checks the tables of a layer by their contracts."""
    tables = list(STAGING)[1:2] if layer == "stg" else [c.name for c in layer_contracts(layer)]

    @dg.multi_asset_check(
        name=f"check_{layer}",
        specs=[
            dg.AssetCheckSpec(
                "contract", asset=asset_key(t), blocking=True, description=f"{t} keeps its contract."
            )
            for t in tables
        ],
    )
    def check(warehouse: WarehouseResource) -> Iterator[dg.AssetCheckResult]:
        with warehouse.step() as workspace:
            outcomes = check_layer(workspace, layer)
        for table in tables:
            yield _result("contract", asset_key(table), [o for o in outcomes if o.table_name == table])

    return check


def quality_check() -> dg.AssetChecksDefinition:
    """The step that checks tables against each other; its checks stand at the table of results."""
    subjects = sorted({spec.table_name for spec in whole_table_specs("dq")})

    @dg.multi_asset_check(
        name="check_dq",
        specs=[
            dg.AssetCheckSpec(
                _check_name(t),
                asset=_RESULTS,
                blocking=True,
                description=f"{t} agrees with the other tables.",
            )
            for t in subjects
        ],
    )
    def check(warehouse: WarehouseResource) -> Iterator[dg.AssetCheckResult]:
        with warehouse.step() as workspace:
            outcomes = check_layer(workspace, "dq")
        for table in subjects:
            yield _result(_check_name(table), _RESULTS, [o for o in outcomes if o.table_name == table])

    return check


def _check_name(table: str) -> str:
    return table.replace(".", "__")


def _result(name: str, key: dg.AssetKey, outcomes: Iterable[CheckOutcome]) -> dg.AssetCheckResult:
    """Sum up the outcomes of one table; texts never go into the event log."""
    all_outcomes = list(outcomes)
    failed = [o for o in all_outcomes if o.status != "passed"]
    is_error = any(o.severity == "error" for o in failed)
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=key,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            "rules": len(all_outcomes),
            "failed": {o.check_id: f"{o.failed_count} of {o.evaluated_count}" for o in failed[:20]},
        },
    )
