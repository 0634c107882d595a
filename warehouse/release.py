"""Building the file of a release: one DuckDB database with every published table, view and comment.

The file is written from Parquet in one go and never changed afterwards. It is built under a partial folder;
``warehouse.publish`` makes a release of it.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas import PUBLISHED, Contract
from warehouse import ddl
from warehouse.connect import STORAGE_VERSION, scratch
from warehouse.ddl import ViewSpec, identifier, literal, qualified
from warehouse.errors import AnbarError
from warehouse.relation import Relation, parquet
from warehouse.smoke import smoke_test

__all__ = ["FILE_NAME", "BuildReport", "ReleaseInfo", "build_release", "smoke_test"]

FILE_NAME = "warehouse.duckdb"
"""Constant, because readers see its stem as the name of the catalog."""

_CATALOG = "warehouse"
_BUG = "This is a fault of the pipeline, not of the dumps; the release before it stays current."


@dataclass(frozen=True)
class ReleaseInfo:
    """What ``meta.release`` says and the file itself cannot know."""

    release_id: str
    run_id: str
    built_at: datetime
    """Naive UTC."""
    code_version: str
    reporting_zone: str
    config_hash: str
    data_fingerprint: str
    warning_count: int


@dataclass(frozen=True)
class BuildReport:
    """What was built."""

    path: Path
    byte_count: int
    row_counts: dict[str, int] = field(default_factory=dict)
    """Rows by ``schema.table``, all published tables."""


def build_release(
    target: Path,
    tables: Mapping[str, Relation],
    views: Sequence[ViewSpec],
    info: ReleaseInfo,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    on_table: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Write the database file of a release.

    Args:
        target: the ``warehouse.duckdb`` to create; its folder exists, the file does not.
        tables: contract name → where its rows lie. A table without Parquet is created empty; the dimensions
            of ``core`` must have theirs, they always hold their reserved rows. ``meta`` fills itself, but
            for ``meta.metric``. Where tables continue a release, its file is copied and
            only rows that changed are written.
        views: views to create, in this order.
        info: what ``meta.release`` says.
        memory_limit: memory to use; a tenth of the machine's by default.
        threads: threads to use; the machine's by default.
        on_table: called with the name of each table before it is loaded.

    Raises:
        AnbarError: something does not fit its contract, or the disk is full. Nothing is left behind.
    """
    _check_request(target, tables, views)
    spill = target.with_name(f"{target.name}.spill")
    try:
        with _explained(f"{target} cannot be built"):
            connection = scratch(memory_limit, threads, spill)
            try:
                counts = _write(connection, target, tables, views, info, on_table)
            finally:
                connection.close()
        _refuse_wal(target)
    except BaseException:
        for leftover in (target, *target.parent.glob(f"{target.name}.wal*")):
            leftover.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(spill, ignore_errors=True)
    return BuildReport(target, target.stat().st_size, counts)


def _write(
    connection: duckdb.DuckDBPyConnection,
    target: Path,
    tables: Mapping[str, Relation],
    views: Sequence[ViewSpec],
    info: ReleaseInfo,
    on_table: Callable[[str], None],
) -> dict[str, int]:
    continued = {name for name, relation in tables.items() if relation.base}
    if continued:
        shutil.copyfile(_base_of(tables), target)  # the copy is writable, unlike its original
    connection.execute(
        f"ATTACH {literal(str(target))} AS {_CATALOG} (STORAGE_VERSION {literal(STORAGE_VERSION)})"
    )
    connection.execute(f"USE {_CATALOG}")
    connection.execute("BEGIN")  # one commit for some 400 statements, each of which would reach the disk
    _drop_all_but(connection, continued)
    for schema in ddl.SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
    for name, contract in PUBLISHED.items():
        if name not in continued:
            connection.execute(";\n".join([ddl.create_table(contract), *ddl.comments(contract)]))
    connection.execute("COMMIT")
    for name, relation in tables.items():
        on_table(name)
        with _explained(f"{name} cannot be loaded"):
            _remove(connection, name, relation)
            _load(connection, PUBLISHED[name], relation.files)
    connection.execute("BEGIN")
    for view in views:
        _create_view(connection, view)
    counts = _fill_meta(connection, views, info)
    connection.execute("COMMIT")
    connection.execute(f"CHECKPOINT {_CATALOG}")
    connection.execute("USE memory")
    connection.execute(f"DETACH {_CATALOG}")
    return counts


def _base_of(tables: Mapping[str, Relation]) -> Path:
    [base] = {relation.base for relation in tables.values() if relation.base}
    return base


def _drop_all_but(connection: duckdb.DuckDBPyConnection, kept: Set[str]) -> None:
    """Drop what a continued release holds and this one makes anew; nothing in a new file."""
    for kind in ("view", "table"):
        internal = "AND NOT internal" if kind == "view" else ""
        found = connection.execute(
            f"SELECT schema_name || '.' || {kind}_name FROM duckdb_{kind}s() "
            f"WHERE database_name = current_database() {internal}"
        ).fetchall()
        for (name,) in found:
            if name not in kept:
                connection.execute(f"DROP {kind.upper()} {qualified(name)}")


def _remove(connection: duckdb.DuckDBPyConnection, name: str, relation: Relation) -> None:
    """Remove the rows of the continued release that no longer count."""
    for column, file in relation.replaced.items():
        key, gone = identifier(column), parquet((file,))
        connection.execute(f"DELETE FROM {qualified(name)} WHERE {key} IN (SELECT {key} FROM {gone})")


_OWN_TABLES = frozenset({"meta.release", "meta.table", "meta.column", "meta.relationship"})


def _check_request(target: Path, tables: Mapping[str, Relation], views: Sequence[ViewSpec]) -> None:
    """Refuse what cannot become a release before anything is written."""
    required = {name for name, contract in PUBLISHED.items() if ddl.is_dimension(contract)}
    names = [v.name for v in views]
    faults = {
        f"the file must be called {FILE_NAME}, not {target.name}": target.name != FILE_NAME,
        f"{target} exists already": target.exists(),
        f"`?` in the path {target} leads DuckDB's log astray": "?" in str(target),
        "tables without a contract: ": tables.keys() - PUBLISHED.keys(),
        "tables that the release fills itself: ": tables.keys() & _OWN_TABLES,
        "no Parquet for ": required - {name for name, relation in tables.items() if relation.files},
        "views that bear the name of a table: ": set(names) & PUBLISHED.keys(),
        "views given twice: ": {n for n in names if names.count(n) > 1},
        "views outside the published schemas: ": {n for n in names if n.split(".")[0] not in ddl.SCHEMAS},
    }
    for fault, culprits in faults.items():
        if culprits:
            listed = ", ".join(sorted(culprits)) if isinstance(culprits, set) else ""
            raise AnbarError(f"No release can be built: {fault}{listed}.", _BUG)


def _load(connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[Path]) -> None:
    """Fill a table from Parquet, in its order.

    The ORDER BY is more than neatness. It makes equal content equal files for readers, lets zone maps skip,
    and avoids the row-group trap: unsorted Parquet whose row groups do not align with DuckDB's 122,880 rows
    is compressed twice and leaves up to half of the file empty, while sorted rows arrive aligned (600 k
    rows: 0 free blocks at any number of threads).
    """
    if not files:
        return
    for file in files:
        _check_columns(connection, contract, file)
    columns = ", ".join(identifier(c.name) for c in contract.stored)
    # sort_by need not be unique; with the primary key behind it there is only one order.
    order = dict.fromkeys((*contract.sort_by, *contract.primary_key))
    connection.execute(
        f"INSERT INTO {qualified(contract.name)} ({columns}) "
        f"SELECT {columns} FROM {parquet(tuple(files))} ORDER BY {', '.join(map(identifier, order))}"
    )


def _check_columns(connection: duckdb.DuckDBPyConnection, contract: Contract, file: Path) -> None:
    """Compare names and types of a Parquet file with the contract; DuckDB would cast 1.7 to 2 in silence."""
    with _explained(f"{contract.name}: {file} cannot be read"):
        found = {
            row[0]: row[1]
            for row in connection.execute(f"DESCRIBE SELECT * FROM {parquet((file,))}").fetchall()
        }
    wanted = {c.name: c.duckdb_type for c in contract.stored}
    problems = [f"column {n} is missing" for n in wanted if n not in found]
    problems += [f"column {n} is not in the contract" for n in found if n not in wanted]
    problems += [
        f"column {n} is {found[n]} instead of {t}" for n, t in wanted.items() if found.get(n, t) != t
    ]
    if problems:
        raise AnbarError(f"{contract.name}: {'; '.join(problems)} ({file}).", _BUG)


def _create_view(connection: duckdb.DuckDBPyConnection, view: ViewSpec) -> None:
    with _explained(f"{view.name} cannot be created"):
        connection.execute(ddl.create_view(view))
        found = connection.execute(f"DESCRIBE {qualified(view.name)}").fetchall()
    names, wanted = [row[0] for row in found], [name for name, _ in view.columns]
    if names != wanted:
        raise AnbarError(f"{view.name} has the columns {names} instead of {wanted}.", _BUG)
    for name, data_type, *_ in found:
        if data_type not in ddl.PUBLISHED_TYPES:
            raise AnbarError(f"{view.name}: column {name} is {data_type}.", "Cast it to a published type.")
    connection.execute(";\n".join(ddl.view_comments(view)))


_COLUMNS = """
    SELECT schema_name, table_name, column_name, column_index::BIGINT, data_type, is_nullable, comment
    FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal"""

_RELEASE = """
    SELECT ?, ?, ?, ?, version(), ?, ?, ?, ?,
        (SELECT max(posted_at) FROM core.fact_post),
        (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0),
        (SELECT count(*) FROM core.fact_post), ?"""


def _fill_meta(
    connection: duckdb.DuckDBPyConnection, views: Sequence[ViewSpec], info: ReleaseInfo
) -> dict[str, int]:
    """Let the release describe itself; gives the rows of every table."""
    _insert(connection, "meta.column", _COLUMNS, [])
    given = (info.release_id, info.run_id, info.built_at, info.code_version, STORAGE_VERSION,
             info.reporting_zone, info.config_hash, info.data_fingerprint, info.warning_count)  # fmt: skip
    _insert(connection, "meta.release", _RELEASE, list(given))
    _insert_rows(connection, "meta.relationship", list(_relationships()))
    counts = {name: _count(connection, name) for name in PUBLISHED}
    counts["meta.table"] = len(PUBLISHED) + len(views)
    _insert_rows(connection, "meta.table", list(_inventory(views, counts)))
    return counts


def _relationships() -> Iterator[tuple[Any, ...]]:
    for contract in PUBLISHED.values():
        for column, table, referenced_column in contract.references():
            schema, _, name = table.partition(".")
            yield contract.schema_name, contract.table_name, column, schema, name, referenced_column


def _inventory(views: Sequence[ViewSpec], counts: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    for name, c in PUBLISHED.items():
        key = ", ".join(c.primary_key)
        yield c.schema_name, c.table_name, "table", ddl.grain(c.comment), c.comment, key, counts[name]
    for view in views:
        schema, _, name = view.name.partition(".")
        yield schema, name, "view", ddl.grain(view.comment), view.comment, None, None


def _insert_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: list[tuple[Any, ...]]) -> None:
    one = f"({', '.join('?' * len(PUBLISHED[name].columns))})"
    values = [value for row in rows for value in row]
    _insert(connection, name, f"VALUES {', '.join([one] * len(rows))}", values)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, query: str, values: list[Any]) -> None:
    """Insert a query whose columns stand as in the contract, in the contract's order of rows."""
    contract = PUBLISHED[name]
    columns = ", ".join(identifier(c.name) for c in contract.columns)
    order = ", ".join(identifier(c) for c in contract.sort_by)
    connection.execute(
        f"INSERT INTO {qualified(name)} SELECT * FROM ({query}) AS t({columns}) ORDER BY {order}", values
    )


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {qualified(name)}").fetchall()[0][0])


def _refuse_wal(target: Path) -> None:
    """A log beside the file would hold rows that a copy of the file alone lacks."""
    if strays := [p.name for p in target.parent.glob(f"{target.name}.wal*")]:
        raise AnbarError(f"{target} was closed, but {', '.join(strays)} remained beside it.", _BUG)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise AnbarError(f"{what}: {error}.", "Free disk space or memory and run again.") from error
    except duckdb.Error as error:
        raise AnbarError(f"{what}: {error}.", _BUG) from error
