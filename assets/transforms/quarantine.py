"""Splitting rows that fulfil a contract from rows that do not."""

from dataclasses import dataclass

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas import Contract
from schemas.contract import Column, Table


@dataclass(frozen=True)
class Split:
    """Rows of one frame, told apart by a contract."""

    valid: pl.DataFrame
    """Rows that fulfil every rule, in order."""
    failures: pl.DataFrame
    """``row`` (position in the input), ``reason``, ``rule_in_words``, ``column_name``, ``failure_case``;
    one row per offending row and rule."""

    @property
    def failed_rows(self) -> pl.Series:
        """Positions of the rows that break a rule, distinct and sorted."""
        return self.failures["row"].unique().sort()


_FLOATS = (pl.Float32, pl.Float64)
"""To Pandera a value that is not a number is missing, too."""

_FAILURES: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "reason": pl.String,
    "rule_in_words": pl.String,
    "column_name": pl.String,
    "failure_case": pl.String,
}


def split(frame: pl.DataFrame, contract: Contract) -> Split:
    """Validate an eager frame against a contract and collect every failure.

    Pandera checks data only on eager frames; on lazy ones it silently checks the schema alone.

    Raises:
        pandera.errors.SchemaErrors: the frame lacks a column, has one too many or a wrong type: that is
            a fault of the code, not of a row.
    """
    if fulfils(frame, contract):
        return Split(frame, pl.DataFrame(schema=_FAILURES))
    try:
        contract.row_schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        if cases["index"].is_null().any():
            raise
        failures = _failures(cases, contract)
        keep = ~pl.int_range(frame.height, eager=True).is_in(failures["row"].implode())
        return Split(frame.filter(keep), failures)
    return Split(frame, pl.DataFrame(schema=_FAILURES))


def fulfils(frame: pl.DataFrame, contract: Contract) -> bool:
    """Whether every rule holds, asked in one query.

    Pandera collects one query per rule, several hundred in a run. Nearly always all of them hold; where one does
    not, or this is not sure, Pandera has the word.
    """
    if frame.schema != contract.polars_schema:
        return False
    if frame.is_empty():
        return True
    conditions = _conditions(contract)
    if conditions is None:
        return False
    held = frame.select(conditions)
    return held.row(0) == (True,) * held.width


def refuse_broken(frame: pl.DataFrame, contract: Contract) -> None:
    """Validate a table that the code made: its rules and its key.

    Raises:
        pandera.errors.SchemaErrors: the frame breaks the contract.
    """
    keys = frame.select(contract.primary_key) if set(contract.primary_key) <= set(frame.columns) else frame
    if not (fulfils(frame, contract) and keys.is_unique().all()):
        contract.model.validate(frame, lazy=True)


_CONDITIONS: dict[type[Table], list[pl.Expr] | None] = {}
"""By model what ``_conditions`` gives: making it costs more than asking it of a small table."""


def _conditions(contract: Contract) -> list[pl.Expr] | None:
    """A named expression per rule that says whether all rows keep it; None where a rule is of another kind."""
    if contract.model not in _CONDITIONS:
        contract.row_schema.register_default_backends(pl.LazyFrame)
        asked = [_condition(key, check) for key, check in contract.row_checks()]
        needed = [_is_there(c) for c in contract.stored if not c.nullable]
        known = [pl.lit(value=True), *needed, *(c for c in asked if c is not None)]
        is_sure = all(c is not None for c in asked)
        _CONDITIONS[contract.model] = [c.alias(str(i)) for i, c in enumerate(known)] if is_sure else None
    return _CONDITIONS[contract.model]


def _is_there(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    is_there = value.is_not_null() & value.is_not_nan() if column.dtype in _FLOATS else value.is_not_null()
    return is_there.all()


class _Rows:
    """Stands for rows while a rule is asked what it selects of them."""

    selected: pl.Expr | None = None

    def select(self, expression: pl.Expr) -> "_Rows":
        self.selected = expression
        return self


def _condition(key: str, check: pa.Check) -> pl.Expr | None:
    """Whether all rows keep a rule; None for a rule that is not one expression over a frame.

    A copied schema knows built-in rules as they were before Pandera met polars, so they are looked up again, as
    Pandera does itself.
    """
    function, name = check._check_fn, getattr(check._check_fn, "__name__", "")
    if check.is_builtin_check(name):
        function = check.get_builtin_check_fn(name)
    if check.element_wise:
        return None
    rows = _Rows()
    try:
        outcome = function(PolarsData(rows, key), **check._check_kwargs)  # type: ignore[arg-type]
    except AttributeError:  # it does more with rows than select
        return None
    selected: pl.Expr | None = rows.selected if outcome is rows else None
    return None if selected is None else selected.fill_null(check.ignore_na).all()


def _failures(cases: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Rule names, words and values from Pandera's failure cases."""
    of_column = pl.col("schema_context") == "Column"
    rule = pl.col("check").str.extract(r"\A([^(]+)", 1)
    reason = pl.when(of_column).then(pl.concat_str([pl.col("column"), rule], separator=":")).otherwise(rule)
    return (
        cases.select(
            row=pl.col("index").cast(pl.Int64),
            reason=reason,
            column_name=pl.when(of_column).then(pl.col("column")),
            # A frame-level failure case is the whole row as JSON: the row itself says that already.
            failure_case=pl.when(of_column).then(pl.col("failure_case").cast(pl.String)),
        )
        .with_columns(
            rule_in_words=pl.col("reason").replace_strict(
                contract.rules, default=pl.col("reason"), return_dtype=pl.String
            )
        )
        .unique(["row", "reason"], keep="first", maintain_order=True)
        .select(list(_FAILURES))
    )
