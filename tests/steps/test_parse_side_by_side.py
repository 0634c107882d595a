"""Dumps that are parsed in processes of their own: the same tables, faults that are told, no process left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from scripted import open_workspace

from assets.steps import parse
from assets.steps.parse import parse_dumps
from assets.steps.stage import stage_dumps
from assets.steps.staged import scan_staged
from assets.steps.workspace import Workspace
from schemas import STAGING
from warehouse import progress
from warehouse.errors import AnbarError
from warehouse.home import Home


def write_dump(folder: Path, channel: int, count: int) -> Path:
    rows = (
        {
            "_": "Message", "id": n + 1, "peer_id": {"_": "PeerChannel", "channel_id": channel},
            "date": "2024-01-01T00:00:00+00:00", "message": f"خبر {n} از {channel} #خبر", "entities": [], "views": n,
        }
        for n in range(count)
    )  # fmt: skip
    path = folder / f"channel{channel}.ndjson"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _workspace(folder: Path, count: int = 30) -> Workspace:
    folder.mkdir()
    workspace = open_workspace(folder)
    stage_dumps(workspace, [write_dump(folder, 1_000_000_000 + n, count) for n in range(3)])
    return workspace


class Listener:
    def __init__(self) -> None:
        self.total = 0
        self.told: list[int] = []

    def start(self, label: str, total: int, unit: str) -> progress.Advance:
        self.total = total
        return self.told.append

    def finish(self, label: str) -> None:
        pass


def test_the_same_tables_as_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, together = _workspace(tmp_path / "a"), _workspace(tmp_path / "b")
    parse_dumps(alone)
    monkeypatch.setattr(parse, "_ENOUGH_BYTES", 1)
    monkeypatch.setattr(parse, "usable_threads", lambda: 2)
    listener = Listener()
    with progress.listening(listener):
        report = parse_dumps(together)
    assert len(report.parsed) == 3
    assert sum(listener.told) == listener.total > 0
    for name in STAGING:
        frames = [scan_staged(w, name).collect().sort(pl.all()) for w in (alone, together)]
        assert frames[0].equals(frames[1])


def test_a_fault_in_a_process_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = _workspace(tmp_path / "a")
    monkeypatch.setattr(parse, "_ENOUGH_BYTES", 1)
    monkeypatch.setattr(parse, "usable_threads", lambda: 2)
    blob = workspace.lake.blob_path(next(iter(workspace.lake.dumps())).blobs[0].sha256)
    blob.chmod(0o644)
    blob.write_bytes(b"x")
    with pytest.raises(AnbarError, match="is damaged") as caught:
        parse_dumps(workspace)
    assert caught.value.remedy


_RUN = """
import sys
from pathlib import Path
from assets.steps import parse
from assets.steps.workspace import Workspace
from warehouse.home import Home

if __name__ == "__main__":
    parse._ENOUGH_BYTES = 1
    parse.usable_threads = lambda: 2
    parse.parse_dumps(Workspace(Home(Path(sys.argv[1])), "run"))
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
def test_processes_end_with_the_run_that_began_them(tmp_path: Path) -> None:
    workspace = _workspace(tmp_path / "a", count=60_000)
    script = tmp_path / "run.py"
    script.write_text(_RUN, encoding="utf-8")
    command = [sys.executable, str(script), str(Home(workspace.home.root).root)]
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    partial = workspace.home.parsed
    _wait_until(lambda: any(partial.glob("*/*.partial/*.parquet")) or run.poll() is not None)
    assert run.poll() is None
    workers = [pid for pid in _children(run.pid) if "spawn_main" in _command(pid)]
    assert len(workers) == 2
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _wait_until(lambda: not any("spawn_main" in _command(pid) for pid in workers))


def _wait_until(done: "object", seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(p) for t in Path(f"/proc/{pid}/task").iterdir() for p in (t / "children").read_text().split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
