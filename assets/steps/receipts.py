"""Receipts: what an archive was found to hold, so that an unchanged one is not unpacked at every run.

A receipt is a convenience. It counts only while the code, its settings and the dumps in the lake are those of
the time when it was written; without it the archive is unpacked again, to the same end.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assets.formats.registry import ADAPTERS
from assets.steps.contents import Contents, Handed, RefusedFile
from assets.steps.workspace import CODE_VERSION, Workspace
from warehouse.errors import AnbarError
from warehouse.lake import Dump, write_json


def find(workspace: Workspace, handed: Handed) -> Contents | None:
    """What an archive held when it was last unpacked; None when that must be done again."""
    path = _path(workspace, handed)
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Contents(
            [_dump(workspace, d, handed.sha256) for d in value["dumps"]],
            [RefusedFile(**r) for r in value["refused"]],
            Counter(value["passed_over"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AnbarError):
        return None


def write(workspace: Workspace, handed: Handed, contents: Contents) -> None:
    """Remember what an archive held."""
    value = {
        "container": handed.path.name,
        "dumps": [
            {"dump_id": d.dump_id, "file_name": d.file_names[0], "sidecar": d.sidecar} for d in contents.dumps
        ],
        "refused": [asdict(r) for r in contents.refused],
        "passed_over": dict(contents.passed_over),
    }
    write_json(_path(workspace, handed), value)


def _dump(workspace: Workspace, stated: dict[str, Any], sha256: str) -> Dump:
    dump = workspace.lake.find(stated["dump_id"])
    if dump is None or not workspace.lake.is_whole(dump):
        raise KeyError(stated["dump_id"])
    return replace(dump, file_names=(stated["file_name"],), sidecar=stated["sidecar"], containers=(sha256,))


def _path(workspace: Workspace, handed: Handed) -> Path:
    """One receipt per archive, name (which its dumps' names begin with), limits, mappings and code."""
    versions = [(a.name, a.version) for a in ADAPTERS.values()]
    settings = workspace.settings.model_dump_json(include={"containers", "mapping"})
    identity = json.dumps([handed.sha256, handed.path.name, settings, CODE_VERSION, versions])
    return (
        workspace.home.unpacked
        / f"{hashlib.sha256(identity.encode(errors='surrogatepass')).hexdigest()}.json"
    )
