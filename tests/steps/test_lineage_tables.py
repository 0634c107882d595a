"""The lineage leads from every column to its sources, and all of them are there."""

import duckdb
import pytest

from assets.formats.lineage import fields_of
from assets.steps.lineage import ANY, STAGED_AS, lineage_table, table_source_table
from schemas import CONTRACTS, PUBLISHED
from warehouse.views import ViewSpec, load_views, view_sources

VIEWS = {view.name: view for view in load_views()}
COLUMNS = {f"{c.name}.{column.name}" for c in CONTRACTS.values() for column in c.columns}


@pytest.mark.parametrize("name", STAGED_AS)
def test_every_column_of_a_table_has_a_lineage(name: str) -> None:
    rows = lineage_table().rows(named=True)
    told = {r["column_name"] for r in rows if f"{r['table_schema']}.{r['table_name']}" == name}
    assert told == {c.name for c in PUBLISHED[name].columns}


def test_sources_within_the_warehouse_are_columns_of_it() -> None:
    rows = [r for r in lineage_table().rows(named=True) if r["dump_format"] == ANY]
    sources = {s for r in rows for s in r["source_field"].split(", ")}
    assert sources <= COLUMNS
    dotted = {f for r in rows for f in fields_of(r["rule"]) if f.count(".") == 2}
    assert dotted <= COLUMNS, "a sentence names a column that is not there"


def test_every_table_and_view_has_its_sources() -> None:
    rows = table_source_table().rows(named=True)
    made = {f"{r['table_schema']}.{r['table_name']}" for r in rows}
    sourceless = {"core.dim_date", "dq.run", "dq.refused_file", "dq.check"}
    tables = {n for n in PUBLISHED if not n.startswith("meta.")} | VIEWS.keys()
    assert made == tables - sourceless
    assert {r["source_name"] for r in rows} <= CONTRACTS.keys() | VIEWS.keys()


@pytest.mark.parametrize("name", VIEWS)
def test_sources_of_a_view_are_those_that_the_engine_sees(name: str) -> None:
    seen = duckdb.connect().get_table_names(VIEWS[name].sql, qualified=True)
    assert view_sources(VIEWS[name]) == sorted({table.partition(" AS ")[0] for table in seen})


def test_a_table_that_a_view_only_speaks_of_is_no_source() -> None:
    sql = "SELECT 'FROM core.dim_date' AS x -- FROM core.dim_dump\nFROM core.fact_post JOIN dq.span USING (a)"
    assert view_sources(ViewSpec("dq.x", "", (), sql)) == ["core.fact_post", "dq.span"]
