"""Every rule of every contract, seen red."""

from functools import cache

import pandera.errors
import pandera.polars as pa
import polars as pl
import pytest
from contract_rows import TOGETHER, Row, breakers, frame_of, valid_row

from assets.transforms.quarantine import Split, fulfils, split
from schemas import CONTRACTS, PUBLISHED, STAGING, Contract
from schemas.contract import MAX_KEY, Table, column, contract_of

_NAMES = sorted(CONTRACTS)
_BREAKERS = breakers()


@pytest.mark.parametrize("name", _NAMES)
def test_a_valid_row_passes(name: str) -> None:
    contract = CONTRACTS[name]
    frame = frame_of(contract, valid_row(contract))
    parts = split(frame, contract)
    assert parts.failures.rows() == []
    assert parts.valid.equals(frame)


@pytest.mark.parametrize("name", _NAMES)
def test_what_may_be_null_may_be_null(name: str) -> None:
    contract = CONTRACTS[name]
    row = valid_row(contract) | {c.name: None for c in contract.columns if c.nullable}
    if name == "stg.observation":
        row["posted_precision"] = "unknown"
    if name == "stg.excluded":
        row["record_kind"] = "service"
    assert split(frame_of(contract, row), contract).failures.rows() == []


@pytest.mark.parametrize("name", _NAMES)
def test_one_query_tells_whether_all_rules_hold(name: str) -> None:
    contract = CONTRACTS[name]
    good = valid_row(contract)
    assert fulfils(frame_of(contract, good, good), contract)
    assert fulfils(frame_of(contract).clear(), contract)
    broken = [(rule, row) for n, rule, row in _BREAKERS if n == name]
    assert [r for r, b in broken if fulfils(frame_of(contract, good, good | b), contract)] == []


@cache
def _split(name: str) -> Split:
    """All broken rows of a contract, each behind a good one: rows 1, 3, 5 … are broken."""
    contract = CONTRACTS[name]
    good = valid_row(contract)
    rows = [row for n, _, broken in _BREAKERS if n == name for row in (good, good | broken)]
    return split(frame_of(contract, *rows), contract)


@pytest.mark.parametrize(
    ("name", "rule", "broken"), _BREAKERS, ids=[f"{n}-{r}-{i}" for i, (n, r, _) in enumerate(_BREAKERS)]
)
def test_a_row_that_breaks_a_rule_is_found(name: str, rule: str, broken: Row) -> None:
    contract = CONTRACTS[name]
    row = 2 * [(r, b) for n, r, b in _BREAKERS if n == name].index((rule, broken)) + 1
    failures = _split(name).failures.filter(pl.col("row") == row)
    assert set(failures["reason"]) == {rule, TOGETHER.get((name, rule), rule)}
    [failure] = failures.filter(pl.col("reason") == rule).rows(named=True)
    assert failure["rule_in_words"] == contract.rules[rule]
    assert failure["column_name"] == (rule.partition(":")[0] if ":" in rule else None)


@pytest.mark.parametrize("name", _NAMES)
def test_good_rows_among_broken_ones_are_kept(name: str) -> None:
    contract = CONTRACTS[name]
    size = sum(n == name for n, _, _ in _BREAKERS)
    assert _split(name).failed_rows.to_list() == list(range(1, 2 * size, 2))
    assert _split(name).valid.equals(frame_of(contract, *[valid_row(contract)] * size))


def test_every_rule_has_a_row_that_breaks_it() -> None:
    rules = {(name, rule) for name, contract in CONTRACTS.items() for rule in contract.rules}
    assert rules == {(name, rule) for name, rule, _ in _BREAKERS}


@pytest.mark.parametrize("name", _NAMES)
def test_every_rule_is_in_words(name: str) -> None:
    for rule, words in CONTRACTS[name].rules.items():
        assert " " in words, rule
        assert words != rule


def test_keys_that_bi_tools_would_round_are_refused() -> None:
    contract = CONTRACTS["core.fact_reaction"]
    row = valid_row(contract)
    rows = [row | {"post_key": key} for key in (-2, -1, 0, MAX_KEY, MAX_KEY + 1)]
    assert split(frame_of(contract, *rows), contract).failed_rows.to_list() == [0, 4]


def test_one_row_may_break_several_rules() -> None:
    contract = CONTRACTS["stg.reaction"]
    row = valid_row(contract) | {"reaction": "", "reaction_count": -1}
    parts = split(frame_of(contract, valid_row(contract), row), contract)
    assert sorted(parts.failures.select("row", "reason", "failure_case").rows()) == [
        (1, "reaction:str_length", ""),
        (1, "reaction_count:greater_than_or_equal_to", "-1"),
    ]
    assert parts.failed_rows.to_list() == [1]


@pytest.mark.parametrize("name", _NAMES)
def test_an_empty_frame_passes(name: str) -> None:
    contract = CONTRACTS[name]
    parts = split(pl.DataFrame(schema=contract.polars_schema), contract)
    assert (parts.valid.height, parts.failures.height) == (0, 0)
    assert parts.valid.schema == contract.polars_schema


def test_pandera_lets_bad_rows_of_a_lazy_frame_pass_and_split_does_not() -> None:
    """The trap that ``split`` avoids; when Pandera closes it, this test says so."""
    contract = CONTRACTS["stg.reaction"]
    bad = frame_of(contract, valid_row(contract) | {"reaction_count": -1})
    through = contract.row_schema.validate(bad.lazy(), lazy=True)
    assert through.collect().equals(bad)
    assert split(bad, contract).failed_rows.to_list() == [0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: f.drop("reaction"),
        lambda f: f.with_columns(more=pl.lit(1)),
        lambda f: f.with_columns(pl.col("reaction_count").cast(pl.Int32)),
        lambda f: f.select(reversed(f.columns)),
    ],
    ids=["column missing", "column too many", "other type", "other order"],
)
def test_a_frame_of_another_shape_is_a_fault_of_the_code(spoil: object) -> None:
    contract = CONTRACTS["stg.reaction"]
    frame = spoil(frame_of(contract, valid_row(contract)))  # type: ignore[operator]
    with pytest.raises(pandera.errors.SchemaErrors):
        split(frame, contract)


@pytest.mark.parametrize("name", _NAMES)
def test_a_repeated_key_breaks_the_model_but_no_single_row(name: str) -> None:
    contract = CONTRACTS[name]
    twice = frame_of(contract, valid_row(contract), valid_row(contract))
    assert split(twice, contract).failures.is_empty()
    with pytest.raises(pandera.errors.SchemaErrors):
        contract.model.validate(twice, lazy=True)


@pytest.mark.parametrize("name", _NAMES)
def test_a_contract_is_whole(name: str) -> None:
    contract = CONTRACTS[name]
    columns = {c.name for c in contract.columns}
    assert f"{contract.schema_name}.{contract.table_name}" == name
    assert columns >= {*contract.primary_key, *contract.sort_by}
    assert all(c.duckdb_type for c in contract.columns)
    assert all(not c.nullable for c in contract.columns if c.name in contract.primary_key)
    for referring, table, target in contract.references():
        assert {c.name: c.nullable for c in contract.columns}[referring] is False
        assert PUBLISHED[table].primary_key == (target,)


def test_staged_and_published_tables_are_told_apart() -> None:
    assert {c.schema_name for c in STAGING.values()} == {"stg"}
    assert {c.schema_name for c in PUBLISHED.values()} == {"core", "mart", "dq", "meta"}


def _contract(**body: object) -> Contract:
    config = {"name": "core.sample", "unique": ["a"]} | dict(body.pop("config", {}))  # type: ignore[call-overload]
    members = {"__annotations__": {"a": pl.Int64}, "a": column("A column."), "__doc__": "One row per test."}
    members |= {"__module__": __name__, "Config": type("Config", (Table.Config,), config)}
    return contract_of(type("Sample", (Table,), members | body))


def test_a_minimal_contract_can_be_read() -> None:
    assert _contract().comment == "One row per test."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"__doc__": None}, "docstring"),
        ({"config": {"name": "sample"}}, "docstring, name and unique"),
        ({"config": {"unique": None}}, "docstring, name and unique"),
        ({"a": pa.Field()}, "core.sample.a: a column needs a description"),
    ],
)
def test_a_contract_that_is_not_whole_is_refused(body: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _contract(**body)


def test_a_type_that_is_not_published_is_refused() -> None:
    contract = _contract(__annotations__={"a": pl.UInt8})
    with pytest.raises(TypeError, match="column a: no DuckDB type for UInt8"):
        _ = contract.columns[0].duckdb_type
