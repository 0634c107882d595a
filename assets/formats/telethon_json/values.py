"""Values as Telegram libraries write them: whole numbers, times, user names."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from assets.formats.base import Observation
from assets.formats.json_records import Rejection

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC
_SHORT = 19
"""Fewer digits than this always fit."""
_MAX_INTEGER = 2**63 - 1
_MILLISECONDS_FROM = 10**11
"""An epoch this large counts milliseconds (as data frame libraries write it): in seconds it is the year 5138."""

_DIGITS = re.compile(r"-?\d{1,19}(?:\.\d{1,9})?")
_HANDLE = re.compile(r"[a-z0-9_]{3,40}")
_UTC_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\+00:00")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def whole(value: Any) -> int | None:
    """A whole number that fits into 64 bits, also as text or as ``12.0``; None if it is none."""
    if type(value) is int:
        return value if abs(value) <= _MAX_INTEGER else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _SHORT:
        return int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return whole(float(value) if "." in value else int(value))
    return None


def message_id(value: Any) -> int | None:
    """A message id, None if there is none.

    Raises:
        Rejection: what stands there is no message id.
    """
    if value is None:
        return None
    number = whole(value)
    if number is None:
        raise Rejection("invalid_message_id", "a message id is a whole number", "message_id", value)
    return number


def text_of(value: Any) -> str:
    """A text, empty if there is none.

    Raises:
        Rejection: what stands there is no text.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Rejection("invalid_text", "the text of a post is a string", "text", value)
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


def instant(value: Any, column: str = "posted_at") -> datetime | None:
    """Naive UTC of an epoch (seconds, or milliseconds) or a time with an offset; a clock as it stands.

    Raises:
        Rejection: what stands there is no time.
    """
    return _read(value, column)[0]


def put_time(fields: Observation, posted: Any, edited: Any, clock_offset: int | None) -> None:
    """Write the times of a post.

    Args:
        fields: Where to.
        posted: Time of posting as the source states it.
        edited: Time of the last edit as the source states it.
        clock_offset: Minutes east of UTC of clocks without offset, None if unknown.

    Raises:
        Rejection: one of them is no time.
    """
    time, is_clock = _read(posted, "posted_at")
    if is_clock:
        fields["posted_local"], fields["utc_offset_minutes"] = time, clock_offset
    elif time is not None:
        fields["posted_at"] = time
    if edited is None:
        return
    time, is_clock = _read(edited, "edited_at")
    if is_clock:
        fields["edited_local"], fields["utc_offset_minutes"] = time, clock_offset
    elif time is not None:
        fields["edited_at"] = time


def _read(value: Any, column: str) -> tuple[datetime | None, bool]:
    """A time, and whether it is a wall clock: text without an offset."""
    try:
        if isinstance(value, str):
            return _of_text(value)
        if value is None:
            return None, False
        if isinstance(value, bool):
            raise TypeError
        return _of_epoch(value), False
    except (ValueError, OverflowError, TypeError) as error:
        rule = "a time is ISO 8601 with date and time, or an epoch"
        raise Rejection("unreadable_time", rule, column, value) from error


def _of_text(value: str) -> tuple[datetime | None, bool]:
    if _UTC_CLOCK.fullmatch(value):
        return datetime.fromisoformat(value[:-6]), False  # as Telethon writes it, without the way over zones
    if not value:
        return None, False
    if _DIGITS.fullmatch(value):
        return _of_epoch(float(value)), False
    if not _CLOCK.match(value):
        raise ValueError
    time = datetime.fromisoformat(value)
    if time.tzinfo is None:
        return time, True
    return time.astimezone(UTC).replace(tzinfo=None), False


def _of_epoch(value: float) -> datetime:
    seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
    return _EPOCH + timedelta(seconds=seconds)


def handle_of(value: Any) -> str | None:
    """A public user name in lower case without ``@``; None if it is none."""
    if not isinstance(value, str):
        return None
    plain = value.strip().removeprefix("@").lower()
    return plain if _HANDLE.fullmatch(plain) else None


def name_of(value: Any) -> str | None:
    """A name that is not blank."""
    return value if isinstance(value, str) and value.strip() else None
