"""What an independent reading of a dump says of each message.

The readers beside this module use the standard library only and share no code with the adapters, so that
a mistake of an adapter is not repeated here.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Message:
    """A message as its dump states it."""

    message_id: int | None
    text: str
    instant: datetime | None = None
    """Naive UTC, where the dump states an instant."""
    clock: datetime | None = None
    """The exporter's wall clock, where the dump states only that."""
    offset: timedelta | None = None
    """What the dump says the clock is ahead of UTC."""
    channel: str | None = None
    """Id, handle or title, as far as the dump names one: messages are compared within it."""

    def at(self, zone: str) -> datetime | None:
        """The instant as naive UTC; a clock is read by its label, else in a zone."""
        if self.instant or not self.clock:
            return self.instant
        return self.clock - self.offset if self.offset is not None else self.in_zone(zone)

    def in_zone(self, zone: str) -> datetime | None:
        """The clock, read in a zone whatever its label says, as naive UTC."""
        return utc(self.clock.replace(tzinfo=ZoneInfo(zone))) if self.clock else None


@dataclass
class Reading:
    """All messages of a dump in their order, and how many rows are none."""

    messages: list[Message] = field(default_factory=list)
    service_rows: int = 0
    """Rows about the channel itself, and messages that the exporter could not write."""
    other_rows: int = 0
    """What else the dump lists and is no post: previews of links, attachments of texts listed apart."""


def utc(aware: datetime) -> datetime:
    """Naive UTC of an instant with a zone."""
    return aware.astimezone(UTC).replace(tzinfo=None)


def epoch(seconds: str | float) -> datetime:
    """Naive UTC of a Unix time."""
    return datetime.fromtimestamp(float(seconds), UTC).replace(tzinfo=None)
