"""Proof that a release says what its raw dumps say: everything is built again, beside it, and compared."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.steps.core import build_core
from assets.steps.marts import build_marts
from assets.steps.parse import parse_dumps
from assets.steps.workspace import Workspace
from warehouse.connect import scratch
from warehouse.content import SCHEMAS, content_of, differences
from warehouse.errors import AnbarError
from warehouse.home import Home
from warehouse.publish import Publisher
from warehouse.relation import BASE, attach_base
from warehouse.release import FILE_NAME


def rebuild_and_compare(workspace: Workspace, release_id: str) -> list[str]:
    """Parse the raw copies of a release's dumps anew, build core and marts, and compare every table.

    Works in a folder of its own in the lake, which goes when it is done; nothing is published.

    Returns:
        What differs, in words; nothing when each table has the same rows.

    Raises:
        AnbarError: there is no such release, or a raw copy is missing or damaged.
    """
    database = Publisher(workspace.home.published).folder / release_id / FILE_NAME
    if not database.exists():
        raise AnbarError(f"There is no release {release_id}.", "See `anbar releases list`.")
    with scratch() as con:
        attach_base(con, database)
        con.execute(f"USE {BASE}")
        dump_ids = [
            r[0] for r in con.execute("SELECT dump_id FROM core.dim_dump WHERE dump_key > 0").fetchall()
        ]
        [(config,)] = con.execute("SELECT config_hash FROM meta.release").fetchall()
        held = content_of(con)
    missing = [i for i in dump_ids if not (workspace.home.dumps / f"{i}.json").exists()]
    problems = [f"dump {dump_id} is no longer in the lake" for dump_id in missing]
    if config != workspace.settings.content_hash:
        problems.append("anbar.toml has changed since the release was built, which may explain differences")
    with _copy_of(workspace.home, set(dump_ids) - set(missing)) as home:
        copy = Workspace(home, f"verify {release_id}")
        parse_dumps(copy)
        build_core(copy)
        build_marts(copy)
        with copy.engine() as engine:
            engine.register(copy.relations(*SCHEMAS))
            # Views of a scratch database: the same names, the same hash.
            problems += differences(held, content_of(engine.con))
    return problems


@contextmanager
def _copy_of(home: Home, dump_ids: set[str]) -> Iterator[Home]:
    """A home with the same raw copies and configuration, and nothing else."""
    folder = Path(tempfile.mkdtemp(dir=home.blobs.parent, prefix="verify-", suffix=".partial"))
    try:
        copy = Home(folder)
        copy.create()
        copy.blobs.rmdir()
        copy.blobs.symlink_to(home.blobs)
        for dump_id in dump_ids:
            shutil.copy(home.dumps / f"{dump_id}.json", copy.dumps)
        if home.config.exists():
            shutil.copy(home.config, copy.config)
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)
