"""Dagster's event log in the SQLite files of its default storage, without what makes each event dear.

A small run stores 500 events in 1,600 statements. The default storage opens the file anew for each, which reads
its schema, compiles the statement again and on closing moves the write-ahead log into the file; and it asks at
each whether the file has the tables, columns and data of all migrations. Here the files in use stay open, and what
they have is asked once. What they hold is the same, so either storage goes on where the other stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

INSTANCE = """\
telemetry:
  enabled: false
event_log_storage:
  module: orchestration.event_log
  class: EventLog
  config:
    dagster_home:
      env: DAGSTER_HOME
"""
"""``dagster.yaml`` of a home."""


class EventLog(SqliteEventLogStorage):
    """An index and one file per run, below ``history/runs`` of Dagster's home.

    The index and the run that was asked for last stay open, one connection each; the default storage's lock
    lets one thread at a time use them. Commits are not forced to disk one by one: where the machine fails,
    Dagster's log may lack its last events. Nothing of the warehouse rests on them.
    """

    def __init__(self, dagster_home: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._known: set[tuple[str, str]] = set()
        super().__init__(str(Path(dagster_home) / "history" / "runs"), inst_data)

    @classmethod
    def config_type(cls) -> dict[str, object]:
        """What ``dagster.yaml`` says."""
        return {"dagster_home": dg.StringSource}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "EventLog":
        """Make the storage that ``dagster.yaml`` names."""
        return cls(config_value["dagster_home"], inst_data)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:
        """A transaction in the file of a run, or of what happened outside any."""
        return self._transaction(run_id or "")

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A transaction in the index."""
        return self._transaction(INDEX_SHARD_NAME)

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table."""
        return self._is_known("table", table_name, super().has_table)

    def has_asset_key_col(self, column_name: str) -> bool:
        """Whether the index's table of assets has a column."""
        return self._is_known("column", column_name, super().has_asset_key_col)

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration of data is done."""
        return self._is_known("migration", name, super().has_secondary_index)

    def wipe(self) -> None:
        """Remove all events."""
        self._close(*self._engines)
        super().wipe()

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._close(*self._engines)

    def _is_known(self, kind: str, name: str, ask: Callable[[str], bool]) -> bool:
        """Ask until the answer is yes: what an index has once, it keeps."""
        if (kind, name) not in self._known:
            if not ask(name):
                return False
            self._known.add((kind, name))
        return True

    @contextmanager
    def _transaction(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._open(shard)
            with self._engines[shard].begin() as connection:
                yield connection

    def _open(self, shard: str) -> None:
        if shard != INDEX_SHARD_NAME:
            self._close(*self._engines.keys() - {INDEX_SHARD_NAME})
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        with engine.connect() as connection:
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
                connection.execute(sqlalchemy.text(f"PRAGMA {pragma}"))
        self._initdb(engine)
        self._engines[shard] = engine

    def _close(self, *shards: str) -> None:
        for shard in shards:
            self._engines.pop(shard).dispose()
