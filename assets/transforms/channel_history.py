"""What a channel was called when, from what dumps say of it."""

from datetime import datetime

import polars as pl

from assets.transforms.text import surrogate_key
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from schemas.vocabulary import TELEGRAM_LAUNCH

FOREVER = datetime(9999, 12, 31)  # noqa: DTZ001 - naive UTC, as everywhere
"""End of a period that has not ended."""

_ATTRIBUTES = ["channel_name", "handle", "channel_type"]


def channel_versions(stated: pl.DataFrame, refs: pl.DataFrame, channels: pl.DataFrame) -> pl.DataFrame:
    """Periods in which the title, handle and kind of each channel stayed the same.

    A period begins with the capture that first says so; the first one begins with Telegram, as nothing
    tells since when. What a dump does not state is as the dump before says, else as the one after. What
    is only inferred from texts counts where nothing is stated. The period under way has the attributes of
    ``core.dim_channel``. The outcome is a function of the set of statements.

    Args:
        stated: ``stg.channel`` plus ``captured_at``, over all dumps.
        refs: ``channel_ref`` → ``channel_key``.
        channels: ``core.dim_channel``, its reserved rows included.

    Returns:
        Columns of ``core.dim_channel_version``.
    """
    changes = _changes(_statements(stated, refs))
    known = pl.concat([changes, _without_statement(channels, changes)])
    ordered = known.sort("channel_key", "valid_from").with_columns(
        version_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("channel_key"),
        valid_to=pl.col("valid_from").shift(-1).over("channel_key").fill_null(FOREVER),
    )
    current = channels.select("channel_key", *[pl.col(c).alias(f"{c}_now") for c in _ATTRIBUTES])
    is_current = pl.col("valid_to") == FOREVER
    natural = [pl.col("channel_key").cast(pl.String), pl.col("valid_from").dt.to_string("iso")]
    reserved = pl.col("channel_key").is_in([UNKNOWN_KEY, NOT_APPLICABLE_KEY])
    return (
        ordered.join(current, on="channel_key")
        .with_columns([pl.when(is_current).then(f"{c}_now").otherwise(c).alias(c) for c in _ATTRIBUTES])
        .with_columns(pl.col("channel_name").fill_null(pl.col("channel_name_now")))
        .select(
            channel_version_key=pl.when(reserved)
            .then("channel_key")
            .otherwise(surrogate_key(pl.lit("channel_version"), *natural)),
            channel_key="channel_key",
            version_number="version_number",
            channel_name="channel_name",
            handle="handle",
            channel_type="channel_type",
            valid_from="valid_from",
            valid_to="valid_to",
            is_current=is_current,
        )
    )


def _statements(stated: pl.DataFrame, refs: pl.DataFrame) -> pl.DataFrame:
    """One row per channel and capture, attributes filled from the neighbours in time."""
    keyed = stated.join(refs, on="channel_ref").filter(pl.col("captured_at") > TELEGRAM_LAUNCH)
    best = keyed.filter(pl.col("is_inferred") == pl.col("is_inferred").min().over("channel_key"))
    return (
        best.sort(
            "channel_key", "captured_at", "dump_key", "channel_ref", descending=[False, False, True, True]
        )
        .group_by("channel_key", "captured_at", maintain_order=True)
        .agg(pl.col(c).drop_nulls().last() for c in _ATTRIBUTES)
        .with_columns(pl.col(_ATTRIBUTES).forward_fill().over("channel_key"))
        .with_columns(pl.col(_ATTRIBUTES).backward_fill().over("channel_key"))
    )


def _changes(statements: pl.DataFrame) -> pl.DataFrame:
    """Statements that differ from the one before; the first of a channel holds from the beginning."""
    before = [pl.col(c).ne_missing(pl.col(c).shift(1).over("channel_key")) for c in _ATTRIBUTES]
    is_first = pl.int_range(pl.len()).over("channel_key") == 0
    return (
        statements.with_columns(is_first=is_first)
        .filter(pl.any_horizontal("is_first", *before))
        .select(
            "channel_key",
            *_ATTRIBUTES,
            valid_from=pl.when("is_first")
            .then(pl.lit(TELEGRAM_LAUNCH, pl.Datetime("us")))
            .otherwise("captured_at"),
        )
    )


def _without_statement(channels: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Channels of which no dump with a time says anything: one period."""
    return channels.join(changes, on="channel_key", how="anti").select(
        "channel_key", *_ATTRIBUTES, valid_from=pl.lit(TELEGRAM_LAUNCH, pl.Datetime("us"))
    )
