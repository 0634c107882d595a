"""Steps that look across posts: joins, groups and windows on keys, written with narwhals.

The same functions run on polars, DuckDB and a cluster. They compare only keys that ``transforms.text``
made, never texts: engines disagree on strings. Every ordering is total, so that results are a function
of the set of rows, not of their order.
"""

from typing import Any, TypeAlias

import narwhals as nw

Frame: TypeAlias = nw.LazyFrame[Any]
"""A lazy frame of whichever engine."""
