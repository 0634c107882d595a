"""Contracts of the ``mart`` schema: the answers analysts come for, each a SQL file of the same name."""

import pandera.polars as pa
import polars as pl

from schemas.contract import Table, column, reference
from schemas.dimensions import CHANNEL, DATE

POSTS = "Posts. Additive."
ORIGINALS = "Posts that are not forwards and are the first of their repost group. Additive."
FORWARDS = "Posts that are forwards. Additive."
REPOSTS = "Posts that are neither forwards nor the first of their repost group. Additive."
WORDS = "Words of the posts. Additive."
CHANNEL_KEY = "Channel."
CHANNEL_NAME = "Title of the channel."
MEAN_7_DAYS = (
    "Posts per day over the seven days that end with this one; NULL where one of them is not covered."
)
MEAN_28_DAYS = "Posts per day over the 28 days that end with this one; NULL where one of them is not covered."
MEAN_4_WEEKS = (
    "Posts per week over the four weeks that end with this one; NULL where one of their days is not covered."
)


class PostFrequencyDaily(Table):
    """One row per channel and day that its dumps cover, empty days included, plus one row (date_key 0) for its undated posts.

    A day is covered when it lies between the first and the last dated post of one of the channel's dumps;
    covered and empty is 0, not covered has no row.
    """

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    date_key: pl.Int64 = reference(DATE, "Day in the reporting zone; 0 for undated posts.")
    full_date: pl.Date = column("The day; NULL for undated posts.", nullable=True)
    jalali_date: pl.String = column("Jalali day, `unknown` for undated posts.")
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    word_count: pl.Int64 = column(WORDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)
    mean_post_count_7_days: pl.Float64 = column(MEAN_7_DAYS, nullable=True, ge=0)
    mean_post_count_28_days: pl.Float64 = column(MEAN_28_DAYS, nullable=True, ge=0)

    @pa.dataframe_check(description="originals, forwards and reposts are all the posts")
    def parts_make_whole(cls, data: pa.PolarsData) -> pl.LazyFrame:
        parts = pl.col("original_post_count") + pl.col("forward_count_posts") + pl.col("repost_post_count")
        return data.lazyframe.select(parts == pl.col("post_count"))

    class Config(Table.Config):
        name = "mart.post_frequency_daily"
        unique = ["channel_key", "date_key"]


class PostFrequencyWeekly(Table):
    """One row per channel and week (Saturday to Friday) with a covered day, plus one row (week_start_date_key 0) for its undated posts."""

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    week_start_date_key: pl.Int64 = reference(DATE, "Saturday that starts the week; 0 for undated posts.")
    week_start_date: pl.Date = column("The same as a date; NULL for undated posts.", nullable=True)
    week_start_jalali_date: pl.String = column("The same as a Jalali day, `unknown` for undated posts.")
    covered_day_count: pl.Int64 = column("Days of the week that the channel's dumps cover.", ge=0, le=7)
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    word_count: pl.Int64 = column(WORDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)
    mean_post_count_4_weeks: pl.Float64 = column(MEAN_4_WEEKS, nullable=True, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_weekly"
        unique = ["channel_key", "week_start_date_key"]


class PostFrequencyMonthly(Table):
    """One row per channel and Gregorian month with a covered day, plus one row (month_key 0) for its undated posts."""

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    month_key: pl.Int32 = column("Month as yyyymm; 0 for undated posts.", ge=0)
    year: pl.Int32 = column("Gregorian year; NULL for undated posts.", nullable=True)
    month: pl.Int32 = column("Gregorian month; NULL for undated posts.", nullable=True, ge=1, le=12)
    covered_day_count: pl.Int64 = column("Days of the month that the channel's dumps cover.", ge=0, le=31)
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    word_count: pl.Int64 = column(WORDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_monthly"
        unique = ["channel_key", "month_key"]


class PostFrequencyJalaliMonthly(Table):
    """One row per channel and Jalali month with a covered day, plus one row (jalali_month_key 0) for its undated posts."""

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    jalali_month_key: pl.Int32 = column("Jalali month as yyyymm; 0 for undated posts.", ge=0)
    jalali_year: pl.Int32 = column("Jalali year; NULL for undated posts.", nullable=True)
    jalali_month: pl.Int32 = column("Jalali month; NULL for undated posts.", nullable=True, ge=1, le=12)
    jalali_month_name_fa: pl.String = column(
        "Persian name of the month; sort by jalali_month.", nullable=True
    )
    covered_day_count: pl.Int64 = column("Days of the month that the channel's dumps cover.", ge=0, le=31)
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    word_count: pl.Int64 = column(WORDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_jalali_monthly"
        unique = ["channel_key", "jalali_month_key"]


class PostFrequencyHourlyProfile(Table):
    """One row per channel, weekday and hour of the reporting zone, all 168, plus one row (day_of_week 0, hour -1) for posts whose hour is unknown."""

    channel_key: pl.Int64 = reference(CHANNEL, CHANNEL_KEY)
    channel_name: pl.String = column(CHANNEL_NAME)
    day_of_week: pl.Int32 = column("1 Saturday to 7 Friday; 0 for posts whose hour is unknown.", ge=0, le=7)
    day_name_en: pl.String = column("English name of the weekday; sort by day_of_week.", nullable=True)
    day_name_fa: pl.String = column("Persian name of the weekday; sort by day_of_week.", nullable=True)
    hour: pl.Int32 = column("Hour in the reporting zone, 0 to 23; -1 unknown.", ge=-1, le=23)
    post_count: pl.Int64 = column(POSTS, ge=0)
    original_post_count: pl.Int64 = column(ORIGINALS, ge=0)
    share: pl.Float64 = column(
        "Share of the channel's posts with a known hour; NULL in the unknown row.",
        nullable=True,
        ge=0,
        le=1,
    )
    forward_count_posts: pl.Int64 = column(FORWARDS, ge=0)
    repost_post_count: pl.Int64 = column(REPOSTS, ge=0)

    class Config(Table.Config):
        name = "mart.post_frequency_hourly_profile"
        unique = ["channel_key", "day_of_week", "hour"]
