"""Whether a run would change anything, found out without one."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from assets.steps.base import Base, current_base
from assets.steps.discover import Candidate, discover
from assets.steps.parsed import is_whole
from assets.steps.stage import stated
from assets.steps.workspace import Workspace
from warehouse.errors import UsageError
from warehouse.lake import Blob, dump_id_of
from warehouse.settings import load_sidecar
from warehouse.waivers import digest


def release_of_all(workspace: Workspace, named: Iterable[Path]) -> str | None:
    """The current release, if it holds all that the named files, the drop folder and the lake have to say.

    Whatever needs a closer look (an archive, a file that is no dump) counts as new: a run looks closer.
    """
    base = current_base(workspace)
    if not isinstance(base, Base) or base.fresh or base.gone:
        return None
    if base.waivers != digest(workspace.waivers.values()):  # one was added or has expired
        return None
    if not all(is_whole(folder) for _, folder in workspace.parses):
        return None
    sizes = {blob.byte_count for dump in workspace.lake.dumps() for blob in dump.blobs}
    candidates = [c for c in discover([*named, workspace.home.incoming]) if not c.passed_over]
    try:
        is_known = all(_is_known(workspace, candidate, sizes) for candidate in candidates)
    except (OSError, UsageError):
        return None
    return base.database.parent.name if is_known else None


def _is_known(workspace: Workspace, candidate: Candidate[Path], sizes: set[int]) -> bool:
    # A file of another size is not there yet; only those that may be are read.
    if any(path.stat().st_size not in sizes for _, path in candidate.files):
        return False
    blobs = tuple(Blob(name, _sha256(path), path.stat().st_size) for name, path in candidate.files)
    dump = workspace.lake.find(dump_id_of(blobs))
    if dump is None or candidate.name not in dump.file_names:
        return False
    return not candidate.sidecar or stated(load_sidecar(candidate.sidecar)) == dump.sidecar


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
