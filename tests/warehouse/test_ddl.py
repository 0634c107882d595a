"""DDL as DuckDB understands it: tables, keys, comments and views are read back from its catalog."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
from release_samples import VIEWS

from schemas import PUBLISHED, Contract
from warehouse import ddl

HOSTILE = 'it\'s "quoted"; DROP SCHEMA core; -- \\ %s {0}\nنیم‌فاصله $$'


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for schema in ddl.SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield connection
    connection.close()


def create(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    con.execute(ddl.create_table(contract))
    for comment in ddl.comments(contract):
        con.execute(comment)


def catalog(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str, bool, str]]:
    return con.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE schema_name || '.' || table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()


@pytest.mark.parametrize("contract", PUBLISHED.values(), ids=PUBLISHED.keys())
def test_the_catalog_says_what_the_contract_says(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    create(con, contract)

    assert catalog(con, contract.name) == [
        (c.name, c.duckdb_type, c.nullable, c.description) for c in contract.columns
    ]
    assert con.execute("SELECT comment FROM duckdb_tables()").fetchall() == [(contract.comment,)]


def test_only_dimensions_have_a_primary_key(con: duckdb.DuckDBPyConnection) -> None:
    for contract in PUBLISHED.values():
        con.execute(ddl.create_table(contract))

    keys = con.execute(
        "SELECT schema_name || '.' || table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type <> 'NOT NULL'"
    ).fetchall()
    dimensions = sorted(name for name in PUBLISHED if name.startswith("core.dim_"))
    assert sorted(keys) == [(d, list(PUBLISHED[d].primary_key)) for d in dimensions]


def test_a_dimension_with_a_repeated_key_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(ddl.create_table(PUBLISHED["core.dim_channel"]))
    row = "(1, NULL, NULL, 'name', NULL, 'und', false)"
    with pytest.raises(duckdb.ConstraintException):
        con.execute(f"INSERT INTO core.dim_channel VALUES {row}, {row}")


def test_null_is_refused_where_the_contract_forbids_it(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(ddl.create_table(PUBLISHED["core.fact_reaction"]))
    with pytest.raises(duckdb.ConstraintException, match="reaction"):
        con.execute("INSERT INTO core.fact_reaction VALUES (1, NULL, 1)")


def test_hostile_names_and_comments_are_data(con: duckdb.DuckDBPyConnection) -> None:
    original = PUBLISHED["core.fact_reaction"]
    column = replace(original.columns[0], name=HOSTILE, description=HOSTILE)
    contract = replace(
        original, name=f"core.{HOSTILE}", comment=HOSTILE, columns=(column,), primary_key=(HOSTILE,)
    )
    create(con, contract)

    assert catalog(con, contract.name) == [(HOSTILE, "BIGINT", False, HOSTILE)]
    assert con.execute("SELECT comment FROM duckdb_tables()").fetchall() == [(HOSTILE,)]


@pytest.mark.parametrize("text", ["", "'", "''", HOSTILE, "a\x00b"])
def test_a_literal_is_the_text(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert con.execute(f"SELECT {ddl.literal(text)}").fetchall() == [(text,)]


def test_views_carry_comments_on_themselves_and_their_columns(con: duckdb.DuckDBPyConnection) -> None:
    create(con, PUBLISHED["core.fact_post"])
    view = replace(VIEWS[0], comment=HOSTILE, sql=VIEWS[0].sql + " ;\n")
    con.execute(ddl.create_view(view))
    for comment in ddl.view_comments(view):
        con.execute(comment)

    assert [(name, comment) for name, _, _, comment in catalog(con, view.name)] == list(view.columns)
    assert con.execute("SELECT comment FROM duckdb_views() WHERE NOT internal").fetchall() == [(HOSTILE,)]


@pytest.mark.parametrize(
    ("comment", "grain"),
    [
        ("One row per day. Additive.", "One row per day."),
        ("One row per day.", "One row per day."),
        ("One row per day, v1.2 of it", "One row per day, v1.2 of it"),
    ],
)
def test_the_grain_is_the_first_sentence(comment: str, grain: str) -> None:
    assert ddl.grain(comment) == grain
