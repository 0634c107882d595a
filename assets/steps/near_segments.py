"""Segments of the index of near-duplicates: arrays of some texts on disk, which never change."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.ahead import ahead
from assets.transforms.folding import Flags, Places
from assets.transforms.hashes import Hashes64, Keys
from assets.transforms.near.minhash import band_keys
from assets.transforms.near.nodes import ARRAYS, Nodes, joined, nodes_of
from assets.transforms.near.words import words_of
from warehouse.connect import usable_threads
from warehouse.errors import AnbarError
from warehouse.settings import Duplicates

Array: TypeAlias = npt.NDArray[Any]

MAX_TEXTS = 250_000
"""Texts of one segment: its arrays are sorted in memory, about 100 MB."""

PLACE = np.uint64((1 << 18) - 1)
KEY = ~PLACE
"""Bits of an entry: the key of a bucket in the high ones, the position of a text that lies in it in the low ones, so
that one array is sorted. A segment and a piece of texts have fewer positions, and few of 46 bits meet by chance."""

_TEXTS_AT_ONCE = 8_000


@dataclass(frozen=True)
class Texts:
    """Texts that are not on disk yet."""

    posts: Keys
    """Post that each text stands for."""
    nodes: Nodes
    entries: Hashes64
    """Buckets and the texts in them: ``KEY`` and ``PLACE``."""


@dataclass(frozen=True)
class Segment:
    """Texts of the index. What is not asked for is not read."""

    folder: Path

    @cached_property
    def posts(self) -> Keys:
        """Post that each text stands for."""
        return self._array("posts")

    @cached_property
    def by_post(self) -> Places:
        """Positions of the texts, by post."""
        return self._array("by_post")

    @cached_property
    def entries(self) -> Hashes64:
        """Buckets and the texts in them, ascending: ``KEY`` and ``PLACE``."""
        return self._array("entries")

    @cached_property
    def nodes(self) -> Nodes:
        """What is compared of each text."""
        return Nodes(*(self._array(name) for name in ARRAYS))

    def find(self, posts: Keys) -> tuple[Places, Places]:
        """Which of some posts have a text here, by position, and which text."""
        order = np.searchsorted(self.posts, posts, sorter=self.by_post)
        place = self.by_post[np.minimum(order, len(self.posts) - 1)]
        here = np.flatnonzero(self.posts[place] == posts)
        return here, place[here]

    def of_keys(self, keys: Hashes64) -> tuple[Places, Places]:
        """Entries of some buckets: the position in ``keys`` (ascending), and the text."""
        first = np.searchsorted(self.entries, keys)
        here = np.flatnonzero(self.entries[np.minimum(first, len(self.entries) - 1)] & KEY == keys)
        first = first[here]
        sizes = np.searchsorted(self.entries, keys[here] | PLACE, "right") - first
        starts = np.cumsum(sizes) - sizes
        found = np.repeat(first - starts, sizes) + np.arange(sizes.sum())
        return np.repeat(here, sizes), (self.entries[found] & PLACE).astype(np.int64)

    def of_range(self, low: int, high: int) -> Hashes64:
        """Entries of the buckets with keys from ``low`` to below ``high``."""
        first = np.searchsorted(self.entries, np.uint64(low))
        end = np.searchsorted(self.entries, np.uint64(high - 1), "right")
        entries: Hashes64 = self.entries[first:end]
        return entries

    def keys_of(self, texts: Flags) -> Hashes64:
        """Buckets of marked texts."""
        keys: Hashes64 = self.entries[texts[self.entries & PLACE]] & KEY
        return keys

    def forget(self) -> None:
        """Let go of what was read: pages of files count as memory of the process until then."""
        for name in ("entries", "nodes"):
            self.__dict__.pop(name, None)

    def _array(self, name: str) -> Array:
        array: Array = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array


def read_texts(batches: Iterable[pl.DataFrame], options: Duplicates) -> Iterator[Texts]:
    """Prepare texts for the index, with all processors.

    Batches of ``post_key``, ``channel_key``, ``text`` → pieces of them.
    """

    def prepare(piece: pl.DataFrame) -> Texts:
        words = list(words_of(piece["text"]))
        firsts = np.cumsum([0, *(len(w.contents) for w in words)])
        channels = [
            piece["channel_key"].slice(f, len(w.contents)) for f, w in zip(firsts, words, strict=False)
        ]
        nodes = joined([nodes_of(w, c) for w, c in zip(words, channels, strict=True)])
        bands = np.concatenate([band_keys(w, options.bands, options.rows) for w in words])
        return _with_entries(piece["post_key"].to_numpy(), nodes, bands, options)

    with ThreadPoolExecutor(usable_threads()) as pool:
        for batch in ahead(filter(len, batches)):
            yield from pool.map(prepare, batch.iter_slices(_TEXTS_AT_ONCE))


def _with_entries(posts: Keys, nodes: Nodes, bands: Hashes64, options: Duplicates) -> Texts:
    """Put texts into their buckets: those of their words, of their set of words, of their content and their body."""
    sizes = np.diff(nodes.starts)
    long_enough = np.flatnonzero(sizes >= options.min_words)
    named, titled = np.flatnonzero(sizes > 0), np.flatnonzero(nodes.bodies)
    keys = [
        bands[long_enough].ravel(),
        nodes.patterns[long_enough],
        nodes.contents[named],
        nodes.bodies[titled],
    ]
    places = [np.repeat(long_enough, bands.shape[1]), long_enough, named, titled]
    return Texts(posts, nodes, np.concatenate(keys) & KEY | np.concatenate(places).astype(np.uint64))


def write_segments(pieces: Iterable[Texts], folder: Path) -> list[Segment]:
    """Write texts as segments in folders ``<folder>-<number>``, while the next ones are prepared."""
    held: list[Texts] = []
    writing: list[Future[Segment]] = []
    with ThreadPoolExecutor(1) as writer:

        def write() -> None:
            target = folder.with_name(f"{folder.name}-{len(writing)}")
            writing.append(writer.submit(_write, list(held), target))
            held.clear()

        for piece in pieces:
            held.append(piece)
            if sum(len(p.posts) for p in held) >= MAX_TEXTS:
                write()
        if held:
            write()
        return [segment.result() for segment in writing]


def merged(segments: Sequence[tuple[Segment, Flags]], folder: Path) -> Segment:
    """Write the marked texts of segments as one."""
    pieces = []
    for segment, alive in segments:
        kept = np.flatnonzero(alive)
        new_place = (np.cumsum(alive) - 1).astype(np.uint64)
        entries = segment.entries[alive[segment.entries & PLACE]]
        entries = entries & KEY | new_place[entries & PLACE]
        pieces.append(Texts(segment.posts[kept], segment.nodes.take(kept), entries))
    return _write(pieces, folder)


def _write(pieces: list[Texts], folder: Path) -> Segment:
    offsets = np.cumsum([0, *(len(p.posts) for p in pieces)]).astype(np.uint64)
    posts = np.concatenate([p.posts for p in pieces])
    entries = np.concatenate([p.entries + offset for p, offset in zip(pieces, offsets, strict=False)])
    entries.sort()
    nodes = joined([p.nodes for p in pieces])
    arrays = {"posts": posts, "by_post": np.argsort(posts).astype(np.uint32), "entries": entries}
    arrays |= {name: getattr(nodes, name) for name in ARRAYS}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)
    except OSError as error:  # numpy says of a full disk only how much it could not write
        words = f"the index of near-duplicates in {folder} cannot be written, the disk may be full: {error}."
        raise AnbarError(words, "Free disk space and run again.") from error
    return Segment(folder)
