"""Contracts of the marts on how often is posted that go over all channels, and on how regularly each posts."""

import pandera.polars as pa
import polars as pl

from schemas.contract import Instant, Table, column, reference
from schemas.dimensions import CHANNEL, DATE
from schemas.mart import (
    CHANNEL_KEY,
    CHANNEL_NAME,
    FORWARDS,
    MEAN_4_WEEKS,
    MEAN_7_DAYS,
    MEAN_28_DAYS,
    ORIGINALS,
    POSTS,
    REPOSTS,
    WORDS,
)

COVERED_DAYS = "Days that a dump of any channel covers; one that several cover counts once."


class _Overall(Table):
    """Measures over all channels; a mixin, placed before the columns of the period."""

    covered_channel_count: pl.Int64 = column(
        "Channels of whose days at least one is covered; 0 for undated posts. Not additive.", ge=0
    )
    active_channel_count: pl.Int64 = column("Channels that posted. Not additive.", ge=0)
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)
    word_count: pl.Int64 = column(WORDS, ge=0)

    @pa.dataframe_check(description="originals, forwards and reposts are all the posts")
    def parts_make_whole(cls, data: pa.PolarsData) -> pl.LazyFrame:
        parts = pl.col("original_post_count") + pl.col("forward_count_posts") + pl.col("repost_post_count")
        return data.lazyframe.select(parts == pl.col("post_count"))

    class Config(Table.Config):
        pass


class _Day(Table):
    date_key: pl.Int64 = reference(DATE, "Day in the reporting zone; 0 for undated posts.")
    full_date: pl.Date = column("The day; NULL for undated posts.", nullable=True)
    jalali_date: pl.String = column("Jalali day, `unknown` for undated posts.")

    class Config(Table.Config):
        pass


class _Week(Table):
    week_start_date_key: pl.Int64 = reference(DATE, "Saturday that starts the week; 0 for undated posts.")
    week_start_date: pl.Date = column("The same as a date; NULL for undated posts.", nullable=True)
    week_start_jalali_date: pl.String = column("The same as a Jalali day, `unknown` for undated posts.")
    covered_day_count: pl.Int64 = column(COVERED_DAYS, ge=0, le=7)

    class Config(Table.Config):
        pass


class _Month(Table):
    month_key: pl.Int32 = column("Month as yyyymm; 0 for undated posts.", ge=0)
    year: pl.Int32 = column("Gregorian year; NULL for undated posts.", nullable=True)
    month: pl.Int32 = column("Gregorian month; NULL for undated posts.", nullable=True, ge=1, le=12)
    covered_day_count: pl.Int64 = column(COVERED_DAYS, ge=0, le=31)

    class Config(Table.Config):
        pass


class _JalaliMonth(Table):
    jalali_month_key: pl.Int32 = column("Jalali month as yyyymm; 0 for undated posts.", ge=0)
    jalali_year: pl.Int32 = column("Jalali year; NULL for undated posts.", nullable=True)
    jalali_month: pl.Int32 = column("Jalali month; NULL for undated posts.", nullable=True, ge=1, le=12)
    jalali_month_name_fa: pl.String = column(
        "Persian name of the month; sort by jalali_month.", nullable=True
    )
    covered_day_count: pl.Int64 = column(COVERED_DAYS, ge=0, le=31)

    class Config(Table.Config):
        pass


class PostFrequencyOverallDaily(_Overall, _Day):
    """One row per day that the dumps of any channel cover, over all channels, plus one row (date_key 0) for undated posts.

    The sums of mart.post_frequency_daily; do not add the two. Fewer posts may mean fewer channels covered:
    compare covered_channel_count.
    """

    mean_post_count_7_days: pl.Float64 = column(MEAN_7_DAYS, nullable=True, ge=0)
    mean_post_count_28_days: pl.Float64 = column(MEAN_28_DAYS, nullable=True, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_overall_daily"
        unique = ["date_key"]


class PostFrequencyOverallWeekly(_Overall, _Week):
    """One row per week (Saturday to Friday) with a covered day, over all channels, plus one row (week_start_date_key 0) for undated posts.

    The sums of mart.post_frequency_weekly; do not add the two.
    """

    mean_post_count_4_weeks: pl.Float64 = column(MEAN_4_WEEKS, nullable=True, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_overall_weekly"
        unique = ["week_start_date_key"]


class PostFrequencyOverallMonthly(_Overall, _Month):
    """One row per Gregorian month with a covered day, over all channels, plus one row (month_key 0) for undated posts.

    The sums of mart.post_frequency_monthly; do not add the two.
    """

    class Config(Table.Config):
        name = "mart.post_frequency_overall_monthly"
        unique = ["month_key"]


class PostFrequencyOverallJalaliMonthly(_Overall, _JalaliMonth):
    """One row per Jalali month with a covered day, over all channels, plus one row (jalali_month_key 0) for undated posts.

    The sums of mart.post_frequency_jalali_monthly; do not add the two.
    """

    class Config(Table.Config):
        name = "mart.post_frequency_overall_jalali_monthly"
        unique = ["jalali_month_key"]


class PostingCadence(Table):
    """One row per channel with posts: how often and how regularly it posts within the days that its dumps cover.

    A gap lies between two posts of known time that follow each other, where all days between are covered and no
    post on them lacks a time. An album counts once, when its first post appeared. Channel 0 holds posts of
    unknown channels, which are no sequence and have no gaps.
    """

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    post_count: pl.Int64 = column(POSTS, ge=0)
    dated_post_count: pl.Int64 = column("Posts whose day is known. Additive.", ge=0)
    first_post_date: pl.Date = column("Day of the first dated post; NULL without one.", nullable=True)
    last_post_date: pl.Date = column("Day of the last dated post; NULL without one.", nullable=True)
    covered_day_count: pl.Int64 = column("Days that the channel's dumps cover.", ge=0)
    active_day_count: pl.Int64 = column("Covered days with a post.", ge=0)
    active_day_share: pl.Float64 = column(
        "Share of the covered days that have a post; NULL without covered days.", nullable=True, ge=0, le=1
    )
    posts_per_covered_day: pl.Float64 = column(
        "Dated posts per covered day; NULL without covered days.", nullable=True, ge=0
    )
    gap_count: pl.Int64 = column("Gaps that the next columns rest on.", ge=0)
    median_gap_seconds: pl.Float64 = column("Median gap; NULL without gaps.", nullable=True, ge=0)
    p90_gap_seconds: pl.Float64 = column(
        "90 of 100 gaps are no longer than this; NULL without gaps.", nullable=True, ge=0
    )
    longest_silence_seconds: pl.Int64 = column(
        "The longest gap, the earliest of equal ones; NULL without gaps.", nullable=True, ge=0
    )
    longest_silence_started_at: Instant = column("Post before the longest gap, UTC.", nullable=True)
    longest_silence_ended_at: Instant = column("Post after the longest gap, UTC.", nullable=True)
    longest_silence_started_at_local: Instant = column(
        "Post before the longest gap, reporting zone.", nullable=True
    )
    longest_silence_ended_at_local: Instant = column(
        "Post after the longest gap, reporting zone.", nullable=True
    )

    @pa.dataframe_check(description="dated posts are among the posts, and active days among the covered ones")
    def parts_within_wholes(cls, data: pa.PolarsData) -> pl.LazyFrame:
        dated = pl.col("dated_post_count") <= pl.col("post_count")
        return data.lazyframe.select(dated & (pl.col("active_day_count") <= pl.col("covered_day_count")))

    class Config(Table.Config):
        name = "mart.posting_cadence"
        unique = ["channel_key"]
