"""Lineage as tables: from the fields of a dump to columns, from tables to tables."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from assets.formats.lineage import fields_of, raw_lineage
from assets.formats.registry import ADAPTERS
from assets.sources import table_sources
from assets.transforms.relational.survivorship import SURVIVORSHIP, UNRANKED
from schemas import CONTRACTS, PUBLISHED
from warehouse.views import load_views

STAGED_AS = {
    "core.fact_post": "observation",
    "core.fact_post_observation": "observation",
    "core.fact_post_entity": "entity",
    "core.fact_reaction": "reaction",
    "core.dim_channel": "channel",
}
"""Table → staged table whose columns it takes over, under the same name but for references."""

KEY_OF = {
    "channel_ref": "channel_key",
    "forward_from_ref": "forward_from_channel_key",
    "album_ref": "album_key",
}
"""How a dump names something → the key that it becomes."""

STAGED_NAME = {key: ref for ref, key in KEY_OF.items()}
ANY = "any"
_FILE = Path(__file__).with_suffix(".toml")


def lineage_table() -> pl.DataFrame:
    """The rows of ``meta.lineage``."""
    rows = [
        (*table.split("."), column, dump_format, _sources(table, column, dump_format, sentence), sentence)
        for table in STAGED_AS
        for column, dump_format, sentence in _lineage(table)
    ]
    return _shaped("meta.lineage", rows)


def table_source_table() -> pl.DataFrame:
    """The rows of ``meta.table_source``."""
    rows = [(*name.split("."), source, made_by) for name, source, made_by in table_sources(load_views())]
    return _shaped("meta.table_source", rows)


def any_lineage(table: str) -> dict[str, str]:
    """Column → what becomes of it whatever the format of a dump: what it follows from, and which copy wins."""
    stated = _shared().get(table, {})
    if table != "core.fact_post":
        return stated
    chosen = {_key(column): rule.why for rule in SURVIVORSHIP for column in rule.columns} | UNRANKED
    return {c: " ".join(filter(None, (stated.get(c), chosen.get(c)))) for c in [*chosen, *stated]}


def _lineage(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield column, format and sentence, in the order of the columns."""
    columns = {c.name for c in PUBLISHED[table].columns}
    for dump_format in ADAPTERS:
        staged = raw_lineage(dump_format).get(STAGED_AS[table], {})
        yield from ((_key(c), dump_format, words) for c, words in staged.items() if _key(c) in columns)
    yield from ((column, ANY, words) for column, words in any_lineage(table).items())


def _sources(table: str, column: str, dump_format: str, sentence: str) -> str | None:
    """Fields that a sentence names: of a dump, or columns of the warehouse."""
    fields = fields_of(sentence)
    if dump_format == ANY:
        fields = [f for f in fields if f.rpartition(".")[0] in CONTRACTS]
        fields = fields or [f"stg.{STAGED_AS[table]}.{STAGED_NAME.get(column, column)}"]
    return ", ".join(fields) or None


def _key(column: str) -> str:
    return KEY_OF.get(column, column)


def _shaped(name: str, rows: Sequence[tuple[str | None, ...]]) -> pl.DataFrame:
    contract = PUBLISHED[name]
    return pl.DataFrame(rows, schema=contract.polars_schema, orient="row").sort(contract.sort_by)


@cache
def _shared() -> dict[str, dict[str, str]]:
    return {
        f"core.{table}": words for table, words in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
    }
