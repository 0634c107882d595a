"""What a page says of one message, however it was read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_REPLY = re.compile(r"#go_to_message(-?\d{1,18})$", re.ASCII)
_VIA = re.compile(r"\s*\bvia @\w+$", re.ASCII)


@dataclass(slots=True)
class Post:
    """One message."""

    posted_local: datetime | None = None
    utc_offset_minutes: int | None = None
    text: str = ""
    entities: Sequence[tuple[str, str]] = ()
    """Kind and value, without marker, in order."""
    media_kind: str | None = None
    sender: str | None = None
    """Name above the message; None in a run of messages of one sender, but for the first."""
    is_forward: bool = False
    origin: str | None = None
    """Name of the forward's origin; None in a run, as for the sender."""
    reply_to: int | None = None
    signature: str | None = None
    reactions: Sequence[tuple[str, int]] | None = None
    """None where the page shows none."""
    is_call: bool = False
    unknown: Sequence[tuple[str, str]] = ()
    """Name and example of what the page holds beyond what is known."""
    fault: tuple[str, str] | None = None
    """Reason and the offending value, where the message cannot be a record."""


def person(line: str) -> str | None:
    """Name above a message, without the bot through which it was sent; None without any."""
    return _VIA.sub("", " ".join(line.split())) or None


def reply_target(href: str) -> int | None:
    """Message that a link leads to, on the same page or another; None for other links."""
    found = _REPLY.search(href)
    return int(found[1]) if found else None
