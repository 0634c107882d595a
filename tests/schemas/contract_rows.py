"""One row that fulfils a contract, and for every rule a row that breaks it and nothing else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from schemas import CONTRACTS, Contract

Row = dict[str, Any]

TRENDS = [name for name in CONTRACTS if name.startswith("mart.topic_trend_")]

_TYPICAL: dict[Any, Any] = {
    pl.Int64: 1,
    pl.Int32: 1,
    pl.Float64: 0.5,
    pl.Boolean: True,
    pl.String: "متن",
    pl.Date: date(2024, 3, 20),
    pl.Datetime("us"): datetime(2024, 3, 20, 4, 5, 6),  # noqa: DTZ001 - naive UTC, as everywhere
}

PARTED = ("daily", *(f"overall_{p}" for p in ("daily", "weekly", "monthly", "jalali_monthly")))
"""Marts whose posts are the sum of their kinds."""

_FITTING: dict[str, Row] = {
    "stg.channel": {"channel_ref": "id:5"},
    "stg.observation": {"posted_precision": "second"},
    "stg.excluded": {"record_kind": "artifact", "artifact_kind": "separator"},
    "core.dim_date": {"jalali_date": "1403/01/01"},
    "core.fact_post": {"posted_precision": "second", "date_key": 20240320},
    **{f"mart.post_frequency_{period}": {"post_count": 3} for period in PARTED},
    "mart.topic_emerging": {"score": 2.5, "baseline_total_post_count": 10},
    "mart.topic_cooccurrence": dict.fromkeys(
        ["distinct_content_count", "topic_content_count", "other_topic_content_count", "total_content_count"],
        3,
    ),
}
"""Values that rules over several columns or patterns ask for; the rest follows from the columns' own rules."""

_MATCHING = {
    "^[a-z0-9_]+$": "arman_gram",
    "^[a-z0-9_]{3,40}$": "arman_gram",
    "^[a-z][a-z0-9_]*$": "plain_text",
    "^[0-9a-f]{32}$": "0" * 32,
}


def checks_of(contract: Contract, column: str) -> dict[str, dict[str, Any]]:
    """Pandera's checks of a column: name → statistics."""
    return {c.name: c.statistics for c in contract.row_schema.columns[column].checks}


def valid_row(contract: Contract) -> Row:
    """A row that fulfils every rule, each column filled."""
    row = {c.name: _typical(c.dtype, checks_of(contract, c.name)) for c in contract.stored}
    return row | _FITTING.get(contract.name, {})


def _typical(dtype: pl.DataType, checks: dict[str, dict[str, Any]]) -> Any:
    if "isin" in checks:
        return sorted(checks["isin"]["allowed_values"])[0]
    if "str_matches" in checks:
        return _MATCHING.get(_pattern(checks), "?")
    return _TYPICAL[dtype]


def _pattern(checks: dict[str, dict[str, Any]]) -> str:
    pattern = checks["str_matches"]["pattern"]
    return str(getattr(pattern, "pattern", pattern))


def _beyond(value: Any, steps: int) -> Any:
    """A value some steps beyond a bound."""
    return value + (timedelta(microseconds=steps) if isinstance(value, datetime) else steps)


_COLUMN_BREAKERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "greater_than_or_equal_to": lambda s: _beyond(s["min_value"], -1),
    "greater_than": lambda s: s["min_value"],
    "less_than_or_equal_to": lambda s: _beyond(s["max_value"], 1),
    "isin": lambda s: "no such word",
    "str_matches": lambda s: "!",
    "str_length": lambda s: "x" * (s["min_value"] - 1),
}
"""Pandera's check → a value that breaks it."""

_BYTES = {"byte_start": 5, "byte_end": 4}
_TREND: dict[str, Row] = {
    "posts_within_total": {"post_count": 2, "total_post_count": 1},
    "share_within_interval": {"share": 0.5, "share_low": 0.6, "share_high": 0.7},
}
_FRAME_BREAKERS: dict[str, dict[str, Row]] = {
    "stg.observation": {
        "span_is_whole": _BYTES,
        "series_part_within_total": {"series_part": 3, "series_total": 2},
        "precision_fits_instant": {"posted_precision": "day"},
        "bracket_is_ordered": {
            "posted_earliest_date": date(2024, 3, 21),
            "posted_latest_date": date(2024, 3, 20),
        },
        "text_was_decoded": {"text": "سلا\ufffd\ufffd\ufffd"},
    },
    "stg.excluded": {"artifact_has_kind": {"record_kind": "artifact", "artifact_kind": "no such kind"}},
    "core.fact_post": {
        "unknown_day_has_key_zero": {"date_key": 0},
        "edit_follows_post": {"edited_at": datetime(2024, 3, 20, 4, 5, 5)},  # noqa: DTZ001
    },
    **{f"mart.post_frequency_{period}": {"parts_make_whole": {"post_count": 2}} for period in PARTED},
    "mart.posting_cadence": {"parts_within_wholes": {"post_count": 2, "dated_post_count": 3}},
    **dict.fromkeys(TRENDS, _TREND),
}
"""Rules over several columns: table → rule → columns that break it."""

_MORE_BREAKERS: tuple[tuple[str, str, Row], ...] = (
    ("stg.observation", "span_is_whole", {"byte_end": None}),
    ("stg.observation", "span_is_whole", {"byte_start": None}),
    ("stg.observation", "series_part_within_total", {"series_total": None}),
    ("stg.observation", "precision_fits_instant", {"posted_at": None}),
    ("stg.excluded", "artifact_has_kind", {"record_kind": "artifact", "artifact_kind": None}),
    ("core.fact_post", "unknown_day_has_key_zero", {"posted_precision": "month"}),
    ("mart.post_frequency_daily", "parts_make_whole", {"post_count": 4}),
    ("mart.posting_cadence", "parts_within_wholes", {"covered_day_count": 2, "active_day_count": 3}),
    ("mart.post_frequency_hourly_profile", "share:less_than_or_equal_to", {"share": float("nan")}),
)
"""Further ways to break a rule."""

_TREND_SHARES = {
    f"{column}:{check}_than_or_equal_to": {
        c: None for c in ("share", "share_low", "share_high") if c != column
    }
    for column in ("share", "share_low", "share_high")
    for check in ("greater", "less")
}
_PARTS = {
    f"{part}:greater_than_or_equal_to": {"post_count": 1}
    for part in ("original_post_count", "forward_count_posts", "repost_post_count")
}
_ALONGSIDE: dict[str, dict[str, Row]] = {
    **{f"mart.post_frequency_{period}": _PARTS for period in PARTED},
    "stg.observation": {"posted_precision:isin": {"posted_at": None}},
    "core.fact_post": {
        "date_key:greater_than_or_equal_to": {"posted_precision": "unknown"},
        "posted_precision:isin": {"date_key": 0},
        "posted_at:less_than_or_equal_to": {"edited_at": None},
    },
    **dict.fromkeys(TRENDS, _TREND_SHARES),
}
"""Columns that must change, too, so that the rule is the only one that is broken."""

TOGETHER: dict[tuple[str, str], str] = {
    ("stg.observation", "byte_end:greater_than_or_equal_to"): "span_is_whole",
    ("stg.observation", "series_total:greater_than_or_equal_to"): "series_part_within_total",
    **{
        (f"mart.post_frequency_{period}", "post_count:greater_than_or_equal_to"): "parts_make_whole"
        for period in PARTED
    },
    ("mart.posting_cadence", "post_count:greater_than_or_equal_to"): "parts_within_wholes",
    ("mart.posting_cadence", "covered_day_count:greater_than_or_equal_to"): "parts_within_wholes",
    **dict.fromkeys(
        [(name, "total_post_count:greater_than_or_equal_to") for name in TRENDS], "posts_within_total"
    ),
}
"""Rules that cannot be broken alone, and the rule that breaks with them."""


def breakers() -> list[tuple[str, str, Row]]:
    """``(contract, rule, columns to set)`` for every rule that has a breaker, and the further ones."""
    found = [
        (name, rule, row | _ALONGSIDE.get(name, {}).get(rule, {}))
        for name, c in CONTRACTS.items()
        for rule in c.rules
        if (row := _breaker(c, rule))
    ]
    return [*found, *_MORE_BREAKERS]


def _breaker(contract: Contract, rule: str) -> Row | None:
    column, _, check = rule.partition(":")
    if not check:
        return _FRAME_BREAKERS.get(contract.name, {}).get(rule)
    if check == "not_nullable":
        return {column: None}
    make = _COLUMN_BREAKERS.get(check)
    return {column: make(checks_of(contract, column)[check])} if make else None


def frame_of(contract: Contract, *rows: Row) -> pl.DataFrame:
    """Rows in the types of a contract."""
    return pl.DataFrame(list(rows), schema=contract.polars_schema, orient="row")
