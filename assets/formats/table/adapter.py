"""The adapter of tables of unknown shape."""

from collections.abc import Iterator

from assets.formats.base import Batch, Member, Source
from assets.formats.table.assemble import Assembler
from assets.formats.table.chunks import SAMPLE_ROWS, Readable, Table
from assets.formats.table.delimited import DelimitedFile
from assets.formats.table.findings import Findings
from assets.formats.table.flat_json import JsonFile
from assets.formats.table.names import subject
from assets.formats.table.opened import open_file
from assets.formats.table.plan import Mapping, Plan, make_plan
from assets.formats.table.rows import TableState
from assets.formats.table.texts import texts_by_name

_NESTED = 0.5
"""Lists of objects with structure of their own may be of a format that has a reader."""
_BARE_TEXTS = 0.3
"""A list of texts without ids and dates may be anything that people wrote."""
_MEMBERS_SNIFFED = 20


class TableAdapter:
    """Adapter for CSV, workbooks, Parquet, flat JSON and SQLite; see ``assets.formats.base.Adapter``."""

    name = "table"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.3 to 0.85 when every file (of the first 20 with bytes) has a table of posts, else 0."""
        return self.sniff_mapped(members, ())

    def sniff_mapped(self, members: tuple[Member, ...], mapping: Mapping) -> float:
        """The same for a source of whose columns configuration says what they are."""
        filled = [m for m in members if m.byte_count][:_MEMBERS_SNIFFED]
        return min((_confidence(m, mapping) for m in filled), default=0.0)

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the rows of the tables of posts; other tables of a file are noted."""
        findings = Findings()
        assembler = Assembler(findings)
        for member in source.members:
            mapping = source.options.field_mapping or texts_by_name(member)
            prefix = f"{member.name}#" if len(source.members) > 1 else ""
            file = open_file(member, mapping)
            if isinstance(file, DelimitedFile) and file.guessed_encoding:
                findings.add("encoding_guess", file.guessed_encoding, 1)
            for table in file.tables(_tables_of_posts(file, mapping, findings)):
                yield from _read(table, source, mapping, assembler, prefix)
        yield from assembler.finish()


def _confidence(member: Member, mapping: Mapping) -> float:
    mapping = mapping or texts_by_name(member)
    file = open_file(member, mapping)
    sample = file.sample()
    if isinstance(file, JsonFile) and file.holds_texts:
        return _BARE_TEXTS
    plans = [make_plan(rows, mapping) for _, rows in sample]
    best = max((p.confidence for p in plans), default=0.0)
    return min(best, _NESTED) if isinstance(file, JsonFile) and file.is_nested else best


def _tables_of_posts(file: Readable, mapping: Mapping, findings: Findings) -> frozenset[str]:
    """Names of the tables that hold posts: all, if none can be told; notes the others."""
    plans = {name: make_plan(rows, mapping) for name, rows in file.sample()}
    posts = {name for name, plan in plans.items() if plan.is_table} or set(plans) or {""}
    for name in plans.keys() - posts:
        findings.add("unread_table", name, 1, ", ".join(plans[name].unknown) or None)
    return frozenset(posts)


def _read(
    table: Table, source: Source, mapping: Mapping, assembler: Assembler, prefix: str
) -> Iterator[Batch]:
    """Batches of one table; the plan is made when there are rows, columns that come up later are added to it."""
    state = TableState(Plan({}), source.dump_id, source.options, table.has_float_numbers, table.day_shift)
    planned: set[str] = set()
    for chunk in table.chunks():
        if chunk.rows.height and (set(chunk.rows.columns) - planned or not planned):
            sample = chunk.rows.head(SAMPLE_ROWS)
            fixed = state.plan if planned else None
            state.plan = make_plan(sample, mapping, fixed, has_float_numbers=table.has_float_numbers)
            planned |= set(chunk.rows.columns)
        yield assembler.add(chunk, state, prefix)
    for target, column in state.plan.unused_mappings:
        assembler.findings.add("field_mapping_unused", f"{target} = {subject(column)}", 1)
