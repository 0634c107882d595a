"""Numbers, times and words out of JSON values that may be of any type."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are naive UTC
_INT64 = range(-(2**63), 2**63)
_SHORTEST_TIME = len("2019-01-01T00:00")


def text_of(value: object) -> str | None:
    """The value if it is text that is not empty."""
    return value if isinstance(value, str) and value else None


def number_of(value: object) -> int | None:
    """Whole number in a JSON value, also one written as text or with ``.0``; None if it is none.

    Numbers beyond 64 bits are none.
    """
    if type(value) is int and value in _INT64:
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | float):
        try:
            number = int(value.removesuffix(".0") if isinstance(value, str) else value)
        except (ValueError, OverflowError):
            return None
        if isinstance(value, float) and number != value:
            return None
        value = number
    return value if isinstance(value, int) and value in _INT64 else None


def instant_of(seconds: object) -> datetime | None:
    """Naive UTC of seconds since 1970; None if it is no such number or no such day."""
    number = number_of(seconds)
    try:
        return None if number is None else _EPOCH + timedelta(seconds=number)
    except OverflowError:
        return None


def clock_of(value: object) -> datetime | None:
    """Time in ISO form, at least to the minute; aware if it states an offset. None if it is none."""
    if not isinstance(value, str) or len(value) < _SHORTEST_TIME:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def as_utc(aware: datetime) -> datetime | None:
    """Naive UTC of an aware time; None at the ends of the calendar."""
    try:
        return aware.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None
