"""Buckets in which texts that share most pairs of neighbouring words meet: MinHash with locality-sensitive hashing.

A. Broder, *On the resemblance and containment of documents* (1997); banding after Leskovec, Rajaraman and Ullman,
*Mining of Massive Datasets*, chapter 3. Two texts whose sets of word pairs have the Jaccard similarity ``s`` share a
bucket with the probability ``1 - (1 - s^rows)^bands`` where every band has hash functions of its own.
"""

import numpy as np
import numpy.typing as npt

from assets.transforms.folding import Places
from assets.transforms.hashes import Hashes32, Hashes64, mixed
from assets.transforms.near.words import Words

_TEXTS_AT_ONCE = 2_000
"""So that the hashes of one step stay in the processor's cache."""


def band_keys(words: Words, bands: int, rows: int) -> npt.NDArray[np.uint64]:
    """Keys of the buckets of each text: one row per text, one column per band.

    Each hash function serves two bands, in other company: with half as many functions nearly as many pairs meet.

    A text with a single word is in the buckets of that word; one without words gets keys all the same, which
    mean nothing.
    """
    pairs, starts = _word_pairs(words)
    half = (bands + 1) // 2
    low = np.empty((half * rows, len(starts) - 1), np.uint32)
    multipliers = mixed(np.arange(1, half * rows + 1, dtype=np.uint64)).astype(np.uint32) | np.uint32(1)
    for first in range(0, len(starts) - 1, _TEXTS_AT_ONCE):
        some = starts[first : first + _TEXTS_AT_ONCE + 1]
        _lowest(
            pairs[some[0] : some[-1]], some - some[0], multipliers, low[:, first : first + _TEXTS_AT_ONCE]
        )
    keys = np.empty((low.shape[1], bands), np.uint64)
    members = [*low.reshape(half, rows, -1), *low.reshape(rows, half, -1).swapaxes(0, 1)]
    for band in range(bands):
        key = np.full(low.shape[1], band + 1, np.uint64)
        for row in members[band]:
            key = mixed(key ^ row)
        keys[:, band] = key
    return keys


def _lowest(pairs: Hashes32, starts: Places, multipliers: Hashes32, target: Hashes32) -> None:
    """Lowest hash of each text under each of some hash functions."""
    hashed = np.empty(len(pairs), np.uint32)
    for number, multiplier in enumerate(multipliers):
        np.multiply(pairs, multiplier, out=hashed)
        np.minimum.reduceat(hashed, starts[:-1], out=target[number])


def _word_pairs(words: Words) -> tuple[Hashes32, Places]:
    """Hashes of neighbouring words of each text; of its only word where it has but one."""
    counts = np.diff(words.starts)
    followed = np.append(words.hashes[1:], np.uint64(0))
    is_last = np.zeros(len(words.hashes) + 1, np.bool_)
    is_last[words.starts[1:] - 1] = True  # of an empty text: a place that another one's last word has, too
    is_last = is_last[: len(words.hashes)]
    pairs = _mixed_pairs(words.hashes, followed, is_last)
    is_kept = ~is_last
    only = words.starts[:-1][counts == 1]
    is_kept[only] = True
    sizes = np.maximum(np.where(counts > 1, counts - 1, counts), 1)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    if (counts == 0).any():
        filled = np.zeros(starts[-1], np.uint32)
        filled[np.repeat(counts > 0, sizes)] = pairs[is_kept]
        return filled, starts
    return pairs[is_kept], starts


def _mixed_pairs(words: Hashes64, followed: Hashes64, is_last: npt.NDArray[np.bool_]) -> Hashes32:
    second = np.where(is_last, np.uint64(0), followed)
    return (mixed(words * np.uint64(3) ^ second) >> np.uint64(32)).astype(np.uint32)
