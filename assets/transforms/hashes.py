"""Hashes of runs of code points or words, as arrays: polynomials of 64 bits, so that any slice has one at once."""

from functools import cache

import numpy as np
import numpy.typing as npt

from assets.transforms.folding import Codes, Places

Hashes64 = npt.NDArray[np.uint64]
Hashes32 = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.int64]

BASE = 0x9E3779B97F4A7C15
"""Of the polynomials by which words and phrases are hashed."""


def prefix_sums(values: Codes | Hashes64) -> Hashes64:
    """Sums of values times powers of a base, modulo 2^64: any slice's polynomial is a difference of two."""
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * _powers(len(values), BASE), out=sums[1:])
    return sums


def slice_hashes(sums: Hashes64, first: Places, end: Places) -> Hashes64:
    """Hashes of slices, the same wherever in the chunk a slice lies; that of an empty slice is 0."""
    inverse = _powers(len(sums), pow(BASE, -1, 1 << 64))
    return mixed((sums[end] - sums[first]) * inverse[first] + (end - first).astype(np.uint64))


def mixed(values: Hashes64) -> Hashes64:
    """Spread 64-bit values evenly (the finalizer of SplitMix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _powers(count: int, base: int) -> Hashes64:
    known = _known_powers(base, max(1 << 20, 1 << count.bit_length()))
    return known[:count]


@cache
def _known_powers(base: int, count: int) -> Hashes64:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
