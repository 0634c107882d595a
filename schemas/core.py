"""Contracts of the ``core`` schema: dimensions and facts, the part of the warehouse that is fact."""

import pandera.polars as pa
import polars as pl

from schemas.contract import Column, Instant, Table, column, key, reference
from schemas.vocabulary import (
    ASSIGNMENTS,
    CHANNEL_TYPES,
    CONTENT_ID_PATTERN,
    COPY_KINDS,
    DATE_METHODS,
    DUMP_FORMAT_PATTERN,
    ENTITY_KINDS,
    LATEST_PLAUSIBLE_POST,
    MEDIA_KINDS,
    POSTED_PRECISIONS,
    TELEGRAM_LAUNCH,
    TOPIC_KINDS,
)

CHANNEL = "core.dim_channel.channel_key"
DATE = "core.dim_date.date_key"
DUMP = "core.dim_dump.dump_key"
POST = "core.fact_post.post_key"
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


class FactPost(Table):
    """One row per post: one message of one channel, whatever the number of its observations."""

    post_key: pl.Int64 = pa.Field(description="Surrogate key of the post.", ge=1, le=2**53 - 1)
    channel_key: pl.Int64 = reference(CHANNEL, "Channel that published the post; 0 unknown.")
    date_key: pl.Int64 = reference(DATE, "Day of posting in the reporting zone; 0 unknown.")
    message_id: pl.Int64 = column("Telegram's message id, NULL where no dump gives one.", nullable=True)
    posted_at: Instant = column(
        "Instant of posting, UTC, NULL if unknown.",
        nullable=True,
        ge=TELEGRAM_LAUNCH,
        le=LATEST_PLAUSIBLE_POST,
    )
    posted_at_local: Instant = column("The same in the reporting zone.", nullable=True)
    posted_precision: pl.String = column("How exactly the time is known.", isin=POSTED_PRECISIONS)
    posted_earliest_date: pl.Date = column(
        "First possible day where the instant is not known.", nullable=True
    )
    posted_latest_date: pl.Date = column("Last possible day where the instant is not known.", nullable=True)
    date_method: pl.String = column("Where the date comes from.", isin=DATE_METHODS)
    is_zone_assumed: pl.Boolean = column("True when the source's time zone had to be assumed.")
    edited_at: Instant = column(
        "Last edit as the source states it, UTC; a first reaction counts as edit there.",
        nullable=True,
    )
    title: pl.String = column("First line where it is a title, else NULL.", nullable=True)
    text: pl.String = column("Newest version, lossless but for line ends, title line included.")
    escaped_text: pl.String = column(
        "Text with markup, spreadsheet and direction controls made visible; NULL where there are none.",
        nullable=True,
    )
    language: pl.String = column(
        "ISO 639 code of the language most of the text is in: `fa`, `ar`, `ckb` (Sorani), `azb` (Azerbaijani in Arabic script), `ur`, `ps`, `en`, `de`, `fr`, `es`, `tr`, `az`, `ru`, `uk`; `und` when unsure, mixed or another."
    )
    char_count: pl.Int64 = column("Characters (code points) of the text.", ge=0)
    word_count: pl.Int64 = column("Words of the text. Additive.", ge=0)
    media_kind: pl.String = column(
        "Kind of attachment, NULL where none is stated.", nullable=True, isin=MEDIA_KINDS
    )
    album_key: pl.Int64 = reference(POST, "First post of the album; -1 for a post outside albums.")
    is_forward: pl.Boolean = column("True for a forwarded post.")
    forward_from_name: pl.String = column("Visible name of the forward's origin.", nullable=True)
    forward_from_channel_key: pl.Int64 = reference(CHANNEL, "Channel of origin; -1 not a forward, 0 unknown.")
    reply_to_message_id: pl.Int64 = column("Message this one answers.", nullable=True)
    author_signature: pl.String = column("Signature of the author.", nullable=True)
    series_part: pl.Int64 = column("Part number, where the post says `part 1 of 2`.", nullable=True, ge=1)
    series_total: pl.Int64 = column("Number of parts the post speaks of.", nullable=True, ge=1)
    view_count: pl.Int64 = column(
        "Views, newest observation that states them. Semi-additive: never summed over time.",
        nullable=True,
        ge=0,
    )
    forward_count: pl.Int64 = column("Forwards, newest observation that states them.", nullable=True, ge=0)
    reply_count: pl.Int64 = column("Replies, newest observation that states them.", nullable=True, ge=0)
    reaction_count: pl.Int64 = column("Reactions, newest observation that states them.", nullable=True, ge=0)
    observation_count: pl.Int64 = column("Appearances of the post in dumps.", ge=1)
    version_count: pl.Int64 = column("Distinct texts of the post.", ge=1)
    content_id: pl.String = column(
        "128-bit hex of the match key without signature; NULL without text.",
        nullable=True,
        str_matches=CONTENT_ID_PATTERN,
    )
    repost_group_key: pl.Int64 = reference(
        POST,
        "Smallest post_key of the posts with the same or nearly the same content, across channels; its own where "
        "nothing else says the same. Limits: `[duplicates]` in anbar.toml.",
    )
    first_dump_key: pl.Int64 = reference(DUMP, "Dump with the earliest capture of the post.")
    last_dump_key: pl.Int64 = reference(DUMP, "Dump with the newest capture of the post.")

    @pa.dataframe_check(
        description="a post without a known day stands in the unknown row, and only such a post"
    )
    def unknown_day_has_key_zero(cls, data: pa.PolarsData) -> pl.LazyFrame:
        known = pl.col("posted_precision").is_in(["second", "minute", "day"])
        return data.lazyframe.select(known == (pl.col("date_key") > 0))

    @pa.dataframe_check(description="an edit is not before the post")
    def edit_follows_post(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("edited_at") >= pl.col("posted_at")).fill_null(value=True))

    class Config(Table.Config):
        name = "core.fact_post"
        unique = ["post_key"]
        metadata = {
            "sort_by": ["channel_key", "date_key", "message_id", "post_key"],
            "generated": {
                "escaped_text": Column(
                    "raw_text_display",
                    pl.String(),
                    nullable=True,  # as far as the catalog knows
                    description="Text, safe to show in spreadsheets and web tables: `escaped_text`, else `text`.",
                    generated="coalesce(escaped_text, text)",
                )
            },
        }


class FactPostTopic(Table):
    """One row per post and topic.

    A post of a topic of the taxonomy is also one of the topics above it; topics overlap, so their counts do not add up.
    """

    post_key: pl.Int64 = reference(POST, "Post that speaks of the topic.")
    topic_key: pl.Int64 = reference(TOPIC, "Topic of the post.")
    assignment: pl.String = column("How the topic was assigned.", isin=ASSIGNMENTS)
    evidence: pl.String = column(
        "Matched words as written, at most five forms; behind the id of the topic below that they belong to, if any."
    )
    weight: pl.Float64 = column(
        "Strength of the assignment: 1 for a hashtag, else 1 - 2^-n for n places in the text that speak of the topic.",
        gt=0,
        le=1,
    )

    class Config(Table.Config):
        name = "core.fact_post_topic"
        unique = ["post_key", "topic_key"]


class FactPostObservation(Table):
    """One row per appearance of a post in a dump."""

    post_key: pl.Int64 = reference(POST, "Post that appears.")
    dump_key: pl.Int64 = reference(DUMP, "Dump in which it appears.")
    record_index: pl.Int64 = column("Position of the record in the dump, from 0.", ge=0)
    copy_kind: pl.String = column("What this appearance is to the post.", isin=COPY_KINDS)
    captured_at: Instant = column("When the dump was taken, UTC.", nullable=True)
    record_locator: pl.String = column("JSON pointer, line, element id or page of the record.")
    byte_start: pl.Int64 = column("First byte in the dump (plain text, NDJSON).", nullable=True, ge=0)
    byte_end: pl.Int64 = column("Byte after the last one.", nullable=True, ge=0)
    view_count: pl.Int64 = column("Views at capture.", nullable=True, ge=0)
    forward_count: pl.Int64 = column("Forwards at capture.", nullable=True, ge=0)
    reaction_count: pl.Int64 = column("Reactions at capture.", nullable=True, ge=0)
    confidence: pl.Float64 = column(
        "Trust in the record's boundaries: 1 where the format states them.", ge=0, le=1
    )

    class Config(Table.Config):
        name = "core.fact_post_observation"
        unique = ["dump_key", "record_index"]
        metadata = {"sort_by": ["post_key", "dump_key", "record_index"]}


class FactPostRevision(Table):
    """One row per distinct text of a post. The texts themselves are in the view core.fact_post_version.

    The newest text is that of the post and is not held twice; where texts do not change, which is nearly
    everywhere, that is half of a release.
    """

    post_key: pl.Int64 = reference(POST, "Post of the version.")
    version_number: pl.Int64 = column("1 for the first text, counting up.", ge=1)
    superseded_text: pl.String = column(
        "Text that a later one replaced, lossless but for line ends; NULL for the newest.", nullable=True
    )
    first_seen_at: Instant = column("Earliest capture with this text, UTC, NULL if unknown.", nullable=True)
    content_id: pl.String = column(
        "128-bit hex of the match key; NULL without text.",
        nullable=True,
        str_matches=CONTENT_ID_PATTERN,
    )

    class Config(Table.Config):
        name = "core.fact_post_revision"
        unique = ["post_key", "version_number"]


class FactPostEntity(Table):
    """One row per post, kind of entity and value."""

    post_key: pl.Int64 = reference(POST, "Post that holds the entity.")
    entity_kind: pl.String = column("Kind of entity.", isin=ENTITY_KINDS)
    entity_value: pl.String = column("The entity without its marker, as written.")
    domain: pl.String = column("Host of a link, lower case, without `www.`.", nullable=True)

    class Config(Table.Config):
        name = "core.fact_post_entity"
        unique = ["post_key", "entity_kind", "entity_value"]


class FactReaction(Table):
    """One row per post and reaction, newest observation that states reactions."""

    post_key: pl.Int64 = reference(POST, "Post that was reacted to.")
    reaction: pl.String = column("Emoji, `custom:<id>` or `paid`.")
    reaction_count: pl.Int64 = column("How often it was given. Semi-additive: never summed over time.", ge=0)

    class Config(Table.Config):
        name = "core.fact_reaction"
        unique = ["post_key", "reaction"]
