"""A batch builder for dumps of many small records."""

from dataclasses import replace
from typing import Any

import polars as pl

from assets.formats.base import BATCH_RECORDS, OBSERVATION_SCHEMA, Batch, BatchBuilder, Observation

_HELD = 4096


class RowBuilder(BatchBuilder):
    """Takes posts without copying their fields, and turns them into a frame every few thousand.

    A batch of posts as Python objects takes several times the memory of the frame that they end in.
    """

    @property
    def is_full(self) -> bool:
        """True when the batch should be yielded."""
        return self.next_index - self._flushed >= BATCH_RECORDS

    def add(self, fields: Observation) -> int:
        """Add a post, whose fields are the builder's from then on; returns its record_index."""
        index = self._next()
        row: dict[str, Any] = fields  # type: ignore[assignment] # a TypedDict is a dict
        row["record_index"] = index
        self._observations.append(row)
        if len(self._observations) >= _HELD:
            self._frames.append(_frame(self._observations))
            self._observations = []
        return index

    def flush(self) -> Batch:
        """Hand over what was collected since the last flush."""
        frames = [*self._frames, _frame(self._observations)]
        self._observations = []
        return replace(super().flush(), observations=_in_full(pl.concat(frames, how="diagonal")))

    def _clear(self) -> None:
        super()._clear()
        self._frames: list[pl.DataFrame] = []


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame of the columns that any of the rows has."""
    names = set().union(*rows)
    schema = {name: dtype for name, dtype in OBSERVATION_SCHEMA.items() if name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _in_full(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all columns, those that no row has empty."""
    columns = [
        pl.col(name) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in OBSERVATION_SCHEMA.items()
    ]
    return frame.select(columns) if frame.width else pl.DataFrame(schema=OBSERVATION_SCHEMA)
