"""Groups of texts that say the same, from pairs that do."""

from collections.abc import Callable

import numpy as np

from assets.transforms.folding import Flags, Places, distinct

Compare = Callable[[Places, Places], Flags]
"""Whether pairs of nodes are alike enough to be in one group."""

_MAX_ROUNDS = 50


def components(count: int, left: Places, right: Places) -> Places:
    """Lowest node of each node's component, by minimum labels and pointer jumping."""
    label = np.arange(count)
    while True:
        low = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        label = label[label]
        if np.array_equal(label, before):
            return label


def groups(count: int, left: Places, right: Places, compare: Compare) -> Places:
    """Lowest node of each node's group: a component without those who only hang on by a chain.

    Where A is like B and B like C, C may be unlike A. So of each component the node with the most neighbours (of
    several the lowest) keeps those that are like itself; the others form groups among themselves.

    Args:
        count: number of nodes.
        left: one node of each pair; pairs are distinct.
        right: the other.
        compare: told pairs of a centre and another node.
    """
    label = np.arange(count)
    open_nodes = distinct(left, right)
    for _ in range(_MAX_ROUNDS):
        part = components(count, left, right)
        centre = _centres(part, open_nodes, left, right, count)
        stays = np.zeros(count, np.bool_)
        stays[open_nodes[centre[open_nodes] == open_nodes]] = True
        stays[_neighbours(centre, left, right)] = True
        distant = open_nodes[~stays[open_nodes]]
        stays[distant] = compare(centre[distant], distant)
        kept = open_nodes[stays[open_nodes]]
        lowest = np.full(count, count)
        np.minimum.at(lowest, centre[kept], kept)
        label[kept] = lowest[centre[kept]]
        rest = ~stays[left] & ~stays[right]
        left, right = left[rest], right[rest]
        if not len(left):
            break
        open_nodes = distinct(left, right)
    return label


def _centres(part: Places, nodes: Places, left: Places, right: Places, count: int) -> Places:
    """The centre of the component of each of some nodes."""
    degree = np.bincount(left, minlength=count) + np.bincount(right, minlength=count)
    order = nodes[np.lexsort((nodes, -degree[nodes], part[nodes]))]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = part[order][1:] != part[order][:-1]
    centre = np.arange(count)
    of_part = np.zeros(count, np.int64)
    of_part[part[order[is_first]]] = order[is_first]
    centre[nodes] = of_part[part[nodes]]
    return centre


def _neighbours(centre: Places, left: Places, right: Places) -> Places:
    """Nodes with a pair with their centre."""
    return np.concatenate([right[centre[right] == left], left[centre[left] == right]])
