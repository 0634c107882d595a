"""Our own search: the index that a run makes, from texts to groups, on disk as in a run."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from assets.steps.near_index import NearIndex
from assets.steps.near_segments import read_texts
from benchmarks.near.child import Text, find_and_print
from warehouse.settings import Duplicates

_BATCH = 122_880


def _groups(texts: Sequence[Text]) -> list[int]:
    """Group of each text: the lowest place of its texts."""
    frame = pl.DataFrame(
        {
            "post_key": np.arange(len(texts)),
            "channel_key": [t.channel for t in texts],
            "text": [t.text for t in texts],
        }
    )
    options = Duplicates()
    with tempfile.TemporaryDirectory() as folder:
        index = NearIndex(options)
        told = index.update(
            np.empty(0, np.int64), read_texts(frame.iter_slices(_BATCH), options), Path(folder) / "index"
        )
    found = frame.join(told.rename({"node": "post_key"}), on="post_key", how="left", maintain_order="left")
    return found["group"].fill_null(found["post_key"]).to_list()


if __name__ == "__main__":
    find_and_print(lambda text: text, _groups)
