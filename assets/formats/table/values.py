"""Cells as values: null markers, numbers, truth values, ids and counts, column by column."""

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from assets.formats.telegram import display_count

NULL_MARKERS = (
    "", "nan", "none", "null", "nat", "<na>", "n/a", "\\n", "-", "—",
)  # fmt: skip
"""How tables write that there is no value, in lower case."""

MAX_EXACT_FLOAT = 2**53
"""Greatest number up to which a float holds every whole number."""

_DIGITS = {chr(zero + i): str(i) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xFF10) for i in range(10)}
_FALSE = ["false", "0", "no", "f", "n", "0.0", "нет", "[]", "{}", "خیر"]
_TRUE = ["true", "1", "yes", "t", "y", "1.0", "да", "بله"]
_FLOAT = re.compile(r"([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?")
_DICT_COUNT = re.compile(r"(?:replies|count)\W{1,4}(\d{1,18})\b")


def cleaned(column: pl.Series) -> pl.Series:
    """Cells without blanks around them and with ASCII digits, NULL where a marker stands: String → String."""
    text = column.str.strip_chars()
    if text.str.contains(r"[\p{Nd}&&[^0-9]]").any():
        text = text.str.replace_many(list(_DIGITS), list(_DIGITS.values()))
    is_null = text.str.to_lowercase().is_in(NULL_MARKERS)
    return text.set(is_null.fill_null(value=False), None)


def nothing(height: int, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """A column without values."""
    return pl.Series(dtype=dtype).clear(height)


def nowhere(height: int) -> pl.Series:
    """A mask that is true nowhere."""
    return pl.Series([False]).new_from_index(0, height)


def is_absent(column: pl.Series) -> bool:
    """Whether a column has no values."""
    return column.null_count() == len(column)


def truth(column: pl.Series) -> pl.Series:
    """True where a cleaned cell is filled with something that is not a no: String → Boolean, NULL if empty."""
    return ~column.str.to_lowercase().is_in(_FALSE)


def stated_truth(column: pl.Series) -> pl.Series:
    """Cleaned cells that say yes or no as truth values, NULL for anything else: String → Boolean."""
    if is_absent(column):
        return nothing(len(column), pl.Boolean)
    low = column.str.to_lowercase()
    yes = low.is_in(_TRUE).fill_null(value=False)
    no = low.is_in(_FALSE).fill_null(value=False)
    return pl.select(pl.when(yes).then(True).when(no).then(False)).to_series()  # noqa: FBT003


def mapped(column: pl.Series, function: Callable[[str], Any], dtype: Any) -> pl.Series:
    """Apply a function to each distinct value once: String → dtype; NULL stays NULL."""
    distinct = column.drop_nulls().unique().to_list()
    if not distinct:
        return nothing(len(column), dtype)
    values = pl.DataFrame(
        [
            pl.Series("cell", distinct, dtype=pl.String),
            pl.Series("value", [function(v) for v in distinct], dtype=dtype),
        ]
    )
    joined = column.to_frame("cell").join(values, on="cell", how="left", maintain_order="left")
    return joined["value"].alias(column.name)


def whole_number(text: str) -> tuple[int | None, bool]:
    """Whole number that a number's text states, and whether its precision is lost.

    ``1234567890.0`` → (1234567890, False); ``5.956e+18`` and floats above 2^53 → (None, True): the digits
    that would make the number are not there. Anything else → (None, False).
    """
    found = _FLOAT.fullmatch(text)
    if found is None:
        return None, False
    sign, whole, fraction, exponent = found[1], found[2], found[3] or "", int(found[4] or 0)
    if found[3] is None and found[4] is None:
        return (int(sign + whole), False) if len(whole) <= 18 else (None, True)
    if exponent < 0 or fraction[exponent:].strip("0"):
        return None, False
    if len(fraction) < exponent or exponent > 18:
        return None, True
    value = int(sign + whole + fraction[:exponent])
    return (value, False) if abs(value) <= MAX_EXACT_FLOAT else (None, True)


def integers(column: pl.Series, *, are_floats: bool = False) -> pl.DataFrame:
    """Whole numbers of cleaned cells.

    Args:
        column: String.
        are_floats: True where the source holds all numbers as floats (spreadsheets), so that even plain
            digits above 2^53 have lost their precision.

    Returns:
        ``value`` Int64, ``is_lost`` Boolean: the cell is a number without its last digits.
    """
    if is_absent(column):
        return pl.DataFrame({"value": nothing(len(column), pl.Int64), "is_lost": nowhere(len(column))})
    plain = column.str.contains(r"\A[+-]?\d{1,18}\z").fill_null(value=False)
    value = column.set(~plain, None).cast(pl.Int64, strict=False)
    is_lost = nowhere(len(column))
    if are_floats:
        is_lost = (value.abs() > MAX_EXACT_FLOAT).fill_null(value=False)
        value = value.set(is_lost, None)
    rest = column.set(plain, None)
    if rest.null_count() < len(rest):
        value = value.fill_null(mapped(rest, lambda t: whole_number(t)[0], pl.Int64))
        is_lost = is_lost | mapped(rest, lambda t: whole_number(t)[1], pl.Boolean).fill_null(value=False)
    return pl.DataFrame({"value": value, "is_lost": is_lost})


def counts(column: pl.Series) -> pl.DataFrame:
    """Counts of cleaned cells, display text included: ``value`` Int64, ``is_rounded``, ``is_read`` Boolean.

    Telethon's objects (``{'replies': 3, …}``) give their count.
    """
    if is_absent(column):
        absent = nowhere(len(column))
        return pl.DataFrame(
            {"value": nothing(len(column), pl.Int64), "is_rounded": absent, "is_read": ~absent}
        )
    plain = column.str.contains(r"\A\d{1,18}\z").fill_null(value=False)
    value = column.set(~plain, None).cast(pl.Int64, strict=False)
    rest = column.set(plain, None)
    rounded = nowhere(len(column))
    if rest.null_count() < len(rest):
        value = value.fill_null(mapped(rest, lambda t: _count(t)[0], pl.Int64))
        rounded = mapped(rest, lambda t: _count(t)[1], pl.Boolean).fill_null(value=False)
    return pl.DataFrame(
        {"value": value, "is_rounded": rounded, "is_read": value.is_not_null() | column.is_null()}
    )


def _count(text: str) -> tuple[int | None, bool]:
    number, _ = whole_number(text)
    if number is not None:
        return (number if number >= 0 else None), False
    if shown := display_count(text):
        return shown
    inner = _DICT_COUNT.search(text) if text.startswith(("{", "Message")) else None
    return (int(inner[1]) if inner else None), False
