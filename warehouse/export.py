"""The optional Parquet export of a release, for tools that read files instead of DuckDB."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import duckdb

from schemas import PUBLISHED
from schemas.datapackage import ExportedFile, data_package
from warehouse.connect import scratch
from warehouse.ddl import literal, qualified
from warehouse.errors import AnbarError

DESCRIPTOR, FOLDER = "datapackage.json", "parquet"
_ROW_GROUP = 122_880


def export_parquet(
    database: Path,
    release_id: str,
    built_at: datetime,
    *,
    memory_limit: str | None = None,
    temp_directory: Path | None = None,
) -> dict[str, ExportedFile]:
    """Write every table of a release as Parquet beside its database, and ``datapackage.json``.

    Rows keep the order that they have in the release.

    Args:
        database: ``warehouse.duckdb`` of a release that is not yet published.
        release_id: of that release.
        built_at: naive UTC.
        memory_limit: memory to use; half of the machine's by default.
        temp_directory: folder for what does not fit into it.

    Raises:
        AnbarError: the database cannot be read or the disk is full.
    """
    folder = database.parent / FOLDER
    connection = scratch(memory_limit, temp_directory=temp_directory)
    try:
        folder.mkdir()
        connection.execute(f"ATTACH {literal(str(database))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        files = {name: _export(connection, name, folder) for name in PUBLISHED}
        package = data_package("anbar", release_id, f"{built_at:%Y-%m-%dT%H:%M:%SZ}", files)
        text = json.dumps(package, ensure_ascii=False, indent=1)
        (database.parent / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    except (duckdb.Error, OSError) as error:
        raise AnbarError(
            f"The Parquet export cannot be written: {error}.",
            "Free disk space, or set `parquet = false` under [release] in anbar.toml, and run again.",
        ) from error
    finally:
        connection.close()
    return files


def _export(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> ExportedFile:
    target = folder / f"{name}.parquet"
    [(rows,)] = connection.execute(
        f"COPY (FROM {qualified(name)}) TO {literal(str(target))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
    ).fetchall()
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ExportedFile(f"{FOLDER}/{target.name}", target.stat().st_size, digest, int(rows))
