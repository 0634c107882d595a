"""A format for tests: each line of a dump says which record the adapter finds there."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assets.formats.base import Batch, BatchBuilder, Member, Source
from assets.steps.workspace import Workspace
from warehouse.home import Home

_MARK = b'{"scripted":'


class ScriptedAdapter:
    """Does what the lines say, a few lines per batch; see ``assets.formats.base.Adapter``."""

    name = "research_json"
    version = 1

    def __init__(self, lines_per_batch: int = 100) -> None:
        self.parsed: list[str] = []
        self._size = lines_per_batch

    def sniff(self, members: tuple[Member, ...]) -> float:
        return 1.0 if members[0].head().startswith(_MARK) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        self.parsed.append(source.dump_id)
        builder = BatchBuilder()
        lines = source.members[0].path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            record = json.loads(line)
            _DO[record.pop("scripted")](builder, {"record_locator": f"/{number}", **record})
            if number % self._size == 0:
                yield builder.flush()
        yield builder.flush()


def _post(builder: BatchBuilder, record: dict[str, Any]) -> None:
    reactions = record.pop("reactions", {})
    for field in ("posted_at", "edited_at", "captured_at"):
        if field in record:
            record[field] = datetime.fromisoformat(record[field])
    index = builder.observation(**record)
    for reaction, count in reactions.items():
        builder.reaction(index, reaction, count)


def _crash(_: BatchBuilder, record: dict[str, Any]) -> None:
    raise KeyboardInterrupt(record["record_locator"])


_DO = {
    "post": _post,
    "service": lambda b, r: b.exclude("service", r["record_locator"], kind="pin"),
    "artifact": lambda b, r: b.exclude("artifact", r["record_locator"], kind="separator"),
    "reject": lambda b, r: b.reject("broken", "it is whole", r["record_locator"], raw_text="??"),
    "channel": lambda b, r: b.channel(r["ref"], name=r.get("name"), handle=r.get("handle")),
    "finding": lambda b, r: b.finding("unknown_field", "x", example=r.get("example")),
    "crash": _crash,
}


def write_script(path: Path, *lines: dict[str, Any]) -> Path:
    """Write a dump of the format; each line is ``{"do": what, …fields}``."""
    texts = [
        json.dumps({"scripted": line["do"], **{k: v for k, v in line.items() if k != "do"}}) for line in lines
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(t + "\n" for t in texts), encoding="utf-8")
    return path


def open_workspace(folder: Path, config: str = "", run_id: str = "run-1") -> Workspace:
    """A home with a configuration, and a run in it."""
    home = Home(folder / "home")
    home.create()
    if config or not home.config.exists():
        home.config.write_text(config, encoding="utf-8")
    return Workspace(home, run_id)


def rows(frame: Any, *columns: str) -> Sequence[tuple[Any, ...]]:
    """Some columns of a frame, as rows."""
    return list(frame.select(*columns).rows())
