"""Our own search: from texts to groups, with what the pipeline does, step by step."""

import numpy as np
import polars as pl

from assets.transforms.near.components import groups
from assets.transforms.near.jaccard import joined, node_sets, say_the_same
from assets.transforms.near.minhash import band_keys
from assets.transforms.near.stars import content_ranks, star_pairs
from assets.transforms.near.words import words_of
from benchmarks.near.child import find_and_print

_BANDS, _ROWS = 16, 4
_SIMILARITY, _CHAIN_SIMILARITY, _MIN_WORDS = 0.7, 0.5, 5


def _ours(texts: pl.Series) -> list[int]:
    """Group of each text: the lowest place of its texts."""
    words = list(words_of(texts))
    nodes = joined([node_sets(some) for some in words])
    own_bodies = np.where(nodes.bodies == 0, nodes.contents, nodes.bodies)
    bands = np.concatenate([band_keys(some, _BANDS, _ROWS) for some in words])
    keys = np.concatenate([bands, nodes.contents[:, None], own_bodies[:, None]], axis=1)
    place = np.repeat(np.arange(len(texts)), keys.shape[1])
    order = np.argsort(keys.ravel(), kind="stable")
    key, place = keys.ravel()[order], place[order]
    bucket = np.cumsum(np.concatenate([[False], key[1:] != key[:-1]]))
    owner, member = star_pairs(bucket, place, content_ranks(place, key, nodes.contents[place]))
    low, high = np.minimum(owner, member), np.maximum(owner, member)
    pairs = np.unique(low[low != high] << 32 | high[low != high])
    left, right = pairs >> 32, pairs & 0xFFFFFFFF
    same = say_the_same(nodes, left, right, _SIMILARITY, _MIN_WORDS)
    found: list[int] = groups(
        len(texts),
        left[same],
        right[same],
        lambda one, other: say_the_same(nodes, one, other, _CHAIN_SIMILARITY, 1),
    ).tolist()
    return found


if __name__ == "__main__":
    find_and_print(lambda text: text.text, lambda texts: _ours(pl.Series(texts, dtype=pl.String)))
