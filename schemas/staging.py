"""Contracts of the staged tables: what one dump says, before dumps are compared.

They live as Parquet in the lake, one set per dump and parse, and are not published. Every format adapter
ends in these tables, so everything downstream is free of formats.
"""

import pandera.polars as pa
import polars as pl

from schemas.contract import Instant, Table, column, reference
from schemas.vocabulary import (
    ARTIFACT_KINDS,
    CHANNEL_TYPES,
    CONTENT_ID_PATTERN,
    DATE_METHODS,
    ENTITY_KINDS,
    LATEST_PLAUSIBLE_POST,
    MEDIA_KINDS,
    POSTED_PRECISIONS,
    RECORD_KINDS,
    TELEGRAM_LAUNCH,
)


class StgChannel(Table):
    """One row per channel that a dump names, in the words of that dump."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump that names the channel.")
    channel_ref: pl.String = column(
        "How the dump identifies the channel: `id:<bare id>`, `handle:<lower case>` or `name:<match key>`.",
        str_matches=r"^(id:[1-9][0-9]*|handle:[a-z0-9_]+|name:.+)$",
    )
    telegram_id: pl.Int64 = column("Bare positive channel id.", nullable=True, gt=0)
    handle: pl.String = column(
        "Public user name, lower case, without @.", nullable=True, str_matches=r"^[a-z0-9_]{3,40}$"
    )
    channel_name: pl.String = column("Title of the channel as the dump writes it.", nullable=True)
    channel_type: pl.String = column("Kind of chat.", nullable=True, isin=CHANNEL_TYPES)
    is_inferred: pl.Boolean = column("True when the channel was concluded from the text, not stated.")

    class Config(Table.Config):
        name = "stg.channel"
        unique = ["dump_key", "channel_ref"]


class StgObservation(Table):
    """One row per appearance of a post in a dump, with the keys that later steps compare."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump in which the post appears.")
    record_index: pl.Int64 = column("Position of the record in the dump, from 0.", ge=0)
    record_locator: pl.String = column("JSON pointer, line, element id or page of the record.")
    byte_start: pl.Int64 = column("First byte of the record in the dump.", nullable=True, ge=0)
    byte_end: pl.Int64 = column("Byte after the record's last byte.", nullable=True, ge=0)
    channel_ref: pl.String = column("Channel as the dump identifies it, NULL if it does not.", nullable=True)
    message_id: pl.Int64 = column(
        "Telegram's message id; negative for a migrated group's old messages.", nullable=True
    )
    posted_at: Instant = column(
        "Instant of posting, UTC.", nullable=True, ge=TELEGRAM_LAUNCH, le=LATEST_PLAUSIBLE_POST
    )
    posted_precision: pl.String = column("How exactly the time is known.", isin=POSTED_PRECISIONS)
    posted_earliest_date: pl.Date = column("First possible day, where the instant is unknown.", nullable=True)
    posted_latest_date: pl.Date = column("Last possible day, where the instant is unknown.", nullable=True)
    date_method: pl.String = column("Where the date comes from.", isin=DATE_METHODS)
    is_zone_assumed: pl.Boolean = column("True when the source's time zone had to be assumed.")
    edited_at: Instant = column("Last edit as the source states it, UTC.", nullable=True)
    captured_at: Instant = column("When the dump was taken, UTC.", nullable=True)
    title: pl.String = column("First line where it is a title.", nullable=True)
    text: pl.String = column("Text, lossless but for line ends; empty for a post without text.")
    content_id: pl.String = column(
        "128-bit hex of the match key of the text without footers; NULL without text.",
        nullable=True,
        str_matches=CONTENT_ID_PATTERN,
    )
    body_content_id: pl.String = column(
        "The same without the first line, where that line could be a title.",
        nullable=True,
        str_matches=CONTENT_ID_PATTERN,
    )
    language: pl.String = column(
        "ISO 639 code of the language most of the text is in: `fa`, `ar`, `ckb` (Sorani), `azb` (Azerbaijani in Arabic script), `ur`, `ps`, `en`, `de`, `fr`, `es`, `tr`, `az`, `ru`, `uk`; `und` when unsure, mixed or another.",
        str_length={"min_value": 2},
    )
    char_count: pl.Int64 = column("Characters (code points) of the text.", ge=0)
    word_count: pl.Int64 = column("Words of the text.", ge=0)
    media_kind: pl.String = column("Kind of attachment.", nullable=True, isin=MEDIA_KINDS)
    album_ref: pl.String = column("Album as the dump identifies it.", nullable=True)
    is_forward: pl.Boolean = column("True for a forwarded post.")
    forward_from_name: pl.String = column("Visible name of the forward's origin.", nullable=True)
    forward_from_ref: pl.String = column("Channel reference of the forward's origin.", nullable=True)
    reply_to_message_id: pl.Int64 = column("Message this one answers, same channel.", nullable=True)
    author_signature: pl.String = column("Signature of the author.", nullable=True)
    series_part: pl.Int64 = column("Part number, where the post says `part 1 of 2`.", nullable=True, ge=1)
    series_total: pl.Int64 = column("Number of parts the post speaks of.", nullable=True, ge=1)
    view_count: pl.Int64 = column("Views at capture.", nullable=True, ge=0)
    is_view_count_rounded: pl.Boolean = column("True where the source shows views rounded (`1.98K`).")
    forward_count: pl.Int64 = column("Forwards at capture.", nullable=True, ge=0)
    reply_count: pl.Int64 = column("Replies at capture.", nullable=True, ge=0)
    reaction_count: pl.Int64 = column("Reactions at capture, all kinds.", nullable=True, ge=0)
    confidence: pl.Float64 = column(
        "Trust in the record's boundaries: 1 where the format states them.", ge=0, le=1
    )

    @pa.dataframe_check(description="the byte span is given whole and in order")
    def span_is_whole(cls, data: pa.PolarsData) -> pl.LazyFrame:
        start, end = pl.col("byte_start"), pl.col("byte_end")
        return data.lazyframe.select(
            (start.is_null() & end.is_null()) | (start <= end).fill_null(value=False)
        )

    @pa.dataframe_check(description="a part of a series is not beyond the number of parts")
    def series_part_within_total(cls, data: pa.PolarsData) -> pl.LazyFrame:
        part, total = pl.col("series_part"), pl.col("series_total")
        return data.lazyframe.select(
            (part.is_null() & total.is_null()) | (part <= total).fill_null(value=False)
        )

    @pa.dataframe_check(description="an instant is known exactly when the precision says so")
    def precision_fits_instant(cls, data: pa.PolarsData) -> pl.LazyFrame:
        exact = pl.col("posted_precision").is_in(["second", "minute"])
        return data.lazyframe.select(exact == pl.col("posted_at").is_not_null())

    @pa.dataframe_check(description="the earliest possible day is not after the latest")
    def bracket_is_ordered(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(
            (pl.col("posted_earliest_date") <= pl.col("posted_latest_date")).fill_null(value=True)
        )

    @pa.dataframe_check(description="the text is free of replacement characters of a failed decoding")
    def text_was_decoded(cls, data: pa.PolarsData) -> pl.LazyFrame:
        # One U+FFFD may be the author's; a run of them is a broken decoder upstream.
        return data.lazyframe.select(~pl.col("text").str.contains("\ufffd\ufffd\ufffd", literal=True))

    class Config(Table.Config):
        name = "stg.observation"
        unique = ["dump_key", "record_index"]


class StgEntity(Table):
    """One row per entity (hashtag, mention, link …) of an observation."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump of the observation.")
    record_index: pl.Int64 = column("Record of the observation.", ge=0)
    entity_kind: pl.String = column("Kind of entity.", isin=ENTITY_KINDS)
    entity_value: pl.String = column(
        "The entity without its marker, as written.", str_length={"min_value": 1}
    )
    entity_match_key: pl.String = column("Match key of a hashtag, lower case of the rest.")
    domain: pl.String = column("Host of a link, lower case, without `www.`.", nullable=True)

    class Config(Table.Config):
        name = "stg.entity"
        unique = ["dump_key", "record_index", "entity_kind", "entity_value"]


class StgReaction(Table):
    """One row per reaction of an observation."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump of the observation.")
    record_index: pl.Int64 = column("Record of the observation.", ge=0)
    reaction: pl.String = column("Emoji, `custom:<id>` or `paid`.", str_length={"min_value": 1})
    reaction_count: pl.Int64 = column("How often it was given at capture.", ge=0)

    class Config(Table.Config):
        name = "stg.reaction"
        unique = ["dump_key", "record_index", "reaction"]


class StgExcluded(Table):
    """One row per record of a dump that is not a post: service rows, artifacts, quarantined records."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump of the record.")
    record_index: pl.Int64 = column("Position of the record in the dump, from 0.", ge=0)
    record_kind: pl.String = column(
        "Why it is not a post.", isin=[k for k in RECORD_KINDS if k != "observation"]
    )
    artifact_kind: pl.String = column("Kind of artifact, or the action of a service row.", nullable=True)
    record_locator: pl.String = column("JSON pointer, line, element id or page of the record.")
    byte_start: pl.Int64 = column("First byte of the record in the dump.", nullable=True, ge=0)
    byte_end: pl.Int64 = column("Byte after the record's last byte.", nullable=True, ge=0)
    raw_text: pl.String = column("The record as it stands in the dump.", nullable=True)

    @pa.dataframe_check(description="an artifact says of which kind it is")
    def artifact_has_kind(cls, data: pa.PolarsData) -> pl.LazyFrame:
        known = pl.col("artifact_kind").is_in(ARTIFACT_KINDS).fill_null(value=False)
        return data.lazyframe.select((pl.col("record_kind") != "artifact") | known)

    class Config(Table.Config):
        name = "stg.excluded"
        unique = ["dump_key", "record_index"]


class StgRejection(Table):
    """One row per quarantined record and reason."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump of the record.")
    record_index: pl.Int64 = column("Record that was rejected.", ge=0)
    reason: pl.String = column("Name of the rule that rejected it.", str_length={"min_value": 1})
    rule_in_words: pl.String = column("The rule in words.", str_length={"min_value": 1})
    column_name: pl.String = column("Column the rule is about.", nullable=True)
    failure_case: pl.String = column("The offending value.", nullable=True)

    class Config(Table.Config):
        name = "stg.rejection"
        unique = ["dump_key", "record_index", "reason"]


class StgFinding(Table):
    """One row per thing worth knowing that a parser noticed about a dump as a whole."""

    dump_key: pl.Int64 = reference("core.dim_dump.dump_key", "Dump the finding is about.")
    finding: pl.String = column("Check id of the finding.", str_length={"min_value": 1})
    subject: pl.String = column("What it is about: a field path, a line, a value.")
    failed_count: pl.Int64 = column("How many records it touches.", ge=0)
    example_value: pl.String = column("One example.", nullable=True)

    class Config(Table.Config):
        name = "stg.finding"
        unique = ["dump_key", "finding", "subject"]
