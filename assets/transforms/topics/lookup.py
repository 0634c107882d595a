"""A fixed set of hashes, which many are looked up in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assets.transforms.folding import Flags, Places
from assets.transforms.near.words import Hashes64

_BITS = 20


@dataclass(frozen=True)
class Known:
    """Hashes, ascending."""

    hashes: Hashes64

    @cached_property
    def _marks(self) -> Flags:
        """First bits that a known hash has: they tell that most others are none."""
        marks = np.zeros(1 << _BITS, np.bool_)
        marks[_first_bits(self.hashes)] = True
        return marks

    def may_hold(self, hashes: Hashes64) -> Places:
        """Positions of hashes that may be known: of all that are, and of few others."""
        return np.flatnonzero(self._marks[_first_bits(hashes)])

    def find(self, hashes: Hashes64) -> tuple[Places, Places]:
        """Positions of the hashes that are known, and which ones they are."""
        which = self.may_hold(hashes)
        place = np.minimum(np.searchsorted(self.hashes, hashes[which]), max(len(self.hashes) - 1, 0))
        if not len(which):
            return which, place
        is_known = self.hashes[place] == hashes[which]
        return which[is_known], place[is_known]

    def holds(self, hashes: Hashes64) -> Flags:
        """Which hashes are known."""
        flags = np.zeros(len(hashes), np.bool_)
        flags[self.find(hashes)[0]] = True
        return flags


def _first_bits(hashes: Hashes64) -> Places:
    bits: Places = (hashes >> np.uint64(64 - _BITS)).astype(np.int64)
    return bits
