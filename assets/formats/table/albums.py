"""Albums of tables that do not name them: messages with files, of the same second, whose ids follow each other."""

import polars as pl

ALBUM_KINDS = ["photo", "video", "document", "audio"]
LONGEST_RUN = 64
"""Rows looked at for an album that may go on in the next chunk; Telegram's have at most 10."""


def _is_member() -> pl.Expr:
    """Whether a row can belong to an album without a stated one."""
    kind = pl.col("media_kind").is_in(ALBUM_KINDS) | pl.col("media_kind").is_null()
    exact = _second().is_not_null() & pl.col("precision").is_null()
    is_post = pl.col("kind") == "observation"
    return (
        is_post
        & pl.col("has_media")
        & kind
        & exact
        & pl.col("message_id").is_not_null()
        & pl.col("album_ref").is_null()
    )


def _second() -> pl.Expr:
    return pl.coalesce("at", "local").dt.truncate("1s")


def with_albums(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill ``album_ref`` of runs of members with ``first:<smallest id>``; the order of rows does not matter."""
    members = (
        rows.filter(_is_member())
        .select("channel_ref", "message_id", second=_second())
        .unique(["channel_ref", "message_id"], keep="first")
        .sort("channel_ref", "message_id", nulls_last=True)
    )
    changed = (
        pl.col("channel_ref").ne_missing(pl.col("channel_ref").shift())
        | (pl.col("message_id").diff() != 1)
        | pl.col("second").ne_missing(pl.col("second").shift())
    )
    runs = members.with_columns(run=changed.fill_null(value=True).cum_sum()).select(
        "channel_ref",
        "message_id",
        found=pl.when(pl.len().over("run") > 1).then(
            "first:" + pl.col("message_id").min().over("run").cast(pl.String)
        ),
    )
    joined = rows.join(
        runs.drop_nulls("found"),
        on=["channel_ref", "message_id"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    found = pl.when(_is_member()).then("found")
    return joined.with_columns(album_ref=pl.col("album_ref").fill_null(found)).drop("found")


def open_run(rows: pl.DataFrame) -> int:
    """How many last rows may belong to an album that goes on after them; 0 if the last row is no member."""
    tail = (
        rows.tail(LONGEST_RUN)
        .select("channel_ref", "message_id", second=_second(), is_member=_is_member())
        .reverse()
        .rows()
    )
    if not tail or not tail[0][3]:
        return 0
    length = 1
    for row, above in zip(tail, tail[1:], strict=False):
        follows = above[0] == row[0] and above[2] == row[2] and above[3] and abs(above[1] - row[1]) == 1
        if not follows:
            return length
        length += 1
    return 0 if length == LONGEST_RUN else length
