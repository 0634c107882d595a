"""The files of a site: what an earlier site has already is linked, not written again."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class SiteFiles:
    """Writes the files of one site.

    A release never changes, so a file that is the same in the release before is one file with two names; the
    removal of either release leaves it to the other.
    """

    target: Path
    """Folder to fill; made if it is not there."""
    earlier: Path | None = None
    """Site of the release before, on the same disk or not."""
    byte_count: int = 0
    names: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)

    def write(self, name: str, text: str) -> None:
        """Add one file; ``name`` has no folder."""
        content = text.encode("utf-8")
        self.target.mkdir(parents=True, exist_ok=True)
        path = self.target / name
        self.names.append(name)
        self.byte_count += len(content)
        if self._is_linked(path, content):
            self.reused.append(name)
        else:
            path.write_bytes(content)

    def _is_linked(self, path: Path, content: bytes) -> bool:
        if self.earlier is None:
            return False
        old = self.earlier / path.name
        try:
            if old.stat().st_size != len(content) or old.read_bytes() != content:
                return False
            os.link(old, path)
        except OSError:  # not there, another disk, or a file system without links
            return False
        return True
