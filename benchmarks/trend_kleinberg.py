"""Kleinberg's two-state bursts (Kleinberg 2002, KDD: 91-101), all series at once; it sees the future, scores do not."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


def burst_weights(k: Counts, n: Counts) -> Counts:
    """Weight of the burst that each week belongs to, 0 outside of bursts.

    The rate of a burst is twice the series' own; entering one costs ln T.

    Args:
        k: posts of the topic, series by week.
        n: all posts, of the same shape; 0 where not covered.
    """
    rate = k.sum(axis=1, keepdims=True) / np.maximum(1, n.sum(axis=1, keepdims=True))
    calm = np.clip(rate, 1e-6, 0.49)
    costs = np.stack([_cost(k, n, calm), _cost(k, n, 2 * calm)])
    is_burst = _cheapest(costs, float(np.log(k.shape[1])))
    gain = np.where(is_burst, costs[0] - costs[1], 0.0)
    weights = np.zeros_like(gain)
    for series in range(len(k)):
        edges = np.flatnonzero(np.diff(np.r_[0, is_burst[series], 0]))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            weights[series, start:end] = gain[series, start:end].sum()
    return weights


def _cost(k: Counts, n: Counts, rate: Counts) -> Counts:
    """−ln of the binomial probability, without the coefficient that both states share."""
    return -(k * np.log(rate) + (n - k) * np.log1p(-rate))


def _cheapest(costs: Counts, up: float) -> NDArray[np.bool_]:
    """Viterbi: the cheapest sequence of states of each series."""
    _, series, weeks = costs.shape
    total = np.stack([costs[0, :, 0], costs[1, :, 0] + up])
    came = np.zeros((2, series, weeks), dtype=np.int8)
    for week in range(1, weeks):
        stay_calm, fall = total[0], total[1]
        rise, stay_high = total[0] + up, total[1]
        came[0, :, week] = fall < stay_calm
        came[1, :, week] = stay_high <= rise
        total = np.stack([np.minimum(stay_calm, fall), np.minimum(rise, stay_high)]) + costs[:, :, week]
    state = (total[1] < total[0]).astype(np.int8)
    states = np.zeros((series, weeks), dtype=bool)
    for week in range(weeks - 1, -1, -1):
        states[:, week] = state == 1
        state = came[state, np.arange(series), week]
    return states
