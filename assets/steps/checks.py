"""Checks: every rule of a layer is evaluated, and every outcome is kept as data.

Rules on single rows come from the contracts and run as Pandera on eager batches; rules on whole tables
come from the contracts' keys and references and from ``warehouse/sql/checks`` and run as SQL.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import polars as pl

from assets.steps.catalogue import LAYERS, layer_contracts, rules_in_force, whole_table_specs
from assets.steps.staged import books, scan_staged
from assets.steps.workspace import Workspace, now
from assets.transforms.quarantine import split
from schemas import CONTRACTS, PUBLISHED, Contract
from warehouse.checks import CheckOutcome, row_rule, row_rules, run_checks
from warehouse.engine import Engine
from warehouse.errors import AnbarError
from warehouse.views import load_views

_BATCH = 122_880
_SHARED = frozenset({"dq.freshness", "dq.profile_shift", "dq.volume_anomaly", "mart.topic_daily"})
"""Views that several checks read: worked out once for all of them."""


def check_layer(workspace: Workspace, layer: str) -> list[CheckOutcome]:
    """Evaluate all checks of a layer and keep the outcomes for ``dq.check_result``."""
    outcomes = list(_EVALUATE[layer](workspace))
    _rows(workspace, outcomes).write_parquet(_file(workspace, layer))
    return outcomes


def _rows(workspace: Workspace, outcomes: list[CheckOutcome]) -> pl.DataFrame:
    """Outcomes in the shape of ``dq.check_result``."""
    schema = PUBLISHED["dq.check_result"].polars_schema
    rows = [{"run_id": workspace.run_id, "checked_at": now(), **asdict(o)} for o in outcomes]
    return pl.DataFrame(rows, schema=schema)


def recorded(workspace: Workspace) -> pl.DataFrame:
    """Outcomes of this run over all layers, in the shape of ``dq.check_result``."""
    schema = PUBLISHED["dq.check_result"].polars_schema
    files = [f for f in (_file(workspace, layer) for layer in LAYERS) if f.exists()]
    rows = pl.concat([pl.DataFrame(schema=schema), *map(pl.read_parquet, files)])
    return rows.filter(pl.col("run_id") == workspace.run_id)


def completed(workspace: Workspace, results: pl.DataFrame) -> pl.DataFrame:
    """Results with a row ``not_run`` for every check in force that the run did not come to."""
    known = set(results["check_id"])
    rules = rules_in_force(workspace.settings.quality)
    missing = [r.outcome("not_run") for r in rules if r.check_id not in known]
    return pl.concat([results, _rows(workspace, missing)])


def refuse_failures(workspace: Workspace) -> pl.DataFrame:
    """Give the outcomes of this run if publication may go on.

    Raises:
        AnbarError: a layer was not checked, or a check of severity error failed or did not run.
    """
    results = completed(workspace, recorded(workspace))
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
        status = "failed" if failed else "passed"
        yield row_rule(contract, rule, words, "warning").outcome(status, found, failed)


def _layer(layer: str, workspace: Workspace) -> Iterator[CheckOutcome]:
    with workspace.engine() as engine:
        engine.register(workspace.relations("core", layer))
        for contract in layer_contracts(layer):
            yield from _row_rules(workspace, engine, contract)
        yield from run_checks(engine.con, whole_table_specs(layer))


def _quality(workspace: Workspace) -> Iterator[CheckOutcome]:
    with workspace.engine() as engine:
        engine.register(workspace.relations("core", "mart", "dq"))
        for view in load_views():
            kind = "TABLE" if view.name in _SHARED else "VIEW"
            engine.con.execute(f"CREATE OR REPLACE {kind} {view.name} AS {view.sql}").fetchall()
        yield from run_checks(engine.con, whole_table_specs("dq", workspace.settings.quality))


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
    evaluated = engine.count(contract.name)
    for rule in row_rules(contract):
        count = failed[rule.check_id.removeprefix(f"{contract.name}:")]
        yield rule.outcome("failed" if count else "passed", evaluated, count)
