"""Checks as Dagster shows them: what ``dq.check`` lists, in as few asset checks as can be read.

The outcomes are data (``dq.check_result``); here they are only reported. Rules that block are grouped, one
asset check per table and step: an asset check costs three events, about 7 KB of Dagster's log per run. A rule
that warns is an asset check of its own. Which rules an asset check shows stands in its definition, which costs
nothing per run.

A failed error stops everything downstream, a warning never does. Checks that compare tables stand at the
table that they are about but run when all tables are built; ``publication`` then stops the release for them.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import dagster as dg

from assets.resource import WarehouseResource
from assets.specs import asset_key
from assets.steps.catalogue import layer_contracts, sql_rules, whole_table_specs
from assets.steps.checks import check_layer
from schemas import CONTRACTS, STAGING
from warehouse.checks import CheckOutcome, Rule, row_rules
from warehouse.home import Home

_RESULTS = asset_key("dq.check_result")
_GATE = "publication"
_SHOWN = 20
"""Failed rules that one asset check names."""


def layer_check(layer: str) -> dg.AssetChecksDefinition:
    """The step that checks the tables of a layer by their contracts."""
    tables = list(STAGING)[1:2] if layer == "stg" else [c.name for c in layer_contracts(layer)]
    severity = "warning" if layer == "stg" else "error"
    whole = whole_table_specs(layer) if layer != "stg" else []
    rules = {
        t: [*row_rules(CONTRACTS[t], severity), *(s for s in whole if s.table_name == t)] for t in tables
    }

    @dg.multi_asset_check(
        name=f"check_{layer}",
        specs=[_spec("contract", asset_key(t), rules[t], blocking=True) for t in tables],
    )
    def check(warehouse: WarehouseResource) -> Iterator[dg.AssetCheckResult]:
        with warehouse.step() as workspace:
            outcomes = check_layer(workspace, layer)
        for table in tables:
            found = [o for o in outcomes if o.table_name == table]
            yield _result("contract", asset_key(table), found, workspace.home)

    return check


def quality_check() -> dg.AssetChecksDefinition:
    """The step that checks tables against each other and holds publication back if an error failed."""
    groups = _groups()

    @dg.multi_asset_check(
        name="check_dq",
        specs=[
            *(
                _spec(name, key, rules, additional_deps=None if key == _RESULTS else [_RESULTS])
                for (name, key), rules in groups.items()
            ),
            dg.AssetCheckSpec(
                _GATE, asset=_RESULTS, blocking=True, description="No rule of severity error is broken."
            ),
        ],
    )
    def check(warehouse: WarehouseResource) -> Iterator[dg.AssetCheckResult]:
        with warehouse.step() as workspace:
            outcomes = {o.check_id: o for o in check_layer(workspace, "dq")}
        for (name, key), rules in groups.items():
            yield _result(name, key, [outcomes[r.check_id] for r in rules], workspace.home)
        errors = [o for o in outcomes.values() if o.severity == "error"]
        yield _result(_GATE, _RESULTS, errors, workspace.home)

    return check


def _groups() -> dict[tuple[str, dg.AssetKey], list[Rule]]:
    """Rules by the asset check that shows them; rules about views stand at the table of results."""
    groups: dict[tuple[str, dg.AssetKey], list[Rule]] = {}
    warnings = [r for r in sql_rules() if r.severity == "warning"]
    errors = [r for r in whole_table_specs("dq") if r.severity == "error"]
    for rules, name_of in ((errors, _group_name), (warnings, _own_name)):
        for rule in rules:
            groups.setdefault((name_of(rule), _asset(rule)), []).append(rule)
    return groups


def _group_name(rule: Rule) -> str:
    return "agrees" if rule.table_name in CONTRACTS else f"{_word(rule.table_name)}__agrees"


def _own_name(rule: Rule) -> str:
    return _word(rule.check_id.removeprefix(f"{rule.table_name}.").removeprefix(f"{rule.table_name}:"))


def _word(text: str) -> str:
    return re.sub(r"\W+", "__", text)


def _asset(rule: Rule) -> dg.AssetKey:
    return asset_key(rule.table_name) if rule.table_name in CONTRACTS else _RESULTS


def _spec(
    name: str,
    key: dg.AssetKey,
    rules: list[Rule],
    *,
    blocking: bool = False,
    additional_deps: list[dg.AssetKey] | None = None,
) -> dg.AssetCheckSpec:
    """An asset check whose definition lists the rules that it shows."""
    words = (f"- `{r.check_id}` ({r.severity}, {r.dimension}): {r.rule_in_words}" for r in rules)
    return dg.AssetCheckSpec(
        name,
        asset=key,
        blocking=blocking,
        additional_deps=additional_deps,
        description="\n".join(words),
        metadata={"owner": ", ".join(sorted({r.owner for r in rules})), "rules": len(rules)},
    )


def _result(name: str, key: dg.AssetKey, outcomes: Iterable[CheckOutcome], home: Home) -> dg.AssetCheckResult:
    """Sum up the outcomes of one asset check; texts never go into the event log."""
    all_outcomes = list(outcomes)
    failed = [o for o in all_outcomes if o.status != "passed"]
    shown = failed or all_outcomes
    is_error = any(o.severity == "error" for o in shown)
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=key,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            "rules": len(all_outcomes),
            "evaluated": max((o.evaluated_count or 0 for o in all_outcomes), default=0),
            "failed": {o.check_id: _found(o) for o in failed[:_SHOWN]},
            "page": dg.MetadataValue.url(_page(home, shown)),
        },
    )


def _found(outcome: CheckOutcome) -> str:
    if outcome.status == "not_run":
        return "not run"
    return f"{outcome.failed_count} of {outcome.evaluated_count}, for instance {outcome.example_value}"


def _page(home: Home, outcomes: list[CheckOutcome]) -> str:
    """Where the quality page of the current release shows the first of these checks."""
    page = (home.published / "current" / "quality" / "checks.html").as_uri()
    return f"{page}#{quote(outcomes[0].check_id, safe=':._')}" if outcomes else page
