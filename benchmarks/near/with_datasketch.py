"""datasketch: MinHash and MinHashLSH, what meets in a bucket compared exactly, then components.

It is given the keys of the words, so that it need not split and fold texts, and integers that need no more hashing.
Pairs of one component are not compared again.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.near.child import Text, find_and_print, needed, united

_BANDS, _ROWS = 16, 4
_SIMILARITY = 0.7

Words = npt.NDArray[np.uint64]


def _groups(texts: Sequence[Words]) -> list[int]:
    sketches = datasketch.MinHash.generator(map(_pairs, texts), num_perm=_BANDS * _ROWS, hashfunc=int)
    index = datasketch.MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    words = [frozenset(text.tolist()) for text in texts]
    group, unite = united(len(texts))
    for place, sketch in enumerate(sketches):
        if not words[place]:
            continue
        for other in index.query(sketch):
            if group(place) != group(other) and _are_alike(words[place], words[other]):
                unite(place, other)
        index.insert(place, sketch, check_duplication=False)
    return [group(place) for place in range(len(texts))]


def _pairs(words: Words) -> list[int]:
    """Keys of 32 bits of neighbouring words; of the only word where there is but one."""
    mixed = words[:-1] * np.uint64(3) ^ words[1:] if len(words) > 1 else words
    pairs: list[int] = (mixed >> np.uint64(32)).tolist()
    return pairs


def _are_alike(one: frozenset[int], other: frozenset[int]) -> bool:
    common = len(one & other)
    return common >= _SIMILARITY * (len(one) + len(other) - common) - 1e-9


def _words(text: Text) -> Words:
    return np.array(text.words, np.uint64)


if __name__ == "__main__":
    datasketch = needed("datasketch")
    find_and_print(_words, _groups)
