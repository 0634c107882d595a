"""A fixed set of hashes, which many are looked up in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assets.transforms.folding import Flags, Places
from assets.transforms.hashes import Hashes64

_MIN_BITS, _MAX_BITS = 10, 22
_SLOTS = 4
"""Slots for each hash, so that most slots hold one or none."""


@dataclass(frozen=True)
class Known:
    """Hashes, ascending, each once."""

    hashes: Hashes64

    @cached_property
    def _shift(self) -> np.uint64:
        bits = (_SLOTS * len(self.hashes)).bit_length()
        return np.uint64(64 - min(max(bits, _MIN_BITS), _MAX_BITS))

    @cached_property
    def _last(self) -> npt.NDArray[np.int32]:
        """Position of the last hash with the first bits that number a slot, -1 without."""
        last = np.full(1 << (64 - int(self._shift)), -1, np.int32)
        last[self.hashes >> self._shift] = np.arange(len(self.hashes))
        return last

    def find(self, hashes: Hashes64) -> tuple[Places, Places]:
        """Positions of the hashes that are known, in any order, and which ones they are."""
        place = self._last[hashes >> self._shift]
        which = np.flatnonzero(place >= 0)
        place = place[which]
        found = [(which[:0], place[:0])]
        while len(which):
            wanted, there = hashes[which], self.hashes[place]
            is_found = there == wanted
            found.append((which[is_found], place[is_found]))
            # Of the hashes that share a slot all greater ones stand behind.
            is_open = np.flatnonzero((there > wanted) & (place > 0))
            which, place = which[is_open], place[is_open] - 1
        positions, places = zip(*found, strict=True)
        # Positions are multiplied by numbers of texts: 32 bits hold no million of texts of thousands of phrases.
        return np.concatenate(positions), np.concatenate(places).astype(np.int64)

    def holds(self, hashes: Hashes64) -> Flags:
        """Which hashes are known."""
        flags = np.zeros(len(hashes), np.bool_)
        flags[self.find(hashes)[0]] = True
        return flags
