"""Contracts of the topic marts: what is spoken of, how much, since when more or less, and together with what."""

import pandera.polars as pa
import polars as pl

from schemas.contract import Table, column, reference
from schemas.dimensions import CHANNEL, DATE, TOPIC
from schemas.vocabulary import BASELINE_QUALITIES, TOPIC_KINDS, TREND_AXES, TREND_DIRECTIONS


class _OfChannel(Table):
    """Columns that tell whose posts a row counts."""

    channel_key: pl.Int64 = reference(CHANNEL, "Channel whose posts are counted.")
    channel_name: pl.String = column("Title of the channel.")

    class Config(Table.Config):
        pass


class _TopicTrend(Table):
    """Columns that every topic trend begins with."""

    topic_key: pl.Int64 = reference(TOPIC, "Topic.")
    topic_label: pl.String = column("The topic as people write it most.")
    topic_kind: pl.String = column("Where the topic comes from.", isin=TOPIC_KINDS)
    post_count: pl.Int64 = column(
        "Posts of the period that speak of the topic. Additive over periods, not over topics.", ge=0
    )
    total_post_count: pl.Int64 = column("All posts of the period.", ge=0)
    share: pl.Float64 = column(
        "Share of the period's posts; NULL in a period without posts.", nullable=True, ge=0, le=1
    )
    share_low: pl.Float64 = column(
        "Lower end of Wilson's 95 % interval of the share.", nullable=True, ge=0, le=1
    )
    share_high: pl.Float64 = column(
        "Upper end of Wilson's 95 % interval of the share.", nullable=True, ge=0, le=1
    )
    change: pl.Float64 = column(
        "Share minus the share of the period before; NULL without one.", nullable=True, ge=-1, le=1
    )
    trend_score: pl.Float64 = column(
        "Surprise against the earlier periods, -log10 P(at least so many posts); 2 is worth a look, 3 is an alert. NULL while the baseline is too small.",
        nullable=True,
        ge=0,
    )
    is_emerging: pl.Boolean = column(
        "True where trend_score is 2 or more, from 3 posts (window_post_count) on: a new hashtag used twice is no trend."
    )

    @pa.dataframe_check(description="a topic's posts are among the period's posts")
    def posts_within_total(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("post_count") <= pl.col("total_post_count"))

    @pa.dataframe_check(description="the share lies within its interval")
    def share_within_interval(cls, data: pa.PolarsData) -> pl.LazyFrame:
        # A hair's breadth for floating point: at share 0 and 1 the interval touches it.
        low = pl.col("share_low") <= pl.col("share") + 1e-9
        high = pl.col("share") <= pl.col("share_high") + 1e-9
        return data.lazyframe.select((low & high).fill_null(value=True))

    class Config(Table.Config):
        pass


class _Weekly(_TopicTrend):
    """Columns that name a week."""

    week_start_date_key: pl.Int64 = reference(DATE, "Saturday that starts the week; 0 for undated posts.")
    week_start_date: pl.Date = column("The same as a date; NULL for undated posts.", nullable=True)
    week_start_jalali_date: pl.String = column("The same as a Jalali day, `unknown` for undated posts.")

    class Config(Table.Config):
        pass


class _Monthly(_TopicTrend):
    """Columns that name a Gregorian month."""

    month_key: pl.Int32 = column("Month as yyyymm; 0 for undated posts.", ge=0)
    year: pl.Int32 = column("Gregorian year; NULL for undated posts.", nullable=True)
    month: pl.Int32 = column("Gregorian month; NULL for undated posts.", nullable=True, ge=1, le=12)

    class Config(Table.Config):
        pass


class _JalaliMonthly(_TopicTrend):
    """Columns that name a Jalali month."""

    jalali_month_key: pl.Int32 = column("Jalali month as yyyymm; 0 for undated posts.", ge=0)
    jalali_year: pl.Int32 = column("Jalali year; NULL for undated posts.", nullable=True)
    jalali_month: pl.Int32 = column("Jalali month; NULL for undated posts.", nullable=True, ge=1, le=12)
    jalali_month_name_fa: pl.String = column(
        "Persian name of the month; sort by jalali_month.", nullable=True
    )

    class Config(Table.Config):
        pass


class _Measures(Table):
    """Columns that every topic trend ends with."""

    distinct_content_count: pl.Int64 = column(
        "Different things said of the topic: distinct repost_group_key, a repost counts once. Not additive.",
        ge=0,
    )
    total_distinct_content_count: pl.Int64 = column("Different things said in the period.", ge=0)
    distinct_share: pl.Float64 = column(
        "Share of the different things said; NULL in a period without posts.", nullable=True, ge=0, le=1
    )
    moving_share: pl.Float64 = column(
        "Share of the posts of this period and the three before it, pooled.", nullable=True, ge=0, le=1
    )
    year_ratio: pl.Float64 = column(
        "Share to the share of the period a year before (52 weeks, 12 months), half a post added to each: "
        "((k + .5)/(n + 1)) / ((k' + .5)/(n' + 1)); NULL where that period is not covered.",
        nullable=True,
        gt=0,
    )
    fading_score: pl.Float64 = column(
        "The same as trend_score for the other side, -log10 P(at most so many posts); 0 where there are not fewer than expected.",
        nullable=True,
        ge=0,
    )
    is_fading: pl.Boolean = column("True where fading_score is 2 or more.")
    window_post_count: pl.Int64 = column(
        "Posts of the topic that the scores weigh: of three weeks, or of the month.", nullable=True, ge=0
    )
    window_total_post_count: pl.Int64 = column("All posts of that window.", nullable=True, ge=0)
    baseline_post_count: pl.Int64 = column(
        "Posts of the topic that they are compared with: of 52 weeks, or 12 months, before.",
        nullable=True,
        ge=0,
    )
    baseline_total_post_count: pl.Int64 = column("All posts of that baseline.", nullable=True, ge=0)
    baseline_quality: pl.String = column(
        "Why there is a score or none: sufficient; new_topic (scored, but the topic has no post in the baseline); "
        "insufficient (fewer than 10 posts of any topic, no score); undated (no score).",
        isin=BASELINE_QUALITIES,
    )

    class Config(Table.Config):
        pass


class TopicTrendWeekly(_Measures, _Weekly):
    """One row per topic and covered week (Saturday to Friday) with posts of the topic, plus one row (week_start_date_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the last three weeks against the 52 weeks before them, five weeks between left out (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_weekly"
        unique = ["topic_key", "week_start_date_key"]


class TopicTrendMonthly(_Measures, _Monthly):
    """One row per topic and covered Gregorian month with posts of the topic, plus one row (month_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the month against the 12 months before it (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_monthly"
        unique = ["topic_key", "month_key"]


class TopicTrendJalaliMonthly(_Measures, _JalaliMonthly):
    """One row per topic and covered Jalali month with posts of the topic, plus one row (jalali_month_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the month against the 12 months before it (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_jalali_monthly"
        unique = ["topic_key", "jalali_month_key"]


class TopicTrendChannelWeekly(_Measures, _Weekly, _OfChannel):
    """One row per channel, topic and covered week (Saturday to Friday) with posts of the topic, plus one row (week_start_date_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the last three weeks against the 52 weeks before them, five weeks between left out (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_channel_weekly"
        unique = ["channel_key", "topic_key", "week_start_date_key"]


class TopicTrendChannelMonthly(_Measures, _Monthly, _OfChannel):
    """One row per channel, topic and covered Gregorian month with posts of the topic, plus one row (month_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the month against the 12 months before it (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_channel_monthly"
        unique = ["channel_key", "topic_key", "month_key"]


class TopicTrendChannelJalaliMonthly(_Measures, _JalaliMonthly, _OfChannel):
    """One row per channel, topic and covered Jalali month with posts of the topic, plus one row (jalali_month_key 0) for undated posts.

    Topics with 50 posts or more also have rows without posts, as far as windows reach back to one. share =
    post_count / total_post_count, with Wilson's 95 % interval (Wilson 1927). Scores: the month against the 12 months before it (Gamma-Poisson predictive).
    """

    class Config(Table.Config):
        name = "mart.topic_trend_channel_jalali_monthly"
        unique = ["channel_key", "topic_key", "jalali_month_key"]


class TopicEmerging(Table):
    """One row per calendar, channel and topic that is emerging or fading in the newest complete period, ranked.

    Complete: the dumps reach to the end of the period, those of the channel, or of any for all channels (key -1).
    Scores and measures are those of mart.topic_trend_*; the rank is by the score, then by posts.
    """

    axis: pl.String = column("Calendar of the period.", isin=TREND_AXES)
    period_key: pl.Int64 = column("Period: Saturday of the week as yyyymmdd, else the month as yyyymm.", gt=0)
    channel_key: pl.Int64 = reference(CHANNEL, "Channel whose posts are counted; -1 for all channels.")
    channel_name: pl.String = column("Title of the channel; `all channels` for -1.")
    direction: pl.String = column("Whether there is more of the topic or less.", isin=TREND_DIRECTIONS)
    direction_rank: pl.Int64 = column("1 for the highest score of the calendar, channel and direction.", ge=1)
    topic_key: pl.Int64 = reference(TOPIC, "Topic.")
    topic_label: pl.String = column("The topic as people write it most.")
    topic_kind: pl.String = column("Where the topic comes from.", isin=TOPIC_KINDS)
    score: pl.Float64 = column("trend_score or fading_score: 2 is worth a look, 3 is an alert.", ge=2)
    post_count: pl.Int64 = column("Posts of the period that speak of the topic.", ge=0)
    total_post_count: pl.Int64 = column("All posts of the period.", ge=0)
    share: pl.Float64 = column(
        "Share of the period's posts; NULL in a period without posts.", nullable=True, ge=0, le=1
    )
    share_low: pl.Float64 = column(
        "Lower end of Wilson's 95 % interval of the share.", nullable=True, ge=0, le=1
    )
    share_high: pl.Float64 = column(
        "Upper end of Wilson's 95 % interval of the share.", nullable=True, ge=0, le=1
    )
    year_ratio: pl.Float64 = column(
        "Share to the share of the period a year before, smoothed; NULL where that is not covered.",
        nullable=True,
        gt=0,
    )
    window_post_count: pl.Int64 = column("Posts of the topic that the score weighs.", ge=0)
    window_total_post_count: pl.Int64 = column("All posts of that window.", ge=0)
    baseline_post_count: pl.Int64 = column("Posts of the topic that they are compared with.", ge=0)
    baseline_total_post_count: pl.Int64 = column("All posts of that baseline.", ge=10)
    baseline_quality: pl.String = column(
        "sufficient, or new_topic where the baseline has none of the topic.", isin=BASELINE_QUALITIES
    )

    class Config(Table.Config):
        name = "mart.topic_emerging"
        unique = ["axis", "channel_key", "topic_key"]
        metadata = {"sort_by": ["axis", "channel_key", "direction", "direction_rank"]}


class TopicCooccurrence(Table):
    """One row per pair of topics that the same posts speak of, in at least 3 different contents.

    Counted are contents (repost groups), so that a repost is no new evidence; of a content with more than 20 topics
    the 20 strongest count. A topic and its parent are no pair. Over all channels and all time, undated posts
    included. Expected: as if topics met by chance. g2 is Dunning's log-likelihood ratio (Dunning 1993,
    Computational Linguistics 19: 61-74), npmi Bouma's normalised pointwise mutual information (Bouma 2009, GSCL).
    """

    topic_key: pl.Int64 = reference(TOPIC, "The topic of the pair with the smaller key.")
    topic_label: pl.String = column("The topic as people write it most.")
    topic_kind: pl.String = column("Where the topic comes from.", isin=TOPIC_KINDS)
    other_topic_key: pl.Int64 = reference(TOPIC, "The other topic.")
    other_topic_label: pl.String = column("The other topic as people write it most.")
    other_topic_kind: pl.String = column("Where the other topic comes from.", isin=TOPIC_KINDS)
    post_count: pl.Int64 = column("Posts that speak of both. Not additive.", ge=0)
    distinct_content_count: pl.Int64 = column("Different things said that speak of both. Not additive.", ge=3)
    topic_content_count: pl.Int64 = column("Different things said that speak of the topic.", ge=3)
    other_topic_content_count: pl.Int64 = column("Different things said that speak of the other topic.", ge=3)
    total_content_count: pl.Int64 = column("Different things said, with or without a topic.", ge=3)
    expected_content_count: pl.Float64 = column(
        "topic_content_count * other_topic_content_count / total_content_count.", gt=0
    )
    lift: pl.Float64 = column("distinct_content_count / expected_content_count; 1 by chance.", gt=0)
    npmi: pl.Float64 = column("ln(lift) / -ln(share of both); 1 only together, 0 by chance.", ge=-1, le=1)
    g2: pl.Float64 = column(
        "Evidence that it is no chance; above 10.8 with p < 0.001 for one pair (chi-square, 1 degree).", ge=0
    )

    class Config(Table.Config):
        name = "mart.topic_cooccurrence"
        unique = ["topic_key", "other_topic_key"]
