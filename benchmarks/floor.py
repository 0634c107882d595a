"""The least that a warehouse costs: DuckDB reads the same files into one table of a database file."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.processes import own_peak_megabytes

_TABLE = """
    CREATE TABLE m AS
    SELECT id, peer_id.channel_id AS channel_id, date, message, views, forwards, edit_date, grouped_id,
        reply_to.reply_to_msg_id AS reply_to
    FROM read_ndjson($files, columns = {
        id: 'BIGINT', peer_id: 'STRUCT(channel_id BIGINT)', date: 'TIMESTAMPTZ', message: 'VARCHAR',
        views: 'BIGINT', forwards: 'BIGINT', edit_date: 'TIMESTAMPTZ', grouped_id: 'BIGINT',
        reply_to: 'STRUCT(reply_to_msg_id BIGINT)'})
"""


def run_floor(database: Path, files: Sequence[Path]) -> dict[str, float]:
    """Load the files in a process of its own: ``seconds``, ``cpu_seconds``, ``peak_rss_mb``, ``posts``."""
    command = [sys.executable, "-m", "benchmarks.floor", str(database), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Load the files in this process and print what it took; the start of the interpreter does not count."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("database", type=Path)
    arguments.add_argument("files", nargs="+")
    options = arguments.parse_args()
    wall, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect(options.database) as con:
        con.execute("SET preserve_insertion_order = false")
        (posts,) = con.execute(_TABLE, {"files": options.files}).fetchone() or (0,)
        con.execute("CHECKPOINT")
    measured = {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "peak_rss_mb": own_peak_megabytes(),
        "posts": posts,
    }
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main()
