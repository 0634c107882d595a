"""Merged posts with their texts, a bounded batch at a time.

Posts are merged without texts. Each text is read where its dump was parsed, in the order in which it lies there, so
that no join holds texts and none is written twice.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

_BYTES_AT_ONCE = 8 << 20
"""Staged files are read together up to this size, so that many small dumps do not cost a read each."""

PLACE = ["winner_dump_key", "winner_record_index"]
"""Where the text of a merged post lies; merged posts are sorted by it."""


@dataclass(frozen=True)
class PostTexts:
    """Where the texts of merged posts lie."""

    posts: Path
    """Merged posts, one row each, sorted by ``PLACE``."""
    parts: tuple[tuple[Path, ...], ...]
    """Files of ``stg.observation`` that make a batch each."""

    @classmethod
    def of(cls, posts: Path, parts: list[Path]) -> "PostTexts":
        """Merged posts, and the staged files that hold their texts."""
        groups: list[list[Path]] = []
        size = _BYTES_AT_ONCE
        for part in parts:
            if size >= _BYTES_AT_ONCE:
                groups.append([])
                size = 0
            groups[-1].append(part)
            size += part.stat().st_size
        return cls(posts, tuple(map(tuple, groups)))

    def batch(self, number: int, columns: list[str] | None = None) -> pl.DataFrame:
        """The posts whose texts lie in one group of files: all or some of their columns, and ``text``."""
        texts = pl.read_parquet(list(self.parts[number]), columns=["dump_key", "record_index", "text"])
        dump, record = map(pl.col, PLACE)
        low, high = (texts["dump_key"].min() or 0, texts["dump_key"].max() or 0)
        inside = dump.is_between(low, high)
        if low == high:  # the usual large dump, of which this is a part
            inside &= record.is_between(texts["record_index"].min(), texts["record_index"].max())
        posts = pl.scan_parquet(self.posts).filter(inside)
        if columns is not None:
            posts = posts.select(*columns, *PLACE)
        place = texts.rename({"dump_key": PLACE[0], "record_index": PLACE[1]}).lazy()
        found = posts.join(place, on=PLACE, maintain_order="left").collect()
        return found if columns is None else found.select(*columns, "text")
