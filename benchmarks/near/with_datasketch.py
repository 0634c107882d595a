"""datasketch as its documentation has it: MinHash and MinHashLSH over pairs of words, what meets compared exactly.

It is given texts that are folded already, without addresses; pairs of one component are not compared again.
"""

from collections.abc import Sequence

from benchmarks.near.child import find_and_print, needed, united

_BANDS, _ROWS = 16, 4
_SIMILARITY = 0.7


def _groups(texts: Sequence[str]) -> list[int]:
    index = datasketch.MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    words = [text.split() for text in texts]
    sets = [frozenset(some) for some in words]
    group, unite = united(len(texts))
    for place, some in enumerate(words):
        if not some:
            continue
        sketch = datasketch.MinHash(num_perm=_BANDS * _ROWS)
        sketch.update_batch(_pairs(some))
        for other in index.query(sketch):
            if group(place) != group(other) and _are_alike(sets[place], sets[other]):
                unite(place, other)
        index.insert(place, sketch, check_duplication=False)
    return [group(place) for place in range(len(texts))]


def _pairs(words: list[str]) -> list[bytes]:
    """Neighbouring words; the only one where there is but one."""
    return [f"{a} {b}".encode() for a, b in zip(words, words[1:], strict=False)] or [words[0].encode()]


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SIMILARITY * len(one | other)


datasketch = needed("datasketch")

if __name__ == "__main__":
    find_and_print(lambda text: text.folded, _groups)
