"""Values of t.me pages: times, views, reactions, the numbers behind ``data-view``."""

import binascii
from binascii import a2b_base64
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from selectolax.lexbor import LexborNode

from assets.formats.telegram import bare_id, display_count
from assets.formats.tme_web.text import line_of
from assets.formats.tme_web.vocabulary import VIEW_KEYS
from schemas.vocabulary import LATEST_PLAUSIBLE_POST, TELEGRAM_LAUNCH


@dataclass(slots=True)
class View:
    """What ``data-view`` says: base64 of `{"c": -<channel id>, "p": <post>, "t": <epoch>, "h": <hash>}`.

    Widgets of 2018 have ``t`` and ``h`` only; ``p`` of an album ends in ``g``.
    """

    channel_id: int | None = None
    message_id: int | None = None
    captured_at: datetime | None = None
    unknown: tuple[str, ...] = ()


_NOTHING = View()
_DECODER = msgspec.json.Decoder()


def view_of(value: str | None) -> View:
    """Read ``data-view``; nothing from what is not its form."""
    if not value:
        return _NOTHING
    try:
        stated = _DECODER.decode(
            a2b_base64(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4))
        )
    except (msgspec.DecodeError, binascii.Error, ValueError):
        return _NOTHING
    if not isinstance(stated, dict):
        return _NOTHING
    channel, post, taken = stated.get("c"), stated.get("p"), stated.get("t")
    return View(
        _bare_id(channel) if type(channel) is int and channel < 0 else None,
        _post_number(post),
        _moment(taken) if type(taken) is int else None,
        () if stated.keys() <= VIEW_KEYS else tuple(key for key in stated if key not in VIEW_KEYS),
    )


@lru_cache(maxsize=4096)
def _bare_id(channel: int) -> int | None:
    return bare_id(channel)


def _post_number(stated: object) -> int | None:
    number = str(stated or "").removesuffix("g")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None


@lru_cache(maxsize=4096)
def _moment(epoch: int) -> datetime | None:
    """Naive UTC of a moment when Telegram may have made a page."""
    if not 0 < epoch < 1 << 33:
        return None
    moment = datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
    return moment if TELEGRAM_LAUNCH <= moment < LATEST_PLAUSIBLE_POST else None


def stated_time(date: LexborNode | None) -> str | None:
    """Machine-readable time of the message's date; durations of videos and voices are no such thing."""
    node = None if date is None else date.css_first("time[datetime]")
    return None if node is None else (node.attributes.get("datetime") or "").strip()


def instant(stated: str) -> datetime | None:
    """Naive UTC of a time with its offset; None for anything else.

    t.me always gives the offset: a time without one is not t.me's.
    """
    try:
        moment = datetime.fromisoformat(stated)
        if moment.tzinfo is UTC:
            return moment.replace(tzinfo=None)
        return None if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def count_of(node: LexborNode) -> tuple[int, bool] | None:
    """Number that an element shows, and whether it is rounded; None if it shows no number."""
    return display_count(str(node.text()))


def reaction_of(node: LexborNode) -> tuple[str, int] | None:
    """Reaction and how often it was given; None where either cannot be read.

    An emoji stands for itself, a custom one is `custom:<id>`, stars are `paid`.
    """
    number = "".join(child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node)
    found = display_count(number) or _counted(node)
    name = _reaction_name(node)
    return (name, found[0]) if name and found else None


def _counted(node: LexborNode) -> tuple[int, bool] | None:
    own = node.css_first(".tgme_reaction_count, .tgme_reaction_counter")
    return None if own is None else count_of(own)


def _reaction_name(node: LexborNode) -> str | None:
    if "tgme_reaction_paid" in (node.attributes.get("class") or ""):
        return "paid"
    custom = node.css_first("tg-emoji")
    if custom is not None:
        emoji = custom.attributes.get("emoji-id")
        return f"custom:{emoji}" if emoji else line_of(custom) or None
    plain = node.css_first(".emoji")
    return None if plain is None else line_of(plain) or None
