"""Contracts of the dimensions of ``core``: what facts are about."""

import polars as pl

from schemas.contract import Instant, Table, column, key, reference
from schemas.vocabulary import CHANNEL_TYPES, DUMP_FORMAT_PATTERN, TOPIC_KINDS

CHANNEL = "core.dim_channel.channel_key"
DATE = "core.dim_date.date_key"
DUMP = "core.dim_dump.dump_key"
TOPIC = "core.dim_topic.topic_key"


class DimChannel(Table):
    """One row per channel, plus the reserved rows 0 (unknown) and -1 (not applicable)."""

    channel_key: pl.Int64 = key("Surrogate key of the channel.")
    telegram_id: pl.Int64 = column(
        "Bare positive channel id, NULL if no dump states it.", nullable=True, gt=0
    )
    handle: pl.String = column(
        "Public user name, lower case, without @, NULL if unknown.",
        nullable=True,
        str_matches=r"^[a-z0-9_]+$",
    )
    channel_name: pl.String = column("Title as people see it, newest capture.")
    channel_type: pl.String = column(
        "Kind of chat, NULL if no dump states it.", nullable=True, isin=CHANNEL_TYPES
    )
    primary_language: pl.String = column("Most common language of the channel's posts, `und` when unsure.")
    is_inferred: pl.Boolean = column(
        "True while the channel is only concluded from texts, not stated by a dump."
    )

    class Config(Table.Config):
        name = "core.dim_channel"
        unique = ["channel_key"]


class DimChannelVersion(Table):
    """One row per channel and period in which its title, handle and kind stayed the same, plus 0 and -1.

    Periods follow each other without a gap: a post belongs to the row of its channel with
    valid_from <= posted_at < valid_to. core.dim_channel is the current view of the same channels.
    """

    channel_version_key: pl.Int64 = key("Surrogate key of the period.")
    channel_key: pl.Int64 = reference(CHANNEL, "Channel; the durable key over all periods.")
    version_number: pl.Int64 = column("1 for the first period, counting up.", ge=1)
    channel_name: pl.String = column("Title in the period.")
    handle: pl.String = column("Public user name in the period, NULL if unknown.", nullable=True)
    channel_type: pl.String = column(
        "Kind of chat in the period, NULL if no dump states it.", nullable=True, isin=CHANNEL_TYPES
    )
    valid_from: Instant = column(
        "Capture that first shows the attributes, UTC; the launch of Telegram for the first period, as "
        "nothing tells since when."
    )
    valid_to: Instant = column("Begin of the next period, UTC; 9999-12-31 for the one under way.")
    is_current: pl.Boolean = column(
        "True for the period under way, whose attributes are those of the channel."
    )

    class Config(Table.Config):
        name = "core.dim_channel_version"
        unique = ["channel_version_key"]
        metadata = {"sort_by": ["channel_key", "valid_from"]}


class DimDate(Table):
    """One row per day from 1300-01-01 to 1500-12-29 AP, contiguous, plus the reserved rows 0 and -1.

    Holidays are the yearly ones of Iran's solar calendar; those of the lunar calendar, which follow the sighting
    of the moon, and days that the cabinet declares are not included.
    """

    date_key: pl.Int64 = key("Day as yyyymmdd; 0 unknown, -1 not applicable.")
    full_date: pl.Date = column("The day; NULL only in the reserved rows.", nullable=True)
    year: pl.Int32 = column("Gregorian year.", nullable=True)
    quarter: pl.Int32 = column("Gregorian quarter, 1 to 4.", nullable=True, ge=1, le=4)
    month: pl.Int32 = column("Gregorian month, 1 to 12.", nullable=True, ge=1, le=12)
    month_name: pl.String = column("English name of the Gregorian month; sort by month.", nullable=True)
    month_key: pl.Int32 = column("Gregorian month as yyyymm, sortable.", nullable=True)
    day: pl.Int32 = column("Gregorian day of the month.", nullable=True, ge=1, le=31)
    iso_year: pl.Int32 = column("ISO 8601 week-numbering year.", nullable=True)
    iso_week: pl.Int32 = column("ISO 8601 week, 1 to 53.", nullable=True, ge=1, le=53)
    day_of_week: pl.Int32 = column("1 Saturday to 7 Friday.", nullable=True, ge=1, le=7)
    day_name_en: pl.String = column("English name of the weekday; sort by day_of_week.", nullable=True)
    day_name_fa: pl.String = column("Persian name of the weekday; sort by day_of_week.", nullable=True)
    is_weekend: pl.Boolean = column("Iranian weekend by the rules of its time; Friday so far.", nullable=True)
    jalali_date: pl.String = column(
        "Jalali day as text, 1403/05/01.",
        str_matches=r"^(\d{4}/\d{2}/\d{2}|unknown|not applicable)$",
    )
    jalali_year: pl.Int32 = column("Jalali year (AP).", nullable=True)
    jalali_month: pl.Int32 = column("Jalali month, 1 Farvardin to 12 Esfand.", nullable=True, ge=1, le=12)
    jalali_month_name_fa: pl.String = column(
        "Persian name of the Jalali month; sort by jalali_month.", nullable=True
    )
    jalali_day: pl.Int32 = column("Day of the Jalali month.", nullable=True, ge=1, le=31)
    jalali_month_key: pl.Int32 = column("Jalali month as yyyymm, sortable.", nullable=True)
    week_start_date: pl.Date = column("Saturday that starts the week of this day.", nullable=True)
    jalali_month_name_en: pl.String = column(
        "English name of the Jalali month; sort by jalali_month.", nullable=True
    )
    jalali_quarter: pl.Int32 = column(
        "Quarter of the Jalali year, 1 to 4: its seasons.", nullable=True, ge=1, le=4
    )
    jalali_season_fa: pl.String = column("Persian name of the season; sort by jalali_quarter.", nullable=True)
    jalali_day_of_year: pl.Int32 = column("Day of the Jalali year, 1 to 366.", nullable=True, ge=1, le=366)
    is_jalali_leap_year: pl.Boolean = column("True where the Jalali year has 366 days.", nullable=True)
    is_holiday: pl.Boolean = column(
        "Yearly public holiday of Iran's solar calendar; lunar holidays are not included. NULL before 1358 AP, whose lists are not known here.",
        nullable=True,
    )
    holiday_name_fa: pl.String = column("Persian name of the holiday; NULL on other days.", nullable=True)
    holiday_name_en: pl.String = column("English name of the holiday; NULL on other days.", nullable=True)

    class Config(Table.Config):
        name = "core.dim_date"
        unique = ["date_key"]


class DimTopic(Table):
    """One row per topic, plus the reserved rows 0 (unknown) and -1 (not applicable)."""

    topic_key: pl.Int64 = key("Surrogate key of the topic.")
    topic_kind: pl.String = column(
        "Where the topic comes from; NULL in the reserved rows.", nullable=True, isin=TOPIC_KINDS
    )
    topic_name: pl.String = column(
        "Canonical form: a hashtag or phrase with letter forms, half-spaces and case folded; the id of a topic of the taxonomy."
    )
    topic_label: pl.String = column(
        "The topic as people write it most; the label of a topic of the taxonomy."
    )
    topic_label_en: pl.String = column("English label that the taxonomy states, else NULL.", nullable=True)
    parent_topic_key: pl.Int64 = reference(TOPIC, "Parent topic; -1 for a topic without parent.")
    topic_version: pl.String = column("Version of the taxonomy or model that defines the topic.")
    is_current: pl.Boolean = column("True for topics of the version in force.")

    class Config(Table.Config):
        name = "core.dim_topic"
        unique = ["topic_key"]


class DimDump(Table):
    """One row per staged dump, plus the reserved rows 0 (unknown) and -1 (not applicable)."""

    dump_key: pl.Int64 = key("Surrogate key of the dump.")
    dump_id: pl.String = column("SHA-256 of the dump's bytes, hex.")
    file_name: pl.String = column("Name under which it was handed over; the smallest if there were several.")
    dump_format: pl.String = column(
        "Format as detected by content.", nullable=True, str_matches=DUMP_FORMAT_PATTERN
    )
    byte_count: pl.Int64 = column("Size in bytes.", nullable=True, ge=0)
    captured_at: Instant = column("When the dump was taken, UTC, NULL if nothing says so.", nullable=True)
    staged_at: Instant = column(
        "When Anbar first received it, UTC. The one column here that tells of the operation, not of the data.",
        nullable=True,
    )
    channel_key: pl.Int64 = reference(CHANNEL, "Channel of the dump; 0 unknown, -1 where it holds several.")
    parser_version: pl.String = column("Adapter and version that parsed it.", nullable=True)
    record_count: pl.Int64 = column("Records found in the dump.", nullable=True, ge=0)
    observation_count: pl.Int64 = column("Records that are posts.", nullable=True, ge=0)
    service_count: pl.Int64 = column("Service records.", nullable=True, ge=0)
    artifact_count: pl.Int64 = column("Link previews, separators, boiler-plate.", nullable=True, ge=0)
    quarantined_count: pl.Int64 = column("Records in quarantine.", nullable=True, ge=0)

    class Config(Table.Config):
        name = "core.dim_dump"
        unique = ["dump_key"]
