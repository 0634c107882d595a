"""The catalogue of checks: every rule that is in force, and those of the past, as the table ``dq.check``."""

from dataclasses import replace

import polars as pl

from assets.steps import history
from assets.steps.workspace import Workspace
from schemas import CONTRACTS, PUBLISHED, Contract
from warehouse.checks import (
    CheckSpec,
    Rule,
    reference_checks,
    reserved_row_checks,
    row_rules,
    sql_checks,
    uniqueness_checks,
)
from warehouse.settings import Quality

LAYERS = ("stg", "core", "mart", "dq")
_QUARANTINE_LIMIT = "dq.quarantine:within_limit"


def layer_contracts(layer: str) -> list[Contract]:
    """Contracts whose tables a layer checks."""
    return [c for c in CONTRACTS.values() if c.schema_name == layer]


def whole_table_specs(layer: str, limits: Quality | None = None) -> list[CheckSpec]:
    """Rules on whole tables of a layer that follow from its contracts; the SQL files run with the last layer."""
    specs: list[CheckSpec] = sql_rules(limits) if layer == "dq" else []
    for contract in layer_contracts(layer):
        specs += uniqueness_checks(contract) + reference_checks(contract) + reserved_row_checks(contract)
    return specs


def sql_rules(limits: Quality | None = None) -> list[CheckSpec]:
    """Rules that are SQL files, with the thresholds that the configuration sets for them."""
    configured = {_QUARANTINE_LIMIT: (limits or Quality()).max_quarantined_share}
    return [replace(s, threshold=configured.get(s.check_id, s.threshold)) for s in sql_checks()]


def rules_in_force(limits: Quality | None = None) -> list[Rule]:
    """Every rule that a run evaluates, but for those that only a record that breaks them makes known.

    Rules of ``stg`` are warnings: what breaks them is in quarantine already. Rows of ``dq`` and ``meta``
    are held against their contracts where they are written.
    """
    rules: list[Rule] = list(row_rules(CONTRACTS["stg.observation"], "warning"))
    for layer in LAYERS[1:]:
        if layer != "dq":
            rules += [rule for contract in layer_contracts(layer) for rule in row_rules(contract)]
        rules += whole_table_specs(layer, limits)
    return rules


def check_table(workspace: Workspace, results: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``dq.check``.

    Args:
        workspace: the run.
        results: outcomes of this run, as far as they are known, in the shape of ``dq.check_result``; readers
            of dumps have rules that only a rejected record makes known.
    """
    schema = PUBLISHED["dq.check"].polars_schema
    rules = rules_in_force(workspace.settings.quality)
    known = pl.DataFrame([_row(rule) for rule in rules], schema=schema)
    seen = (
        _described(results, is_current=True),
        _described(history.recall(workspace, "dq.check_result"), is_current=False),
    )
    return pl.concat([known, *seen]).unique("check_id", keep="first", maintain_order=True).sort("check_id")


def _row(rule: Rule) -> dict[str, object]:
    names = PUBLISHED["dq.check"].polars_schema.names()
    return {n: getattr(rule, n) for n in names if n != "is_current"} | {"is_current": True}


def _described(results: pl.DataFrame, *, is_current: bool) -> pl.DataFrame:
    """Checks as their newest results describe them."""
    schema = PUBLISHED["dq.check"].polars_schema
    of_a_reader = pl.when(pl.col("table_name") == "stg.observation").then(pl.lit("row_rule"))
    return (
        results.sort("checked_at", descending=True)
        .unique("check_id", keep="first", maintain_order=True)
        .with_columns(kind=of_a_reader, definition=pl.lit(None, pl.String), is_current=pl.lit(is_current))
        .select(schema.names())
        .cast(schema)
    )
