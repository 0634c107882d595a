"""Contracts of the facts of ``core``: what dumps say."""

import pandera.polars as pa
import polars as pl

from schemas.contract import Column, Instant, Table, column, reference
from schemas.dimensions import CHANNEL, DATE, DUMP, TOPIC
from schemas.vocabulary import (
    ASSIGNMENTS,
    CONTENT_ID_PATTERN,
    COPY_KINDS,
    DATE_METHODS,
    ENTITY_KINDS,
    LATEST_PLAUSIBLE_POST,
    MEDIA_KINDS,
    POSTED_PRECISIONS,
    TELEGRAM_LAUNCH,
)

POST = "core.fact_post.post_key"


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
