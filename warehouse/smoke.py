"""The smoke test of a release: opened as its readers will, in a process that knows nothing of its making.

A child process, because a connection of the process that wrote the file may answer from memory what a
reader would not find on disk.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from warehouse.connect import STORAGE_VERSION, open_release
from warehouse.ddl import qualified
from warehouse.errors import AnbarError

_TIMEOUT_SECONDS = 300.0

_STORAGE = """
    SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database()"""

_TABLES = "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"

_VIEWS = "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL"

# What the catalog says and what the dictionary in `meta` says must be one and the same, and never nothing.
_COMMENTS = """
    WITH catalog AS (
        SELECT schema_name, table_name, '' AS column_name, comment FROM duckdb_tables()
        UNION ALL
        SELECT schema_name, view_name, '', comment FROM duckdb_views() WHERE NOT internal
        UNION ALL
        SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal
    ), dictionary AS (
        SELECT table_schema AS schema_name, table_name, '' AS column_name, comment FROM meta."table"
        UNION ALL
        SELECT table_schema, table_name, column_name, comment FROM meta."column"
    )
    SELECT schema_name || '.' || table_name || if(column_name = '', '', '.' || column_name) AS name,
        c.comment IS NULL OR trim(c.comment) = '' AS is_missing
    FROM catalog c FULL JOIN dictionary d USING (schema_name, table_name, column_name)
    WHERE is_missing OR d.comment IS DISTINCT FROM c.comment
    ORDER BY name"""

_DICTIONARY_COUNTS = """
    SELECT table_schema || '.' || table_name, row_count FROM meta."table" WHERE table_kind = 'table'"""


@dataclass(frozen=True)
class SmokeReport:
    """What the smoke test saw."""

    problems: list[str] = field(default_factory=list)
    row_counts: dict[str, int] = field(default_factory=dict)
    """Rows by ``schema.table``, as counted."""


def smoke_test(
    path: Path,
    expected_counts: Mapping[str, int] | None,
    *,
    release_id: str | None = None,
    timeout: float = _TIMEOUT_SECONDS,
) -> dict[str, int]:
    """Try a release in a child process.

    Args:
        path: the ``warehouse.duckdb``.
        expected_counts: rows by ``schema.table``; exactly these tables must be there. None compares with
            ``meta.table`` of the release alone.
        release_id: the release that the file must say it is.
        timeout: seconds the child may take.

    Returns:
        Rows by ``schema.table``.

    Raises:
        AnbarError: the release is not what its readers need; says in which ways.
    """
    report = inspect_release(path, expected_counts, release_id=release_id, timeout=timeout)
    if report.problems:
        raise AnbarError(
            f"{path} failed its smoke test: {'; '.join(report.problems)}.",
            "It was not published; the release before it stays current.",
        )
    return report.row_counts


def inspect_release(
    path: Path,
    expected_counts: Mapping[str, int] | None,
    *,
    release_id: str | None = None,
    timeout: float = _TIMEOUT_SECONDS,
) -> SmokeReport:
    """Do what ``smoke_test`` does, but report the problems instead of raising."""
    request = {"expected_counts": expected_counts and dict(expected_counts), "release_id": release_id}
    root = str(Path(__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    try:
        # -P: a folder `warehouse` below the working directory must not pass for this package.
        child = subprocess.run(
            [sys.executable, "-P", "-m", "warehouse.smoke", str(path)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, inherited)))},
        )
    except subprocess.TimeoutExpired:
        return SmokeReport([f"no answer within {timeout:.0f} s"])
    if child.returncode != 0:
        tail = child.stderr.strip().splitlines()[-1:] or [""]
        return SmokeReport([f"the child process ended with code {child.returncode} {tail[0]}".rstrip()])
    return SmokeReport(**json.loads(child.stdout))


def examine(path: Path, expected: Mapping[str, int] | None, release_id: str | None) -> SmokeReport:
    """Look at a release in this process; the child's part of ``inspect_release``."""
    problems = list(_stray_wal(path))
    try:
        connection = open_release(path)
    except AnbarError as error:
        return SmokeReport([*problems, error.message.rstrip(".")])
    counts: dict[str, int] = {}
    try:
        for table in _column(connection, _TABLES):
            counts[table] = _count(connection, table)
        problems += _storage(connection)
        problems += _views(connection)
        problems += _comments(connection)
        problems += _identity(connection, release_id)
        problems += _differences(counts, expected, "expected")
        problems += _differences(counts, _dictionary_counts(connection), "said by meta.table")
    except duckdb.Error as error:
        problems.append(str(error).splitlines()[0])
    finally:
        connection.close()
    return SmokeReport(problems, counts)


def _stray_wal(path: Path) -> Iterator[str]:
    for wal in sorted(path.parent.glob(f"{path.name}.wal*")):
        yield f"{wal.name} lies beside it: the file does not hold all that was written"


def _storage(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    found, wanted = _column(connection, _STORAGE)[0], f"{STORAGE_VERSION}+"
    if found != wanted:
        yield f"its storage version is {found} instead of {wanted}"


def _views(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for view in _column(connection, _VIEWS):
        try:
            connection.execute(f"SELECT * FROM {qualified(view)} LIMIT 0").fetchall()
        except duckdb.Error as error:
            yield f"view {view} cannot be queried: {str(error).splitlines()[0]}"


def _comments(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, is_missing in connection.execute(_COMMENTS).fetchall():
        yield f"{name} has no comment" if is_missing else f"comment of {name} differs from meta"


def _identity(connection: duckdb.DuckDBPyConnection, release_id: str | None) -> Iterator[str]:
    found = _column(connection, "SELECT release_id FROM meta.release")
    if len(found) != 1:
        yield f"meta.release has {len(found)} rows instead of 1"
    elif release_id is not None and found != [release_id]:
        yield f"it says it is release {found[0]} instead of {release_id}"


def _differences(counts: Mapping[str, int], wanted: Mapping[str, int] | None, by: str) -> Iterator[str]:
    if wanted is None:
        return
    for table in sorted(counts.keys() | wanted.keys()):
        if counts.get(table) != wanted.get(table):
            found = f"{counts[table]} rows" if table in counts else "missing"
            other = f"{wanted[table]} rows" if table in wanted else "no such table"
            yield f"{table}: {found}, {other} {by}"


def _dictionary_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(connection.execute(_DICTIONARY_COUNTS).fetchall())


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {qualified(table)}").fetchall()[0][0])


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query).fetchall()]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    answer = examine(Path(sys.argv[1]), asked["expected_counts"], asked["release_id"])
    json.dump(asdict(answer), sys.stdout)
