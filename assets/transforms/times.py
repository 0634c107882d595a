"""Instants from what dumps state: UTC times, or wall clocks with and without a label."""

from zoneinfo import ZoneInfo

import polars as pl


def resolve_times(observations: pl.DataFrame, exporter_zone: str | None, reporting_zone: str) -> pl.DataFrame:
    """Turn wall-clock times into instants and say how they were found.

    Fills ``posted_at`` and ``edited_at`` (naive UTC) from ``posted_local`` and ``edited_local``, and sets
    ``posted_precision``, ``date_method`` and ``is_zone_assumed``; drops the wall-clock columns.

    A configured exporter's zone decides. Else the source's own label is used, and else the reporting
    zone; both are marked as assumed, because labels state the zone's standard offset even in summer.
    """
    posted = _instant("posted_at", "posted_local", exporter_zone, reporting_zone)
    edited = _instant("edited_at", "edited_local", exporter_zone, reporting_zone)
    from_clock = pl.col("posted_at").is_null() & pl.col("posted_local").is_not_null()
    assumed = from_clock & pl.lit(exporter_zone is None)
    bracketed = pl.col("posted_earliest_date").is_not_null() | pl.col("posted_latest_date").is_not_null()
    return (
        observations.with_columns(
            posted_at=posted,
            edited_at=edited,
            is_zone_assumed=assumed,
            _precision=pl.when(from_clock | pl.col("posted_at").is_not_null())
            .then(pl.col("posted_precision").fill_null("second"))
            .when(bracketed)
            .then(pl.col("posted_precision").fill_null("range"))
            .otherwise(pl.lit("unknown")),
        )
        .with_columns(
            posted_precision=pl.col("_precision"),
            date_method=pl.when(pl.col("_precision") == "unknown")
            .then(pl.lit("none"))
            .otherwise(pl.col("date_method").fill_null("source")),
        )
        .drop("posted_local", "edited_local", "utc_offset_minutes", "_precision")
    )


def _instant(instant: str, clock: str, exporter_zone: str | None, reporting_zone: str) -> pl.Expr:
    """The stated instant, else the wall clock read in the best zone that is known."""
    if exporter_zone is not None:
        from_clock = to_utc(pl.col(clock), exporter_zone)
    else:
        labelled = pl.col(clock) - pl.duration(minutes=pl.col("utc_offset_minutes"))
        from_clock = labelled.fill_null(to_utc(pl.col(clock), reporting_zone))
    return pl.col(instant).fill_null(from_clock).cast(pl.Datetime("us"))


def to_utc(clock: pl.Expr, zone: str) -> pl.Expr:
    """Wall clock of a zone to naive UTC: Datetime → Datetime.

    An hour that occurs twice in autumn is taken as its first occurrence; one that does not occur in
    spring is read with the offset that held before the change.
    """
    ZoneInfo(zone)  # an unknown zone fails here, by name, not inside the engine
    direct = clock.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    day = pl.duration(days=1)  # longer than any gap: some zones skip two or three hours, one a whole day
    skipped = (clock - day).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null") + day
    return direct.fill_null(skipped).dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def to_local(instant: pl.Expr, zone: str) -> pl.Expr:
    """Naive UTC to the wall clock of a zone: Datetime → Datetime."""
    return instant.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def date_key(day: pl.Expr) -> pl.Expr:
    """A day as yyyymmdd, 0 where it is unknown: Date → Int64."""
    key = day.dt.year().cast(pl.Int64) * 10_000 + day.dt.month().cast(pl.Int64) * 100
    return (key + day.dt.day().cast(pl.Int64)).fill_null(0)


def taken_at(observations: pl.LazyFrame) -> pl.LazyFrame:
    """When each dump was taken, as far as it lets one know.

    Exports do not say it; that was after their last message and their last edit.

    Args:
        observations: ``dump_key``, ``captured_at``, ``posted_at``, ``edited_at``.

    Returns:
        ``dump_key``, ``taken_at`` (naive UTC; NULL where the dump has no time at all).
    """
    times = observations.group_by("dump_key").agg(pl.col("captured_at", "posted_at", "edited_at").max())
    last_message = pl.max_horizontal("posted_at", "edited_at")
    return times.select("dump_key", taken_at=pl.coalesce("captured_at", last_message))
