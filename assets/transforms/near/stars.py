"""Pairs of texts that are worth comparing: each text of a bucket with one of it."""

import numpy as np

from assets.transforms.folding import Flags, Places
from assets.transforms.hashes import Hashes64, Keys


def owners(bucket: Places, rank: Keys) -> Flags:
    """Which entries own their bucket: the one of lowest rank; ranks differ within a bucket.

    Comparing all with one keeps the work linear where thousands of texts of one template meet. Which one that is
    follows from the set of texts in the bucket, so it does not matter in which order they came.

    Args:
        bucket: the bucket of each entry, equal ones next to each other.
        rank: the rank of each entry.
    """
    order = np.lexsort((rank, bucket))
    sorted_bucket = bucket[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = sorted_bucket[1:] != sorted_bucket[:-1]
    flags = np.zeros(len(order), np.bool_)
    flags[order[is_first]] = True
    return flags


def star_pairs(bucket: Places, node: Keys, rank: Keys) -> tuple[Keys, Keys]:
    """Owner and member of each entry that does not own its bucket.

    Args:
        bucket: the bucket of each entry, equal ones next to each other.
        node: the text of each entry.
        rank: as for ``owners``.
    """
    is_owner = owners(bucket, rank)
    owner_of = node[is_owner][np.searchsorted(bucket[is_owner], bucket)]
    return owner_of[~is_owner], node[~is_owner]


def content_ranks(post: Keys, keys: Hashes64, contents: Hashes64) -> Keys:
    """Rank of entries: in a bucket of texts with one body, the text that is the body alone comes first.

    Args:
        post: the post of each entry.
        keys: the key of its bucket.
        contents: the key of the bucket of its text's content.
    """
    return np.where(keys == contents, post - (1 << 53), post)
