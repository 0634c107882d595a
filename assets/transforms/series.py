"""Series markers: `part 1 of 2`, as posts write them."""

import polars as pl

from assets.transforms.text import token_key

_NAMES = "پست|قسمت|بخش|پاره|جزء|الجزء|part|часть"
_MARKER = rf"\A(?:{_NAMES}) (\d{{1,2}}) (?:از|من|of|из) (\d{{1,2}})\z"
"""In token-key form: digits and letter forms are folded, punctuation and emoji are spaces."""

_TWO_NUMBERS = r"\p{N}[^\p{N}]+\p{N}"
"""What a marker has in any writing; folding a line costs more than asking for this."""

_MAX_BYTES = 60 * 4

_MAX_PARTS = 50


def with_series(observations: pl.DataFrame) -> pl.DataFrame:
    """Add ``series_part`` and ``series_total`` (Int64, NULL where no line of ``text`` is a marker).

    Only a line that is nothing but the marker counts: inside a sentence `part 1 of 2` speaks of
    something else. A part beyond the total, or more than 50 parts, is no series.
    """
    lines = (
        observations.lazy()
        .select("record_index", line=pl.col("text").str.split("\n"))
        .explode("line", empty_as_null=False, keep_nulls=False)
        .filter(pl.col("line").str.len_bytes() <= _MAX_BYTES)
        .filter(pl.col("line").str.contains(_TWO_NUMBERS) & (pl.col("line").str.len_chars() <= 60))
        .with_columns(line=token_key(pl.col("line")))
        .select(
            "record_index",
            series_part=pl.col("line").str.extract(_MARKER, 1).cast(pl.Int64),
            series_total=pl.col("line").str.extract(_MARKER, 2).cast(pl.Int64),
        )
        .filter(
            pl.col("series_part").is_between(1, pl.col("series_total"))
            & (pl.col("series_total") <= _MAX_PARTS)
        )
        .unique("record_index", keep="first", maintain_order=True)
        .select("record_index", "series_part", "series_total")
    )
    return observations.lazy().join(lines, on="record_index", how="left", maintain_order="left").collect()
