"""Steps that look across posts: joins, groups and windows on keys, written with narwhals.

The same functions run on polars, DuckDB and a cluster. They compare only keys that ``transforms.text``
made, never texts: engines disagree on strings. Every ordering is total, so that results are a function
of the set of rows, not of their order.
"""

from typing import Any, TypeAlias

import narwhals as nw

Frame: TypeAlias = nw.LazyFrame[Any]
"""A lazy frame of whichever engine."""


def position(within: str, order_by: list[str]) -> nw.Expr:
    """Position of a row among those of the same key, 1 first; Int64.

    ``order_by`` must be total: equal rows would be numbered at random. A running count because narwhals
    has no row number over several columns; ``within`` is never NULL.
    """
    return nw.col(within).cum_count().over(within, order_by=order_by).cast(nw.Int64)
