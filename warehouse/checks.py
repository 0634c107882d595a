"""Checks on whole tables: where they come from and how they run.

Keys, references and reserved rows follow from the contracts. Every other rule is a file
``sql/checks/<table>[.<column>].<rule>.sql``: comment lines ``-- table:``, ``-- column:`` (for a rule on one
column), ``-- kind:`` (``cross_table`` where it is left out), ``-- dimension:``, ``-- severity:``,
``-- threshold:``, ``-- owner:``, ``-- rule:`` (in words) and ``-- evaluated:`` (an SQL expression, the number of
rows looked at), then a SELECT of the offenders, whose column ``example_value`` names each by its key, never by
its text. The SELECT runs on a release as it stands: ``dq.check`` shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas import Contract
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from schemas.vocabulary import CHECK_KINDS, DIMENSIONS, SEVERITIES
from warehouse.ddl import identifier, is_dimension, qualified

_SQL = Path(__file__).parent / "sql" / "checks"
_REQUIRED = frozenset({"table", "dimension", "severity", "threshold", "owner", "rule", "evaluated"})
_OWNER = "pipeline"
_KIND = "cross_table"
_ERROR_LENGTH = 300


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What must hold: one entry of the catalogue of checks, however it is evaluated."""

    check_id: str
    """``<table>[.<column>]:<rule>``."""
    table_name: str
    column_name: str | None
    kind: str = "cross_table"
    dimension: str
    severity: str
    rule_in_words: str
    owner: str
    threshold: float = 0.0
    """Share of offenders above which the check fails; 0 means any."""

    @property
    def definition(self) -> str | None:
        """SELECT of the offenders; None where no SQL evaluates the rule."""
        return None

    def outcome(
        self, status: str, evaluated: int | None = None, failed: int | None = None, example: str | None = None
    ) -> "CheckOutcome":
        """What evaluating the rule found."""
        return CheckOutcome(
            check_id=self.check_id,
            table_name=self.table_name,
            column_name=self.column_name,
            dimension=self.dimension,
            severity=self.severity,
            status=status,
            evaluated_count=evaluated,
            failed_count=failed,
            threshold=self.threshold,
            rule_in_words=self.rule_in_words,
            example_value=example,
            owner=self.owner,
        )


@dataclass(frozen=True, kw_only=True)
class CheckSpec(Rule):
    """A rule on a whole table, evaluated in SQL."""

    sql_offenders: str
    """SELECT of the rows that break the rule, with a column ``example_value``."""
    sql_evaluated: str
    """Expression that counts the rows looked at."""

    @property
    def definition(self) -> str:
        """SELECT of the offenders."""
        return self.sql_offenders


@dataclass(frozen=True)
class CheckOutcome:
    """What a check found: the columns of ``dq.check_result`` but for run and time."""

    check_id: str
    table_name: str
    column_name: str | None
    dimension: str
    severity: str
    status: str
    evaluated_count: int | None
    failed_count: int | None
    threshold: float
    rule_in_words: str
    example_value: str | None
    owner: str


def row_rules(contract: Contract, severity: str = "error") -> list[Rule]:
    """Derive the rules on single rows of a contract, which Pandera evaluates."""
    return [row_rule(contract, name, words, severity) for name, words in contract.rules.items()]


def row_rule(contract: Contract, name: str, words: str, severity: str) -> Rule:
    """One rule on single rows; ``name`` is ``<column>:<check>``, or the check alone where it is on the row."""
    return Rule(
        check_id=f"{contract.name}:{name}",
        table_name=contract.name,
        column_name=name.partition(":")[0] if ":" in name else None,
        kind="row_rule",
        dimension="completeness" if name.endswith(":not_nullable") else "validity",
        severity=severity,
        rule_in_words=words,
        owner=_OWNER,
    )


def uniqueness_checks(contract: Contract) -> list[CheckSpec]:
    """Derive the check that the primary key is unique; an offender is a key with several rows."""
    key = ", ".join(map(identifier, contract.primary_key))
    return [
        CheckSpec(
            check_id=f"{contract.name}:unique",
            table_name=contract.name,
            column_name=contract.primary_key[0] if len(contract.primary_key) == 1 else None,
            kind="uniqueness",
            dimension="uniqueness",
            severity="error",
            rule_in_words=f"one row per {', '.join(contract.primary_key)}",
            owner=_OWNER,
            sql_offenders=f"SELECT concat_ws('/', {_shown_key(contract)}) AS example_value"
            f" FROM {qualified(contract.name)} GROUP BY {key} HAVING count(*) > 1",
            sql_evaluated=f"(SELECT count(*) FROM {qualified(contract.name)})",
        )
    ]


def _shown_key(contract: Contract) -> str:
    """Columns of the primary key that may be shown: words of posts (hashtags, phone numbers) may not."""
    types = {c.name: c.duckdb_type for c in contract.columns}
    safe = [c for c in contract.primary_key if types[c] != "VARCHAR" or c.endswith("_id")]
    return ", ".join(map(identifier, safe)) or "'not shown'"


def reference_checks(contract: Contract) -> list[CheckSpec]:
    """Derive a check per foreign key: what it refers to is there.

    A table that refers to its own facts has no reserved row to refer to, so -1 stands for "none" there.
    """
    return [_reference_check(contract, *reference) for reference in contract.references()]


def _reference_check(contract: Contract, column: str, table: str, target: str) -> CheckSpec:
    refers = f"referring.{identifier(column)}"
    is_self = table == contract.name and not is_dimension(contract)
    condition = f" WHERE {refers} IS DISTINCT FROM {NOT_APPLICABLE_KEY}" if is_self else ""
    return CheckSpec(
        check_id=f"{contract.name}.{column}:references",
        table_name=contract.name,
        column_name=column,
        kind="reference",
        dimension="integrity",
        severity="error",
        rule_in_words=f"{column} refers to a row of {table}",
        owner=_OWNER,
        sql_offenders=f"SELECT CAST({refers} AS VARCHAR) AS example_value"
        f" FROM {qualified(contract.name)} AS referring"
        f" ANTI JOIN {qualified(table)} AS target ON target.{identifier(target)} = {refers}{condition}",
        sql_evaluated=f"(SELECT count(*) FROM {qualified(contract.name)})",
    )


def reserved_row_checks(contract: Contract) -> list[CheckSpec]:
    """Derive the check that a dimension has its rows 0 and -1; nothing for other tables."""
    if not is_dimension(contract):
        return []
    [key] = contract.primary_key
    reserved = f"(VALUES ({UNKNOWN_KEY}), ({NOT_APPLICABLE_KEY})) AS reserved (reserved_key)"
    return [
        CheckSpec(
            check_id=f"{contract.name}:reserved_rows",
            table_name=contract.name,
            column_name=key,
            kind="reserved_row",
            dimension="completeness",
            severity="error",
            rule_in_words=f"the rows {UNKNOWN_KEY} (unknown) and {NOT_APPLICABLE_KEY} (not applicable) exist",
            owner=_OWNER,
            sql_offenders=f"SELECT CAST(reserved_key AS VARCHAR) AS example_value FROM {reserved}"
            f" ANTI JOIN {qualified(contract.name)} AS held ON held.{identifier(key)} = reserved_key",
            sql_evaluated="2",
        )
    ]


def sql_checks(folder: Path = _SQL) -> tuple[CheckSpec, ...]:
    """Read the checks that are SQL files, in the order of their names.

    Raises:
        ValueError: a file's header is not whole or does not fit its name; names the file.
    """
    return tuple(read_check(f) for f in sorted(folder.glob("*.sql")))


def read_check(file: Path) -> CheckSpec:
    """Read one check from its file, see the module for the form.

    Raises:
        ValueError: the header is not whole or does not fit the file's name; names the file.
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    while lines and lines[0].startswith("-- ") and ": " in lines[0] and not header.keys() >= _REQUIRED:
        name, _, value = lines.pop(0).removeprefix("-- ").partition(": ")
        header[name] = value.strip()
    sql = "\n".join(lines).strip()
    subject = ".".join(header[k] for k in ("table", "column") if k in header)
    rule = file.stem.removeprefix(f"{subject}.")
    for complaint, is_wrong in {
        f"the header lacks {', '.join(sorted(_REQUIRED - header.keys()))}": not header.keys() >= _REQUIRED,
        "the header has an unknown line": not header.keys() <= _REQUIRED | {"column", "kind"},
        f"the name must be {subject}.<rule>.sql": rule == file.stem or "." in rule,
        "there is no such kind": header.get("kind", _KIND) not in CHECK_KINDS,
        "there is no such dimension": header.get("dimension") not in DIMENSIONS,
        "there is no such severity": header.get("severity") not in SEVERITIES,
        "there is no query": not sql,
    }.items():
        if is_wrong:
            raise ValueError(f"{file.name}: {complaint}")
    return CheckSpec(
        check_id=f"{subject}:{rule}",
        table_name=header["table"],
        column_name=header.get("column"),
        kind=header.get("kind", _KIND),
        dimension=header["dimension"],
        severity=header["severity"],
        rule_in_words=header["rule"],
        owner=header["owner"],
        sql_offenders=sql,
        sql_evaluated=header["evaluated"],
        threshold=float(header["threshold"]),
    )


def run_checks(con: duckdb.DuckDBPyConnection, specs: Iterable[CheckSpec]) -> list[CheckOutcome]:
    """Evaluate checks, each in one query; one that cannot run is ``not_run``, never ``passed``."""
    return [_run(con, spec) for spec in specs]


def _run(con: duckdb.DuckDBPyConnection, spec: CheckSpec) -> CheckOutcome:
    query = (
        f"SELECT CAST({spec.sql_evaluated} AS BIGINT), count(*), min(CAST(example_value AS VARCHAR))"
        f" FROM (\n{spec.sql_offenders}\n) AS offender"
    )
    try:
        [(evaluated, failed, example)] = con.execute(query).fetchall()
    except duckdb.Error as error:
        return spec.outcome("not_run", example=_in_one_line(error))
    if evaluated is None:
        return spec.outcome("not_run", example="the number of rows looked at is unknown")
    # Offenders where nothing was looked at mean that the two queries disagree: that is no pass.
    share = failed / evaluated if evaluated else float(failed > 0)
    status = "failed" if share > spec.threshold else "passed"
    return spec.outcome(status, evaluated, failed, example)


def _in_one_line(error: duckdb.Error) -> str:
    return " ".join(str(error).split())[:_ERROR_LENGTH]
