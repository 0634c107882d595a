"""Checks: every rule of a layer is evaluated, and every outcome is kept as data.

Rules on single rows come from the contracts and run as Pandera on eager batches; rules on whole tables
come from the contracts' keys and references and from ``warehouse/sql/checks`` and run as SQL.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl

from assets.steps.staged import books, scan_staged
from assets.steps.workspace import Workspace, now
from assets.transforms.quarantine import split
from schemas import CONTRACTS, PUBLISHED, Contract
from warehouse.checks import (
    CheckOutcome,
    CheckSpec,
    reference_checks,
    reserved_row_checks,
    run_checks,
    sql_checks,
    uniqueness_checks,
)
from warehouse.engine import Engine
from warehouse.errors import AnbarError
from warehouse.views import load_views

LAYERS = ("stg", "core", "mart", "dq")
OWNER = "data quality"
_QUARANTINE_LIMIT = "dq.quarantine:within_limit"
_BATCH = 122_880


def check_layer(workspace: Workspace, layer: str) -> list[CheckOutcome]:
    """Evaluate all checks of a layer and keep the outcomes for ``dq.check_result``."""
    outcomes = list(_EVALUATE[layer](workspace))
    schema = PUBLISHED["dq.check_result"].polars_schema
    rows = [{"run_id": workspace.run_id, "checked_at": now(), **asdict(o)} for o in outcomes]
    pl.DataFrame(rows, schema=schema).write_parquet(_file(workspace, layer))
    return outcomes


def recorded(workspace: Workspace) -> pl.DataFrame:
    """Outcomes of this run over all layers, in the shape of ``dq.check_result``."""
    schema = PUBLISHED["dq.check_result"].polars_schema
    files = [f for f in (_file(workspace, layer) for layer in LAYERS) if f.exists()]
    rows = pl.concat([pl.DataFrame(schema=schema), *map(pl.read_parquet, files)])
    return rows.filter(pl.col("run_id") == workspace.run_id)


def refuse_failures(workspace: Workspace) -> pl.DataFrame:
    """Give the outcomes of this run if publication may go on.

    Raises:
        AnbarError: a layer was not checked, or a check of severity error failed or did not run.
    """
    results = recorded(workspace)
    missing = [layer for layer in LAYERS if not _is_checked(workspace, layer)]
    if missing:
        raise AnbarError(
            f"the checks of {', '.join(missing)} did not run in this run.", "Run the whole job `refresh`."
        )
    if words := what_blocks(results):
        raise AnbarError(words)
    return results


def what_blocks(results: pl.DataFrame) -> str | None:
    """Say which checks hold publication back; None when none does."""
    blocking = results.filter((pl.col("severity") == "error") & (pl.col("status") != "passed"))
    if blocking.is_empty():
        return None
    rows = blocking.head(5).iter_rows(named=True)
    words = "; ".join(
        f"{r['check_id']} ({r['rule_in_words']}): {r['status']}, {r['failed_count']} of "
        f"{r['evaluated_count']}, for instance {r['example_value']}"
        for r in rows
    )
    return f"{blocking.height} checks hold publication back: {words}."


def _is_checked(workspace: Workspace, layer: str) -> bool:
    file = _file(workspace, layer)
    return file.exists() and workspace.run_id in pl.read_parquet(file)["run_id"].to_list()


def _file(workspace: Workspace, layer: str) -> Path:
    return workspace.home.build / f"_checks_{layer}.parquet"


def layer_contracts(layer: str) -> list[Contract]:
    """Contracts whose tables a layer checks."""
    return [c for c in CONTRACTS.values() if c.schema_name == layer]


def whole_table_specs(layer: str) -> list[CheckSpec]:
    """Rules on whole tables of a layer that follow from its contracts; the SQL files run with the last layer."""
    specs: list[CheckSpec] = list(sql_checks()) if layer == "dq" else []
    for contract in layer_contracts(layer):
        specs += uniqueness_checks(contract) + reference_checks(contract) + reserved_row_checks(contract)
    return specs


def _parsed(workspace: Workspace) -> Iterator[CheckOutcome]:
    """Rules of the parsed boundary: what they rejected is in quarantine already."""
    contract = CONTRACTS["stg.observation"]
    rejected = scan_staged(workspace, "stg.rejection").group_by("reason", "rule_in_words").len().collect()
    counts = {(r, w): n for r, w, n in rejected.iter_rows()}
    found = int(
        books(workspace).select(pl.col("observation_count") + pl.col("quarantined_count")).sum().item()
    )
    rules = dict.fromkeys(contract.rules.items(), 0) | counts
    for (rule, words), failed in rules.items():
        yield _row_outcome(contract, rule, words, found, failed, "warning")


def _layer(layer: str, workspace: Workspace) -> Iterator[CheckOutcome]:
    with workspace.engine() as engine:
        for contract in layer_contracts(layer):
            yield from _row_rules(workspace, engine, contract)
        engine.register(workspace.relations("core", layer))
        yield from run_checks(engine.con, whole_table_specs(layer))


def _quality(workspace: Workspace) -> Iterator[CheckOutcome]:
    with workspace.engine() as engine:
        engine.register(workspace.relations("core", "mart", "dq"))
        for view in load_views():
            engine.con.execute(f"CREATE OR REPLACE VIEW {view.name} AS {view.sql}")
        yield from run_checks(engine.con, [_with_threshold(s, workspace) for s in whole_table_specs("dq")])


def _with_threshold(spec: CheckSpec, workspace: Workspace) -> CheckSpec:
    """A check with the threshold that the configuration sets for it."""
    configured = {_QUARANTINE_LIMIT: workspace.settings.quality.max_quarantined_share}
    return replace(spec, threshold=configured.get(spec.check_id, spec.threshold))


_EVALUATE = {
    "stg": _parsed,
    "core": lambda w: _layer("core", w),
    "mart": lambda w: _layer("mart", w),
    "dq": _quality,
}


def _row_rules(workspace: Workspace, engine: Engine, contract: Contract) -> Iterator[CheckOutcome]:
    """Evaluate the rules on single rows, a bounded batch at a time.

    Rows that stand as in the release that is continued were evaluated when it was built: these rules block
    publication, and a release is only continued under the same code and contracts.
    """
    failed: Counter[str] = Counter()
    for file in workspace.table_files(contract.name):
        rows = pl.scan_parquet(file)
        height = rows.select(pl.len()).collect().item()
        for offset in range(0, height, _BATCH):
            frame = rows.slice(offset, _BATCH).collect()
            failed.update(dict(split(frame, contract).failures.group_by("reason").len().iter_rows()))
    engine.register({contract.name: workspace.relation(contract.name)})
    evaluated = engine.count(contract.name)
    for rule, words in contract.rules.items():
        yield _row_outcome(contract, rule, words, evaluated, failed[rule], "error")


def _row_outcome(
    contract: Contract, rule: str, words: str, evaluated: int, failed: int, severity: str
) -> CheckOutcome:
    column = rule.partition(":")[0] if ":" in rule else None
    return CheckOutcome(
        check_id=f"{contract.name}:{rule}",
        table_name=contract.name,
        column_name=column,
        dimension="completeness" if rule.endswith(":not_nullable") else "validity",
        severity=severity,
        status="failed" if failed else "passed",
        evaluated_count=evaluated,
        failed_count=failed,
        threshold=0.0,
        rule_in_words=words,
        example_value=None,
        owner=OWNER,
    )
