"""Splitting rows that fulfil a contract from rows that do not."""

from dataclasses import dataclass

import pandera.errors
import polars as pl

from schemas import Contract


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
