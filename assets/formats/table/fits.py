"""What the cells of a column must look like for a role."""

from collections.abc import Callable

import polars as pl

from assets.formats.table.dates import is_read, parse_dates
from assets.formats.table.links import COMPOSITE, HTML_ID, POST_LINK
from assets.formats.table.media import is_media, kind_of, reactions_of
from assets.formats.table.values import counts, integers, mapped, stated_truth
from assets.formats.telegram import bare_id

SERVICE_TYPES = (
    r"(?i)service|empty\z|\Aunsupported|\Auser_|joined|(?:\A|_)left|action\z|\Apin(?:ned)?_|migrate|\Achat_"
)
"""Types of rows that are no posts, as dumpers name them."""


def share(fits: pl.Series) -> float:
    """Share of cells that fit."""
    return float(fits.fill_null(value=False).mean() or 0.0)  # type: ignore[arg-type]


def _is_words(cells: pl.Series) -> pl.Series:
    """Cells that could be text: not numbers, not truth values."""
    return ~cells.str.contains(r"(?i)\A(?:[-+\d.,:/\s]+|true|false)\z")


def _is_count(cells: pl.Series) -> pl.Series:
    return counts(cells)["value"].is_not_null()


def is_date(cells: pl.Series) -> pl.Series:
    """Which cleaned cells are dates, whatever the order of their parts."""
    return is_read(parse_dates(cells, is_day_first=True)) | is_read(parse_dates(cells, is_day_first=False))


def _is_id(cells: pl.Series) -> pl.Series:
    numbers = integers(cells)
    return (
        numbers["value"].is_not_null()
        | numbers["is_lost"]
        | cells.str.contains(HTML_ID)
        | cells.str.contains(COMPOSITE)
    )


def _is_peer(cells: pl.Series) -> pl.Series:
    return mapped(cells, bare_id, pl.Int64).is_not_null() | integers(cells)["is_lost"]


def _is_row_type(cells: pl.Series) -> pl.Series:
    low = cells.str.to_lowercase()
    known = (low.is_in(["message", "post"]) | low.str.contains(SERVICE_TYPES)).any()
    return pl.Series([bool(known)])


def _is_kind(cells: pl.Series) -> pl.Series:
    kinds = mapped(cells, kind_of, pl.String).is_not_null()
    return kinds | ~mapped(cells, is_media, pl.Boolean) | stated_truth(cells).is_not_null()


CHECKS: dict[str, Callable[[pl.Series], pl.Series]] = {
    "text": _is_words,
    "caption": _is_words,
    "message_id": _is_id,
    "reply_to_message_id": lambda c: _is_id(c) | c.str.starts_with("{") | c.str.starts_with("Message"),
    "unix_time": is_date,
    "posted_at": is_date,
    "posted_time": lambda c: c.str.contains(r"\d{1,2}:\d{2}") | is_date(c),
    "edited_at": is_date,
    "captured_at": is_date,
    "view_count": _is_count,
    "forward_count": _is_count,
    "reply_count": _is_count,
    "reaction_count": _is_count,
    "reactions": lambda c: mapped(c, lambda t: reactions_of(t) is not None, pl.Boolean) | _is_count(c),
    "channel_id": _is_peer,
    "channel_handle": lambda c: c.str.contains(r"(?i)\A@?[a-z][a-z0-9_]{2,39}\z|t\.me/|telegram\.(me|dog)/"),
    "url": lambda c: c.str.contains(POST_LINK),
    "webpage_url": lambda c: c.str.contains(r"(?i)\A(?:https?://|www\.)|\."),
    "media_kind": _is_kind,
    "media_path": lambda c: c.str.contains(r"[./\\]"),
    "has_media": lambda c: stated_truth(c).is_not_null(),
    "author_signature": lambda c: ~c.str.starts_with("msg_iteration."),
    "is_forward": lambda c: stated_truth(c).is_not_null(),
    "row_type": _is_row_type,
}
"""Role → which cells can be read in it."""
