"""What is true: the one description of every table.

DDL, comments, validation, ``meta`` tables, the dictionary and the docs follow from the contracts here.
Nothing in this package reads or writes data.
"""

from schemas import dimensions, facts, frequency, mart, meta, quality, staging, topic_trend
from schemas.contract import Column, Contract, contract_of

STAGING: dict[str, Contract] = {
    c.name: c
    for c in map(
        contract_of,
        [
            staging.StgChannel,
            staging.StgObservation,
            staging.StgEntity,
            staging.StgReaction,
            staging.StgExcluded,
            staging.StgRejection,
            staging.StgFinding,
        ],
    )
}
"""Contracts of the staged tables, which stay in the lake."""

PUBLISHED: dict[str, Contract] = {
    c.name: c
    for c in map(
        contract_of,
        [
            dimensions.DimChannel,
            dimensions.DimChannelVersion,
            dimensions.DimDate,
            dimensions.DimTopic,
            dimensions.DimDump,
            facts.FactPost,
            facts.FactPostTopic,
            facts.FactPostObservation,
            facts.FactPostRevision,
            facts.FactPostEntity,
            facts.FactReaction,
            mart.PostFrequencyDaily,
            mart.PostFrequencyWeekly,
            mart.PostFrequencyMonthly,
            mart.PostFrequencyJalaliMonthly,
            mart.PostFrequencyHourlyProfile,
            frequency.PostFrequencyOverallDaily,
            frequency.PostFrequencyOverallWeekly,
            frequency.PostFrequencyOverallMonthly,
            frequency.PostFrequencyOverallJalaliMonthly,
            frequency.PostingCadence,
            topic_trend.TopicTrendWeekly,
            topic_trend.TopicTrendMonthly,
            topic_trend.TopicTrendJalaliMonthly,
            topic_trend.TopicTrendChannelWeekly,
            topic_trend.TopicTrendChannelMonthly,
            topic_trend.TopicTrendChannelJalaliMonthly,
            topic_trend.TopicEmerging,
            topic_trend.TopicCooccurrence,
            quality.Run,
            quality.Check,
            quality.CheckResult,
            quality.Ledger,
            quality.Quarantine,
            quality.ExcludedRecord,
            quality.Finding,
            quality.RefusedFile,
            meta.Release,
            meta.TableInfo,
            meta.ColumnInfo,
            meta.Relationship,
            meta.Lineage,
            meta.TableSource,
            meta.Metric,
        ],
    )
}
"""Contracts of the tables of a release, dimensions before facts."""

CONTRACTS: dict[str, Contract] = STAGING | PUBLISHED

__all__ = ["CONTRACTS", "PUBLISHED", "STAGING", "Column", "Contract"]
