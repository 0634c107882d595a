"""Which message of which channel a row is."""

import polars as pl

from assets.formats.base import CHANNEL_SCHEMA, ParseOptions
from assets.formats.table.cells import Cells
from assets.formats.table.links import COMPOSITE, FILE_NAME, HTML_ID, POST_LINK, extracted, identities
from assets.formats.table.values import integers
from assets.formats.telegram import bare_id
from assets.transforms.text import match_key


def message_ids(cells: Cells) -> pl.DataFrame:
    """Message ids and what else identifies a row.

    Returns:
        ``message_id``; ``has_id``: the row states one, readable or not; ``is_separator``: the id is that of
        a date separator; ``telegram_id``, ``handle``: channel in links, composite ids and file names;
        ``is_file_name``: only a file's name identifies it.
    """
    stated = cells.get("message_id")
    number = integers(stated, are_floats=cells.has_float_numbers)
    html = stated.str.extract(HTML_ID, 1).cast(pl.Int64)
    composite, link = extracted(stated, COMPOSITE), extracted(cells.get("url"), POST_LINK)
    file = extracted(cells.words("media_path"), FILE_NAME)
    own = number["value"].fill_null(html.set((html < 0).fill_null(value=False), None))
    own = own.fill_null(composite["message_id"]).fill_null(link["message_id"])
    cells.note("id_lost_precision", "message_id", stated, number["is_lost"] & own.is_null())
    cells.note("unreadable_id", "message_id", stated,
               stated.is_not_null() & own.is_null() & ~number["is_lost"] & html.is_null())  # fmt: skip
    from_file = own.is_null() & stated.is_null() & file["message_id"].is_not_null()
    return pl.DataFrame(
        {
            "message_id": own.zip_with(~from_file, file["message_id"]),
            "has_id": stated.is_not_null() | own.is_not_null(),
            "is_separator": (html < 0).fill_null(value=False),
            "telegram_id": link["telegram_id"].fill_null(composite["telegram_id"]),
            "handle": link["handle"].fill_null(composite["handle"]).fill_null(file["handle"]),
            "is_file_name": link["handle"].is_null()
            & composite["handle"].is_null()
            & file["handle"].is_not_null(),
        }
    )


def unpacked(ids: pl.Series, telegram_ids: pl.Series) -> pl.Series:
    """Ids that hold channel and message (``channel << 32 | message``, Pushshift) as message ids."""
    is_packed = (ids // 2**32 == telegram_ids) & (ids >= 2**32)
    return ids.zip_with(~is_packed.fill_null(value=False), ids % 2**32)


def stated_channels(cells: Cells, ids: pl.DataFrame) -> pl.DataFrame:
    """What rows say of their channel.

    Returns:
        ``telegram_id``, ``handle``, ``name``, ``local_id``, ``is_inferred``.
    """
    lost = integers(cells.get("channel_id"), are_floats=cells.has_float_numbers)["is_lost"]
    cells.note("id_lost_precision", "channel_id", cells.get("channel_id"), lost)
    number = identities(cells.get("channel_id").set(lost, None))
    handle = identities(cells.words("channel_handle"))
    free = identities(cells.words("channel"), is_bare_handle=cells.plan.are_words_handles)
    telegram_id = number["telegram_id"].fill_null(handle["telegram_id"]).fill_null(free["telegram_id"])
    own_handle = handle["handle"].fill_null(number["handle"]).fill_null(free["handle"])
    title = cells.words("channel_name") if cells.column("channel_name") else cells.none(pl.String)
    name = title.fill_null(free["name"]).fill_null(handle["name"])
    local = number["local_id"].fill_null(free["local_id"])
    is_bare = telegram_id.is_null() & own_handle.is_null()
    cells.note(
        "channel_id_not_of_telegram", "channel_id", cells.get("channel_id"), number["local_id"].is_not_null()
    )
    return pl.DataFrame(
        {
            "telegram_id": telegram_id.fill_null(ids["telegram_id"]),
            "handle": own_handle.fill_null(ids["handle"]),
            "name": name,
            "local_id": local,
            "is_inferred": is_bare & ids["is_file_name"],
        }
    )


def is_one_channel(stated: pl.DataFrame) -> bool:
    """Whether rows speak of at most one channel."""
    keys = ["telegram_id", "handle", "name", "local_id"]
    return all(stated[k].drop_nulls().n_unique() <= 1 for k in keys)


def completed(stated: pl.DataFrame, options: ParseOptions, *, is_one: bool) -> pl.DataFrame:
    """Add what configuration says of the channel to rows that do not say it and do not contradict.

    In a table of many channels only rows that name none, or the configured one, are completed.
    """
    known_id = bare_id(options.channel_telegram_id) if options.channel_telegram_id else None
    known_handle = (options.channel_handle or "").lstrip("@").lower() or None
    telegram_id, handle = pl.col("telegram_id"), pl.col("handle")
    own_id, own_handle = pl.lit(known_id, pl.Int64), pl.lit(known_handle, pl.String)
    same = (telegram_id == own_id) | (handle == own_handle)
    other = (telegram_id != own_id).fill_null(value=False) | (handle != own_handle).fill_null(value=False)
    says_nothing = pl.all_horizontal(pl.col("telegram_id", "handle", "name", "local_id").is_null())
    applies = (pl.lit(is_one) | same.fill_null(value=False) | says_nothing) & ~other

    def filled(column: str, value: int | str | None) -> pl.Expr:
        return pl.when(applies).then(pl.col(column).fill_null(pl.lit(value))).otherwise(column).alias(column)

    return stated.with_columns(
        filled("telegram_id", known_id).cast(pl.Int64),
        filled("handle", known_handle).cast(pl.String),
        filled("name", options.channel_name).cast(pl.String),
    )


def with_reference(channels: pl.DataFrame, dump_id: str) -> pl.DataFrame:
    """Add ``channel_ref``: by id, handle, name; a database's own key is a name that only this dump has."""
    distinct = channels.unique(["telegram_id", "handle", "name", "local_id"], maintain_order=True)
    key = match_key(pl.col("name"))
    local_name = "channel " + pl.col("local_id")
    refs = distinct.with_columns(
        channel_ref=pl.coalesce(
            "id:" + pl.col("telegram_id").cast(pl.String),
            "handle:" + pl.col("handle"),
            pl.when(key != "").then("name:" + key),
            f"name:{dump_id[:16]} " + pl.col("local_id"),
        ),
        name=pl.when(pl.col("telegram_id").is_null() & pl.col("handle").is_null())
        .then(pl.coalesce("name", local_name)).otherwise("name"),
        row_name=pl.col("name"),
    )  # fmt: skip
    keys = ["telegram_id", "handle", "row_name", "local_id"]
    return (
        channels.with_columns(row_name=pl.col("name"))
        .drop("name")
        .join(
            refs.select(*keys, "name", "channel_ref"),
            on=keys,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .drop("row_name")
    )


def channel_rows(channels: pl.DataFrame) -> pl.DataFrame:
    """One row per channel that rows name: frame with ``channel_ref`` → frame of ``CHANNEL_SCHEMA``."""
    return (
        channels.drop_nulls("channel_ref")
        .group_by("channel_ref", maintain_order=True)
        .agg(
            pl.col("telegram_id", "handle").drop_nulls().first(),
            channel_name=pl.col("name").drop_nulls().first(),
            channel_type=pl.lit(None, pl.String),
            is_inferred=pl.col("is_inferred").all(),
        )
        .select(CHANNEL_SCHEMA.keys())
        .cast(pl.Schema(CHANNEL_SCHEMA))
    )
