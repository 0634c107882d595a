"""Opening DuckDB: read-only and hardened for readers of a release, sized to the machine for the ETL."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import AnbarError

STORAGE_VERSION = "v1.4.0"
"""Storage version of releases: the BI drivers in use embed DuckDB 1.4 and 1.5, which refuse newer files."""

_MIB = 1024 * 1024
_DAMAGED = "Run `anbar releases verify`, then `anbar releases rollback` to a release that is whole."

# Two threads that open the same file share one database; the second must find it locked, not half-locked.
_opening = threading.Lock()


def open_release(
    path: Path, *, memory_limit: str = "1GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a release for reading such that no query can reach a file, the network or the configuration.

    ``enable_external_access=false`` alone still lets ``COPY TO`` write ``<file>.wal`` beside the release and
    anything into the spill folder; so the file system is shut as well once the file is open. The price: a
    query larger than ``memory_limit`` fails instead of spilling to disk.

    Args:
        path: the ``warehouse.duckdb`` of a release; may lead through ``published/current``.
        memory_limit: memory that queries may use, as DuckDB writes it.
        threads: threads of a query; those of the machine by default.

    Raises:
        AnbarError: the file is missing, damaged, being written, or already open in this process with
            other limits.
    """
    if not path.is_file():
        raise AnbarError(f"{path} does not exist.", "Run `anbar run` to publish a release.")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "temp_directory": "",
        "memory_limit": memory_limit,
        "threads": threads or usable_threads(),
    }
    with _opening, _explained(path):
        connection = duckdb.connect(path.resolve(), read_only=True, config=config)
        if not _is_locked(connection):
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
            connection.execute("SET lock_configuration = true")
        return connection


def scratch(
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
    *,
    preserve_insertion_order: bool = True,
) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database for the ETL.

    Args:
        memory_limit: memory it may use, as DuckDB writes it; ``default_memory_limit`` without one.
        threads: threads of a query; those of the machine by default.
        temp_directory: folder for what does not fit into memory; without one, large queries fail.
        preserve_insertion_order: False lets unordered results come in any order, for less memory.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory_limit or default_memory_limit(),
            "threads": threads or usable_threads(),
            "temp_directory": str(temp_directory or ""),
            "preserve_insertion_order": preserve_insertion_order,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def usable_threads() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_memory_limit() -> str:
    """A tenth of the machine's memory, at least 1 GiB: what is larger goes through the disk.

    A million posts need 600 MB, and with more memory nothing gets faster but the sorting of many millions; the
    machine is shared with what reads and compares texts beside the database, and with its owner's work.
    """
    return f"{max(machine_memory_bytes() // 10, 1024 * _MIB) // _MIB}MiB"


def machine_memory_bytes() -> int:
    """Memory that this process may count on: the machine's, or its container's if that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    rows = connection.execute("SELECT current_setting('lock_configuration')").fetchall()
    return bool(rows[0][0])


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn DuckDB's refusal to open a file into one that says what to do."""
    try:
        yield
    except duckdb.ConnectionException as error:
        raise AnbarError(
            f"{path} is already open in this process with other settings.",
            "Open it with the same memory limit and threads, or close the other connection first.",
        ) from error
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise AnbarError(
                f"{path} is open for writing in another process: {error}.",
                "Nothing but the publisher may write a release; end that process.",
            ) from error
        raise AnbarError(f"{path} cannot be opened: {error}.", _DAMAGED) from error
