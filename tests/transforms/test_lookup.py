"""Hashes that many are looked up in."""

import numpy as np
import pytest

from assets.transforms.lookup import Known


@pytest.mark.parametrize("spread", [1, 1 << 20, 1 << 44, 1 << 52])
def test_known_hashes_are_found_whether_they_share_their_first_bits_or_not(spread: int) -> None:
    dice = np.random.default_rng(spread)
    values = dice.integers(0, 4000, 9000).astype(np.uint64) * np.uint64(spread)
    known = np.unique(values[:1500])
    which, places = Known(known).find(values)
    assert sorted(which) == np.flatnonzero(np.isin(values, known)).tolist()
    assert (known[places] == values[which]).all()
    assert (Known(known).holds(values) == np.isin(values, known)).all()


def test_nothing_is_known_of_nothing() -> None:
    none = np.empty(0, np.uint64)
    assert not Known(none).holds(np.arange(5, dtype=np.uint64)).any()
    assert not len(Known(np.arange(5, dtype=np.uint64)).find(none)[0])
