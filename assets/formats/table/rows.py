"""From a chunk of cells to rows that say what they are: posts, service rows, artifacts, or not readable."""

import json
from dataclasses import dataclass

import polars as pl

from assets.formats.base import ParseOptions
from assets.formats.table.cells import Cells
from assets.formats.table.chunks import Chunk, shown
from assets.formats.table.columns import (
    counters,
    forwards,
    media,
    moments,
    posted,
    reactions,
    replies,
    text_of,
)
from assets.formats.table.findings import Findings
from assets.formats.table.fits import SERVICE_TYPES
from assets.formats.table.identity import (
    completed,
    is_one_channel,
    message_ids,
    stated_channels,
    unpacked,
    with_reference,
)
from assets.formats.table.media import kind_of
from assets.formats.table.names import subject
from assets.formats.table.plan import Plan
from assets.formats.table.values import mapped

MAX_TEXT_BYTES = 1 << 20
"""A message has at most 4,096 characters: a longer cell is not one."""

_RULES = {
    "contains_nul": "the text holds no NUL character",
    "text_too_long": "a post is shorter than 1 MiB",
    "no_text_column": "one column of the table holds the posts' text: name it in the field mappings of anbar.toml",
}
_TIME_ROLES = ("posted_at", "posted_time", "unix_time")


@dataclass
class TableState:
    """What is known of the table that is being read."""

    plan: Plan
    dump_id: str
    options: ParseOptions
    has_float_numbers: bool
    day_shift: int
    is_one_channel: bool | None = None
    """None before the first chunk."""


def read_rows(chunk: Chunk, state: TableState, findings: Findings) -> pl.DataFrame:
    """Read the rows of a chunk.

    Returns:
        The columns of observations that tables state, and ``order``, ``start``, ``end``, ``kind`` (of
        ``RECORD_KINDS``), ``artifact_kind``, ``reason``, ``rule``, ``case``, ``raw`` (of rows that are no
        posts), ``has_media``, ``reactions``, ``webpage_url``, and the columns of ``dates.RESULT``.
    """
    cells = Cells(
        chunk.rows,
        state.plan,
        findings,
        has_float_numbers=state.has_float_numbers,
        day_shift=state.day_shift,
    )
    ids = message_ids(cells)
    stated = stated_channels(cells, ids)
    if state.is_one_channel is None and chunk.rows.height:
        state.is_one_channel = is_one_channel(stated)
    known = completed(stated, state.options, is_one=bool(state.is_one_channel))
    frame = with_reference(known, state.dump_id).with_columns(
        order=chunk.order,
        record_locator=chunk.locators,
        start=chunk.starts if chunk.starts is not None else cells.none(pl.Int64),
        end=chunk.ends if chunk.ends is not None else cells.none(pl.Int64),
        message_id=unpacked(ids["message_id"], known["telegram_id"]),
        has_id=ids["has_id"],
        text=text_of(cells),
        reply_to_message_id=replies(cells),
        author_signature=cells.words("author_signature"),
        title=cells.words("title"),
        **{s.name: s for s in posted(cells)},
        **moments(cells),
        **counters(cells),
        **reactions(cells),
        **media(cells),
        **forwards(cells),
    )
    _note_columns(cells, _kinds_of_time(frame), is_configured=bool(state.options.field_mapping))
    return _with_kinds(frame, cells, ids["is_separator"])


def _kinds_of_time(dates: pl.DataFrame) -> str | None:
    """What the times of a table are, in words, the commonest first: columns of ``dates.RESULT`` → words."""
    kind = (
        pl.when(pl.col("at").is_not_null()).then(pl.lit("UTC"))
        .when(pl.col("offset").is_not_null()).then(pl.lit("local time with its offset"))
        .when(pl.col("local").is_not_null()).then(pl.lit("local time"))
        .when(pl.col("earliest").is_not_null()).then(pl.lit("days"))
    )  # fmt: skip
    counted = dates.select(kind=kind).drop_nulls().group_by("kind").len().sort("len", "kind", descending=True)
    return " or ".join(counted["kind"]) or None


def _note_columns(cells: Cells, kinds_of_time: str | None, *, is_configured: bool) -> None:
    """Note what each column was taken for, of its own or as configuration says, and which ones nobody knows."""
    plan, findings = cells.plan, cells.findings
    for role, column in plan.roles.items():
        if column in cells.rows.columns:
            finding = "column_mapped" if is_configured and role in plan.mapped_roles else "column_guess"
            words = kinds_of_time if role in _TIME_ROLES else None
            findings.add(finding, f"{subject(column)} → {role}", cells.height, words)
    for column in plan.unknown:
        if column in cells.rows.columns:
            filled = cells.rows[column].drop_nulls()
            filled = filled.filter(filled != "")
            findings.add("unknown_field", subject(column), len(filled), filled[0] if len(filled) else None)


def _with_kinds(frame: pl.DataFrame, cells: Cells, is_separator_id: pl.Series) -> pl.DataFrame:
    """Say what each row is; raw text is kept of those that are no posts."""
    has_text_column = bool(cells.column("text") or cells.column("caption"))
    size = pl.col("text").str.len_bytes()
    reason = (
        pl.when(pl.lit(not has_text_column)).then(pl.lit("no_text_column"))
        .when(pl.col("text").str.contains("\x00", literal=True)).then(pl.lit("contains_nul"))
        .when(size > MAX_TEXT_BYTES).then(pl.lit("text_too_long"))
    )  # fmt: skip
    is_empty = ~pl.col("text").str.contains(r"\S") & ~pl.col("has_id") & ~pl.col("has_media")
    is_undated = pl.all_horizontal(pl.col("at", "local", "earliest").is_null())
    service = _service_kind(cells, frame["text"], frame["has_media"]).fill_null(
        _service_in_date(cells, frame.select(is_undated & ~pl.col("has_media") & (pl.col("text") == "")))
    )
    artifact = (
        pl.when(_is_header(cells)).then(pl.lit("boilerplate"))
        .when((is_empty & is_undated) | is_separator_id).then(pl.lit("separator"))
    )  # fmt: skip
    told = frame.with_columns(artifact_kind=artifact, service=service).with_columns(
        reason=pl.when(pl.col("artifact_kind").is_null()).then(reason)
    )
    told = told.with_columns(
        kind=pl.when(pl.col("artifact_kind").is_not_null()).then(pl.lit("artifact"))
        .when(pl.col("service").is_not_null()).then(pl.lit("service"))
        .when(pl.col("reason").is_not_null()).then(pl.lit("quarantined"))
        .otherwise(pl.lit("observation")),
        artifact_kind=pl.coalesce("artifact_kind", "service"),
        rule=pl.col("reason").replace_strict(_RULES, default=None, return_dtype=pl.String),
        case=pl.when(pl.col("reason") == "text_too_long").then(size.cast(pl.String) + " bytes"),
    )  # fmt: skip
    return told.drop("service").with_columns(raw=_raw(cells.rows, told["kind"] != "observation"))


def _service_kind(cells: Cells, text: pl.Series, has_media: pl.Series) -> pl.Series:
    """Action of service rows, NULL for posts; an unknown type without text and attachment is a service row."""
    stated = cells.get("row_type")
    low = stated.str.to_lowercase()
    is_post = low.is_in(["message", "post", "text", "channel_post", "channelpost"])
    is_post = is_post | mapped(stated, kind_of, pl.String).is_not_null()
    is_service = ~is_post & (stated.str.contains(SERVICE_TYPES) | ((text == "") & ~has_media))
    return stated.set(~is_service.fill_null(value=False), None)


def _service_in_date(cells: Cells, is_bare: pl.DataFrame) -> pl.Series:
    """Where a line of service (`Channel «…» created`) stands in the place of the date and nothing else is there."""
    is_words = cells.get("posted_at").str.contains(r"\pL.*\s.*\pL").fill_null(value=False)
    service = pl.when(is_bare.to_series() & is_words).then(pl.lit("service"))
    return pl.select(service).to_series()


def _is_header(cells: Cells) -> pl.Series:
    """Whether rows repeat the header: all cells with a role hold their column's name."""
    columns = [c for c in cells.plan.roles.values() if c in cells.rows.columns]
    if len(columns) < 2:
        return pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
    same = pl.all_horizontal(pl.col(c).str.strip_chars() == c for c in columns)
    return cells.rows.select(same.fill_null(value=False)).to_series()


def _raw(rows: pl.DataFrame, is_kept: pl.Series) -> pl.Series:
    """Rows as JSON objects of their filled cells, where they are kept."""
    found = [json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in
             rows.filter(is_kept).iter_rows(named=True)]  # fmt: skip
    raw: list[str | None] = [None] * rows.height
    for place, text in zip(is_kept.arg_true(), found, strict=True):
        raw[place] = shown(text)
    return pl.Series(raw, dtype=pl.String)
