"""Ground truth on disk: its dumps and its table, made once for each size and seed."""

import subprocess
import sys
from pathlib import Path

import polars as pl

from benchmarks.truth import NEWEST

_SHARDS = 8


def corpus(folder: Path, posts: int, seed: int, apart: int = 0) -> Path:
    """Folder with the dumps and the table of a ground truth; so many of its newest posts have a dump of their own.

    Invented in a process of its own, whose memory is gone when measuring begins.
    """
    made = folder / f"truth-{posts}-{seed}{f'-{apart}' if apart else ''}"
    if not made.is_dir():
        partial = made.with_suffix(".partial")
        sizes = ["--posts", str(posts), "--seed", str(seed), "--shards", str(_SHARDS)]
        sizes += ["--apart", str(apart)]
        command = [sys.executable, "-m", "benchmarks.truth", str(partial), *sizes]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        partial.rename(made)
    return made


def dumps_of(made: Path, *, recaptures: bool = False) -> list[Path]:
    """The first dumps, and with ``recaptures`` the later ones, too: one NDJSON file each."""
    files = sorted(made.glob("shard*/messages.ndjson"))
    return [f for f in files if recaptures or not f.parent.name.endswith("_later")]


def newest_of(made: Path) -> Path:
    """The dump of the newest posts."""
    return made / NEWEST / "shard0" / "messages.ndjson"


def posts_of(made: Path) -> pl.DataFrame:
    """Posts of the first dumps: ``channel_id``, ``message_id``, ``text``."""
    peer = pl.Struct({"channel_id": pl.Int64})
    fields = pl.Schema([("id", pl.Int64()), ("peer_id", peer), ("message", pl.String())])
    return pl.concat(pl.read_ndjson(f, schema=fields) for f in dumps_of(made)).select(
        pl.col("peer_id").struct.field("channel_id"), message_id="id", text="message"
    )


def truth_of(made: Path) -> pl.DataFrame:
    """The table of the ground truth: ``channel_id``, ``message_id``, ``cluster``, ``kind``."""
    return pl.read_parquet(made / "truth.parquet")
