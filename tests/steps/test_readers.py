"""Readers of ``published/current`` through many publications: no error, no mixture of two releases."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from incremental import Runs
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS

READER = """
import json, sys
from pathlib import Path
import duckdb
current, stop = Path(sys.argv[1]), Path(sys.argv[2])
QUERY = '''
    SELECT release_id, post_count, (SELECT count(*) FROM {0}core.fact_post),
        (SELECT sum(post_count)::BIGINT FROM {0}mart.post_frequency_daily),
        (SELECT sum(post_count)::BIGINT FROM {0}mart.post_frequency_monthly)
    FROM {0}meta.release
'''
kept = duckdb.connect(current.resolve(), read_only=True)
attached = duckdb.connect()
seen, queries = {name: set() for name in ("kept", "new", "attached")}, 0
print("ready", flush=True)
while not stop.exists():
    seen["kept"].update(kept.execute(QUERY.format("")).fetchall())
    with duckdb.connect(current.resolve(), read_only=True) as new:
        seen["new"].update(new.execute(QUERY.format("")).fetchall())
    attached.execute(f"ATTACH OR REPLACE '{current.resolve()}' AS warehouse (READ_ONLY)")
    seen["attached"].update(attached.execute(QUERY.format("warehouse.")).fetchall())
    queries += 3
print(json.dumps({"queries": queries, **{name: sorted(rows) for name, rows in seen.items()}}))
"""


def _numbered(first: int, count: int) -> list[dict[str, Any]]:
    return [
        {"do": "post", "channel_ref": "id:5", "message_id": n, "text": f"متن {n}", "posted_at": "2024-03-01T08:00:00"}
        for n in range(first, first + count)
    ]  # fmt: skip


def check_readers(folder: Path, readers: int, publications: int, *, checked: bool) -> None:
    """Let readers read while releases are published that each continue the one before."""
    runs = Runs(folder)
    runs.run(write_script(folder / "first.jsonl", *_numbered(0, 100)), checked=checked)
    stop = folder / "stop"
    command = [sys.executable, "-c", READER, str(runs.database), str(stop)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(readers)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for number in range(publications):
        runs.run(write_script(folder / f"{number}.jsonl", *_numbered(100 + number, 1)), checked=checked)
    stop.touch()
    for process in processes:
        answer, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
        seen = json.loads(answer)
        assert len(seen["kept"]) == 1  # whoever keeps a connection keeps one release
        assert len(seen["new"]) > 1 < len(seen["attached"])
        for _, *counts in [row for name in ("kept", "new", "attached") for row in seen[name]]:
            assert len(set(counts)) == 1
            assert 100 <= counts[0] <= 100 + publications
    assert runs.continued == publications


@pytest.fixture(autouse=True)
def _adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter())


@pytest.mark.acceptance
def test_readers_see_whole_releases(tmp_path: Path) -> None:
    check_readers(tmp_path, readers=2, publications=3, checked=False)


@pytest.mark.acceptance
def test_four_readers_through_twenty_publications(tmp_path: Path) -> None:
    check_readers(tmp_path, readers=4, publications=20, checked=True)
