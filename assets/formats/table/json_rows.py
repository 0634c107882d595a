"""JSON objects as rows of cells: many flat ones column by column, others one by one."""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

import polars as pl

from assets.formats.table.chunks import ChunkWriter, Span

MAX_COLUMNS = 1_000
"""Further keys are kept together in one column."""
FURTHER = "(further fields)"

_MAX_DEPTH = 4
_INT64 = 2**63

Columns = dict[str, list[Any]]
"""Key → value of each record."""
_CELL_SIZE = 8
"""What an empty cell counts, so that wide tables make short chunks."""


class JsonRows:
    """Records as rows of cells; a key that comes up for the first time adds a column."""

    def __init__(self) -> None:
        self.writer = ChunkWriter([])
        self._index: dict[str, int] = {}

    def add_flat(self, columns: Columns, locators: Sequence[str], spans: Sequence[Span], size: int) -> bool:
        """Add records that follow each other; False, and nothing is added, if an object or list is in them."""
        if not columns or len(self._index.keys() | columns.keys()) > MAX_COLUMNS:
            return False
        frame = []
        for key, values in columns.items():
            texts = _texts(values)
            if texts is None:
                return False
            frame.append(texts.alias(key))
        for key in columns:
            self._place(key)
        size += _CELL_SIZE * len(locators) * len(columns)
        self.writer.frame(pl.DataFrame(frame), locators, size, spans)
        return True

    def add(self, value: dict[str, Any], locator: str, span: Span | None, size: int) -> None:
        """Add a record."""
        flat: dict[str, str | None] = {}
        _flatten(value, "", flat, 0)
        cells: list[str | None] = [None] * len(self._index)
        further: dict[str, str] = {}
        for key, text in flat.items():
            place = self._place(key)
            if place is None:
                further.update({key: text} if text else {})
                continue
            cells += [None] * (place + 1 - len(cells))
            cells[place] = text
        if further:
            cells += [None] * (len(self._index) - len(cells))
            cells[self._index[FURTHER]] = json.dumps(further, ensure_ascii=False)
        self.writer.row(cells, locator, size + _CELL_SIZE * len(cells), span)

    def _place(self, key: str) -> int | None:
        """Column of a key; None if it goes with the further ones."""
        place = self._index.get(key)
        if place is not None:
            return place
        is_full = len(self._index) >= MAX_COLUMNS
        name = FURTHER if is_full else key
        if name not in self._index:
            self._index[name] = len(self._index)
            self.writer.columns.append(name)
        return None if is_full else self._index[name]


def columns_of(values: list[dict[str, Any]]) -> Columns:
    """Values of the records by key, None where a record lacks one; empty if there are too many keys."""
    keys = list(dict.fromkeys(chain.from_iterable(values)))
    if len(keys) > MAX_COLUMNS:
        return {}
    return {key: [value.get(key) for value in values] for key in keys}


def _texts(values: list[Any]) -> pl.Series | None:
    """A column of values as cells, None if objects or lists are among them."""
    types = set(map(type, values)) - {type(None)}
    if types <= {str}:
        return pl.Series(values, dtype=pl.String)
    if types & {dict, list}:
        return None
    if types == {int} and max(filter(None, values), default=0) < _INT64 > -min(
        filter(None, values), default=0
    ):
        return pl.Series(values, dtype=pl.Int64).cast(pl.String)
    return pl.Series([cell(value) for value in values], dtype=pl.String)


def _flatten(value: dict[str, Any], prefix: str, flat: dict[str, str | None], depth: int) -> None:
    """Cells of an object: those of objects within it by path, lists as JSON."""
    for key, item in value.items():
        if isinstance(item, dict) and item and depth < _MAX_DEPTH and not _is_counted(item):
            _flatten(item, f"{prefix}{key}/", flat, depth + 1)
        else:
            flat[f"{prefix}{key}"] = cell(item)


def _is_counted(item: dict[str, Any]) -> bool:
    """Whether an object counts things, such as ``{"👍": 3}``: its keys are values, not columns."""
    return all(isinstance(v, int) for v in item.values()) and not any(k.isascii() for k in item)


def cell(value: Any) -> str | None:
    """A value as a cell."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False, default=str)
