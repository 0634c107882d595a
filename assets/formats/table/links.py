"""Identity in links and file names: which channel and message they speak of."""

import re
from typing import NamedTuple

import polars as pl

from assets.formats.table.values import is_absent, mapped, nothing
from assets.formats.telegram import bare_id

_SITE = r"(?i)\A\W*(?:https?://)?(?:www\.)?(?:t|telegram)\.(?:me|dog)/(?:s/)?"
_HANDLE = r"[a-z][a-z0-9_]{2,39}"
POST_LINK = (
    _SITE + rf"(?:c/(?P<telegram_id>\d{{4,15}})|(?P<handle>{_HANDLE}))"
    r"/(?:\d{1,10}/)?(?P<message_id>\d{1,10})/?(?:[?#].*)?\s*\z"
)
"""`t.me/name/17`, `t.me/s/name/17`, `t.me/c/1591537674/17`, and within a topic `t.me/name/3/17`."""
FILE_NAME = rf"(?i)(?:\A|[\\/])@(?P<handle>{_HANDLE})_(?P<message_id>\d{{1,10}})\.[a-z0-9]{{2,5}}\z"
r"""`photos\@name_17.jpg`, as scrapers name what they download."""
COMPOSITE = (
    rf"(?i)\A(?:@?(?P<handle>{_HANDLE})|(?P<telegram_id>-?\d{{7,15}}))[-_/:](?P<message_id>\d{{1,10}})\z"
)
"""`name-17`, `1591537674_17`: ids that join channel and message."""

HTML_ID = r"(?i)\Amessage(-?\d{1,10})\z"
"""Ids of Telegram Desktop's HTML pages; negative ones are date separators."""

_CHANNEL_LINK = re.compile(_SITE + rf"(?:c/(\d{{4,15}})|({_HANDLE}))(?:[/?#].*)?\s*\Z")
_SUBDOMAIN = re.compile(rf"(?i)\A(?:https?://)?({_HANDLE})\.t\.me(?:/.*)?\Z")
_AT = re.compile(rf"(?i)\A@({_HANDLE})\Z")
_PEER = re.compile(r"(?i)\A(?:channel|chat)\s?\d{5,15}\Z")
_BARE = re.compile(rf"(?i)\A{_HANDLE}\Z")
_IN_OBJECT = re.compile(r"(?i)(?:channel|chat)_?id\W{1,4}(-?\d{1,19})\b")
_NAME_IN_OBJECT = re.compile(r"from_name\W{1,4}['\"]([^'\"]{1,128})['\"]")

_NOT_HANDLES = frozenset(
    ["joinchat", "addstickers", "addlist", "addemoji", "share", "proxy", "socks", "iv", "boost", "login"]
)
"""First parts of t.me links that name no channel."""

LEAST_TELEGRAM_ID = 10**6
"""Ids below are a database's own keys: Telegram numbers channels from 10^9 and never gave groups so few."""

_IDENTITY = pl.Struct(
    {"telegram_id": pl.Int64, "handle": pl.String, "name": pl.String, "local_id": pl.String}
)


class Identity(NamedTuple):
    """What a cell says of a channel."""

    telegram_id: int | None = None
    handle: str | None = None
    """Lower case, without @."""
    name: str | None = None
    local_id: str | None = None
    """Key of the channel in the database that the table comes from."""


def identity(cell: str, *, is_bare_handle: bool = True) -> Identity:
    """Channel in any form: id, @handle, link, an object of Telethon, else a name.

    Args:
        cell: A cleaned cell.
        is_bare_handle: Whether a single word is a handle; else it is a name.
    """
    if found := _CHANNEL_LINK.match(cell):
        if (found[2] or "").lower() in _NOT_HANDLES:
            return Identity(name=cell)
        return Identity(telegram_id=int(found[1])) if found[1] else Identity(handle=found[2].lower())
    if _PEER.match(cell):
        return Identity(telegram_id=bare_id(cell))
    if found := _AT.match(cell) or _SUBDOMAIN.match(cell) or (_BARE.match(cell) if is_bare_handle else None):
        return Identity(handle=(found[1] if found.re.groups else found[0]).lower())
    number = bare_id(cell)
    if number is not None:
        is_telegram = number >= LEAST_TELEGRAM_ID
        return Identity(telegram_id=number) if is_telegram else Identity(local_id=cell)
    return _of_object(cell) if cell[0] in "{M" and ("_id" in cell or "_name" in cell) else Identity(name=cell)


def identities(cells: pl.Series, *, is_bare_handle: bool = True) -> pl.DataFrame:
    """``identity`` of cleaned cells: columns ``telegram_id``, ``handle``, ``name``, ``local_id``."""
    distinct = mapped(cells, lambda c: identity(c, is_bare_handle=is_bare_handle)._asdict(), _IDENTITY)
    return distinct.struct.unnest()


def extracted(cells: pl.Series, pattern: str) -> pl.DataFrame:
    """Handle, ``telegram_id`` and ``message_id`` that one of the patterns above finds in cleaned cells."""
    if is_absent(cells):
        dtypes = {"handle": pl.String, "telegram_id": pl.Int64, "message_id": pl.Int64}
        return pl.DataFrame({name: nothing(len(cells), dtype) for name, dtype in dtypes.items()})
    groups = cells.str.extract_groups(pattern).struct.unnest()
    absent = pl.lit(None, pl.Int64)
    has_id = "telegram_id" in groups.columns
    return groups.select(
        handle=pl.col("handle").str.to_lowercase(),
        telegram_id=mapped(groups["telegram_id"], bare_id, pl.Int64) if has_id else absent,
        message_id=pl.col("message_id").cast(pl.Int64),
    )


def _of_object(cell: str) -> Identity:
    """Identity in an object written as text, such as Telethon's `fwd_from`."""
    number, name = _IN_OBJECT.search(cell), _NAME_IN_OBJECT.search(cell)
    return Identity(telegram_id=bare_id(number[1]) if number else None, name=name[1] if name else None)
